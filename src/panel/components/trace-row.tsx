// biome-ignore-all lint/a11y/useSemanticElements: a list of ten thousand rows is windowed, which table elements do not allow.
// biome-ignore-all lint/a11y/useFocusableInteractive: in this grid the rows of requests take the focus, cells and headings do not.
import type { ChangeKind, EndpointChange } from '../../analyzer/endpoint-changes.ts';
import type { AnalyzedTrace } from '../../analyzer/report.ts';
import { firstHop } from '../../analyzer/trace/fetch-trace.ts';
import { hostName } from '../../ui/host-name.ts';
import { StatusIcon, statusName } from '../../ui/status-icon.tsx';
import { UrlName } from '../../ui/url-name.tsx';
import { shortCause, statusOf } from '../../ui/verdict-status.ts';
import { clockTime } from '../clock-time.ts';
import { httpStatusOf } from '../http-status.ts';
import type { TimeScale } from '../waterfall.ts';
import { memo } from './memo.ts';
import { ROW_HEIGHT } from './use-row-window.ts';
import { WaterfallBar } from './waterfall-bar.tsx';

interface Props {
  readonly analyzed: AnalyzedTrace;
  /** What became of its endpoint with this fetch. */
  readonly change: EndpointChange | undefined;
  /** Place in the list, counted from 0, headings of servers included. */
  readonly index: number;
  readonly isInGroup: boolean;
  readonly selected: boolean;
  /** The one row that Tab reaches. */
  readonly tabStop: boolean;
  readonly scale: TimeScale;
}

/**
 * One fetch: preflight, redirects and the request itself are one row. What it is made of is called, so that the row is one
 * component: ten rows come into view with every frame of a fast scroll.
 */
export const TraceRow = memo(function TraceRow(props: Props) {
  const { analyzed, change, index, isInGroup, selected, tabStop, scale } = props;
  const { trace, judgement, cause, serverOrigin } = analyzed;
  const { method, url } = firstHop(trace);
  const status = statusOf(analyzed);
  const short = shortCause(analyzed);
  return (
    <div
      class="trace-row"
      role="row"
      // The heading is row 1.
      aria-rowindex={index + 2}
      {...(isInGroup ? { 'aria-level': 2 } : {})}
      aria-selected={selected}
      tabIndex={tabStop ? 0 : -1}
      data-key={trace.id}
      data-trace-id={trace.id}
      data-verdict={judgement.verdict}
      data-rule={cause?.rule ?? ''}
      data-status={status}
      style={{ top: `${index * ROW_HEIGHT}px` }}
    >
      <span role="gridcell" class="cell-status">
        {StatusIcon({ status })}
        <span class="cell-code">{httpStatusOf(analyzed) ?? '–'}</span>
      </span>
      <span role="gridcell" class="cell-method" title={method.length > WHOLE_METHOD ? method : undefined}>
        {method}
      </span>
      {UrlName({ url, role: 'gridcell', place: 'cell-name' })}
      <span role="gridcell" class="cell-server" title={serverOrigin}>
        {hostName(serverOrigin)}
      </span>
      <span role="gridcell" class="cell-cause" title={change ? `${short}\n${turnOf(change)}` : short}>
        {change && (
          <b class="turn" data-turn={change.kind}>
            {TURNS[change.kind]}
          </b>
        )}
        {short}
      </span>
      {WaterfallBar({ analyzed, scale })}
    </div>
  );
});

/** As many characters of a method fit into its column. */
const WHOLE_METHOD = 7;

const TURNS: Readonly<Record<ChangeKind, string>> = {
  fixed: 'fixed',
  broken: 'broken',
  progress: 'progress',
  setback: 'setback',
  other: 'changed',
};

function turnOf({ before }: EndpointChange): string {
  const name = statusName(statusOf(before)).toLowerCase();
  const why = before.cause ? ` (${shortCause(before)})` : '';
  return `before, at ${clockTime(before.trace.startedAt)}: ${name}${why}`;
}
