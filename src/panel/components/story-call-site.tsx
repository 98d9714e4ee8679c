import { useContext } from 'preact/hooks';
import type { AnalyzedTrace } from '../../analyzer/report.ts';
import { type CallFrame, type CallSite, CallSitesContext } from '../call-sites.ts';

interface Props {
  readonly analyzed: AnalyzedTrace;
  readonly all: readonly AnalyzedTrace[];
}

/** Where the page made the request, or undefined where that is not known for certain. */
export function useCallSite({ analyzed, all }: Props): CallSite | undefined {
  return useContext(CallSitesContext)?.of(
    analyzed.trace,
    all.map(({ trace }) => trace),
  );
}

/** Leads to the line in the Sources panel. */
export function CallSiteTag(props: Props) {
  const sites = useContext(CallSitesContext);
  const site = useCallSite(props);
  const [frame] = site?.frames ?? [];
  if (!sites || !site || !frame) return null;
  return (
    <li class="tag" data-part="call-site" title={site.frames.map(spelled).join('\n')}>
      called from{' '}
      <button
        type="button"
        class="link-button"
        data-action="open-source"
        aria-label={`Open ${placeOf(frame)} in the Sources panel`}
        onClick={() => sites.open(frame)}
      >
        {placeOf(frame)}
      </button>
      {frame.functionName !== '' && (
        <>
          {' '}
          in <code class="inline-code">{frame.functionName}</code>
        </>
      )}
    </li>
  );
}

/** File and line as editors write them, counted from 1. */
function placeOf({ shownUrl, line }: CallFrame): string {
  const path = shownUrl.split('?', 1)[0] ?? '';
  return `${path.slice(path.lastIndexOf('/') + 1) || path}:${line + 1}`;
}

function spelled(frame: CallFrame): string {
  return `${frame.functionName || '(no function)'} ${frame.shownUrl}:${frame.line + 1}:${frame.column + 1}`;
}
