import type { AnalyzedTrace } from '../../analyzer/report.ts';
import type { MissingFact } from '../../analyzer/trace/judgement.ts';
import { missingFromPage } from '../page-word.ts';
import type { PanelState } from '../state.ts';

interface Props {
  readonly analyzed: AnalyzedTrace;
  readonly state: PanelState;
}

const NAMES: Readonly<Record<MissingFact, string>> = {
  'credentials-mode': 'the credentials mode',
  'request-mode': 'the request mode',
  'redirect-mode': 'the redirect mode',
  response: 'the response',
  'actual-request': 'the actual request',
};

/** Offered where a fact is missing that the page itself knows. */
export function SettleOffer({ analyzed, state }: Props) {
  const missing = missingFromPage(analyzed);
  // There is no page behind a file.
  if (missing.length === 0 || state.files?.shown) return null;
  const settling = state.settling.value;
  return (
    <div class="banner-note settle" data-part="settle" data-missing={missing.join(' ')}>
      <p>
        Only the page knows {missing.map((fact) => NAMES[fact]).join(' and ')}. The page can be reloaded once with a
        recorder in it that notes how each call is made; the next load is without it. What it says is marked
        page-reported.
      </p>
      <button
        type="button"
        class="button quiet"
        data-action="settle"
        disabled={settling === 'reloading'}
        onClick={() => void state.actions.settle()}
      >
        Reload and settle it
      </button>
      <span role="status" data-settling={settling}>
        {settling === 'reloading' && 'Reloading…'}
        {settling === 'recording' && 'This load is being recorded; nothing about this request was noted yet.'}
      </span>
    </div>
  );
}
