import type { ComponentChildren } from 'preact';
import type { AnalyzedTrace } from '../../analyzer/report.ts';
import { toReportJson } from '../../analyzer/report-json.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { pageContradicts } from '../page-word.ts';
import type { PanelState } from '../state.ts';

interface Props {
  readonly analyzed: AnalyzedTrace;
  readonly state: PanelState;
}

/** A prediction that browser or page did not follow is shown, never papered over. */
export function Disagreement({ analyzed, state }: Props) {
  const { judgement, trace } = analyzed;
  const byPage = pageContradicts(analyzed);
  if (!judgement.disagrees && !byPage) return null;
  return (
    <div class="banner-note" data-part="disagreement" data-with={judgement.disagrees ? 'browser' : 'page'}>
      <p>
        {judgement.disagrees ? (
          <>
            <strong>Prediction and browser disagree.</strong> The headers predict{' '}
            <Outcome>{judgement.expected}</Outcome>, and the browser <Outcome>{judgement.observed}</Outcome> it.
            Something that headers do not show took part, or WhyCORS is wrong here.
          </>
        ) : (
          <>
            <strong>Verdict and page disagree.</strong> The verdict is <Outcome>{judgement.verdict}</Outcome>, and the
            page says that it {trace.pageReport?.couldRead ? 'could' : 'could not'} read the response. A page's word
            proves nothing, so the verdict stands.
          </>
        )}
      </p>
      <CopyButton
        text={reportOf(analyzed, state)}
        label="Copy a report of this disagreement"
        action="copy-disagreement"
        title="This request alone as whycors-report/1 JSON. Secrets were redacted when it was recorded."
      />
    </div>
  );
}

function Outcome({ children }: { readonly children: ComponentChildren }) {
  return <b>{children}</b>;
}

/** One trace in the format of the public report. */
function reportOf(analyzed: AnalyzedTrace, state: PanelState): string {
  const tab = state.log.value.tab;
  const report = toReportJson(
    { traces: [analyzed], policies: [] },
    {
      version: state.version,
      browser: analyzed.trace.browser,
      tab: { id: tab?.id ?? analyzed.trace.tabId, origin: tab?.origin ?? null },
      capturedFrom: tab?.capturedFrom ?? analyzed.trace.startedAt,
      dropped: tab?.dropped ?? 0,
    },
  );
  return `${JSON.stringify(report, null, 2)}\n`;
}
