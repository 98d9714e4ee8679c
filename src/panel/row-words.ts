import type { ChangeKind, EndpointChange } from '../analyzer/endpoint-changes.ts';
import type { AnalyzedTrace } from '../analyzer/report.ts';
import { firstHop } from '../analyzer/trace/fetch-trace.ts';
import { hostName } from '../ui/host-name.ts';
import { statusName, statusShape } from '../ui/status-icon.tsx';
import { shortCause, statusOf } from '../ui/verdict-status.ts';
import { clockTime } from './clock-time.ts';
import { httpStatusOf } from './http-status.ts';
import { urlParts } from './url-parts.ts';
import { barTitle, spokenBar, type TimeScale } from './waterfall.ts';

export interface RowProps {
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

/** What the row of a fetch says, in its cells and to assistive technology; null where it has no such attribute. */
export type RowWords = ReturnType<typeof rowWords>;
export type RowWord = keyof RowWords;

/** As many characters of a method fit into its column. */
const WHOLE_METHOD = 7;

const TURNS: Readonly<Record<ChangeKind, string>> = {
  fixed: 'fixed',
  broken: 'broken',
  progress: 'progress',
  setback: 'setback',
  other: 'changed',
};

export function rowWords({ analyzed, change, index, isInGroup, selected, tabStop }: RowProps) {
  const { trace, judgement, cause, serverOrigin } = analyzed;
  const { method, url } = firstHop(trace);
  const { path, end, query } = urlParts(url);
  const status = statusOf(analyzed);
  const short = shortCause(analyzed);
  return {
    // The heading is row 1.
    rowIndex: String(index + 2),
    level: isInGroup ? '2' : null,
    selected: String(selected),
    tabIndex: tabStop ? '0' : '-1',
    id: trace.id,
    verdict: judgement.verdict,
    rule: cause?.rule ?? '',
    status,
    statusName: statusName(status),
    statusShape: statusShape(status),
    code: String(httpStatusOf(analyzed) ?? '–'),
    method,
    methodTitle: method.length > WHOLE_METHOD ? method : null,
    url,
    isCut: String(end !== ''),
    path,
    pathEnd: end,
    query,
    server: hostName(serverOrigin),
    serverTitle: serverOrigin,
    turn: change?.kind ?? null,
    turnName: change ? TURNS[change.kind] : null,
    cause: short,
    causeTitle: change ? `${short}\n${turnOf(change)}` : short,
    barName: spokenBar(analyzed),
    barTitle: barTitle(analyzed),
  } satisfies Record<string, string | null>;
}

function turnOf({ before }: EndpointChange): string {
  const name = statusName(statusOf(before)).toLowerCase();
  const why = before.cause ? ` (${shortCause(before)})` : '';
  return `before, at ${clockTime(before.trace.startedAt)}: ${name}${why}`;
}
