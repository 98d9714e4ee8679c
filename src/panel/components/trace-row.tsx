// biome-ignore-all lint/a11y/useSemanticElements: a list of ten thousand rows is windowed, which table elements do not allow.
// biome-ignore-all lint/a11y/useFocusableInteractive: in this grid the rows of requests take the focus, cells and headings do not.
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the grid around the rows handles the keys.
import type { AnalyzedTrace } from '../../analyzer/report.ts';
import { firstHop } from '../../analyzer/trace/fetch-trace.ts';
import { StatusIcon } from '../../ui/status-icon.tsx';
import { UrlName } from '../../ui/url-name.tsx';
import { shortCause, statusOf } from '../../ui/verdict-status.ts';
import type { TimeScale } from '../waterfall.ts';
import { memo } from './memo.ts';
import { WaterfallBar } from './waterfall-bar.tsx';

interface Props {
  readonly analyzed: AnalyzedTrace;
  readonly rowIndex: number;
  readonly selected: boolean;
  /** The one row that Tab reaches. */
  readonly tabStop: boolean;
  readonly scale: TimeScale;
  readonly onSelect: (id: string) => void;
}

/** One fetch: preflight, redirects and the request itself are one row. */
export const TraceRow = memo(function TraceRow({ analyzed, rowIndex, selected, tabStop, scale, onSelect }: Props) {
  const { trace, judgement, cause } = analyzed;
  const { method, url } = firstHop(trace);
  const status = statusOf(analyzed);
  return (
    <div
      class="trace-row"
      role="row"
      aria-rowindex={rowIndex}
      aria-selected={selected}
      tabIndex={tabStop ? 0 : -1}
      data-trace-id={trace.id}
      data-verdict={judgement.verdict}
      data-rule={cause?.rule ?? ''}
      data-status={status}
      onClick={() => onSelect(trace.id)}
    >
      <span role="gridcell" class="cell-status">
        <StatusIcon status={status} />
      </span>
      <span role="gridcell" class="cell-method" title={method}>
        {method}
      </span>
      <span role="gridcell" class="cell-name">
        <UrlName url={url} />
      </span>
      <span role="gridcell" class="cell-cause" title={shortCause(analyzed)}>
        {shortCause(analyzed)}
      </span>
      <span role="gridcell" class="cell-time">
        <WaterfallBar analyzed={analyzed} scale={scale} />
      </span>
    </div>
  );
});
