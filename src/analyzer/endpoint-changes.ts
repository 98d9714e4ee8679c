import { getHeader, type HeaderList } from './fetch/header-list.ts';
import type { Phase } from './fetch/network-error.ts';
import type { AnalyzedTrace } from './report.ts';
import { type Exchange, type FetchTrace, firstHop } from './trace/fetch-trace.ts';

/**
 * What became of an endpoint. `progress`: still blocked, by something that comes later; `setback`: by something that
 * came earlier; `other`: by something else at the same place.
 */
export type ChangeKind = 'fixed' | 'broken' | 'progress' | 'setback' | 'other';

/** How the latest answers of an endpoint differ from those before. Lasts until they differ again. */
export interface EndpointChange {
  readonly kind: ChangeKind;
  /** The last fetch that ended as before. */
  readonly before: AnalyzedTrace;
  /** The first fetch that ended otherwise. */
  readonly since: AnalyzedTrace;
  /** What the two were answered differently. */
  readonly headers: readonly AnswerChange[];
}

/** One line of an answer, then and now; `null`: it was not there. */
export interface AnswerChange {
  readonly phase: 'preflight' | 'actual';
  /** `Status`, or the name of a response header. */
  readonly name: string;
  readonly before: string | null;
  readonly after: string | null;
}

/**
 * Per trace id, what has changed for its endpoint by then: method and URL without query, asked from the same origin.
 * Endpoints that always ended the same way are not in it. One pass; `traces` in the order of time.
 */
export function endpointChanges(traces: readonly AnalyzedTrace[]): ReadonlyMap<string, EndpointChange> {
  const last = new Map<string, { readonly analyzed: AnalyzedTrace; readonly change: EndpointChange | undefined }>();
  const changes = new Map<string, EndpointChange>();
  for (const analyzed of traces) {
    if (endOf(analyzed) === undefined) continue;
    const endpoint = endpointOf(analyzed.trace);
    const earlier = last.get(endpoint);
    const change = earlier && (changeBetween(earlier.analyzed, analyzed) ?? earlier.change);
    last.set(endpoint, { analyzed, change });
    if (change) changes.set(analyzed.trace.id, change);
  }
  return changes;
}

/** The same for one fetch: nothing is diagnosed but the fetches of its endpoint. */
export function endpointChange(analyzed: AnalyzedTrace, traces: readonly AnalyzedTrace[]): EndpointChange | undefined {
  const { method, url } = firstHop(analyzed.trace);
  const address = withoutQuery(url);
  // Most fetches of a long log are told apart by the first of these.
  const ofEndpoint = traces.filter(({ trace }) => {
    const other = firstHop(trace);
    return (
      other.method === method &&
      trace.initiatorOrigin === analyzed.trace.initiatorOrigin &&
      other.url.startsWith(address) &&
      withoutQuery(other.url) === address
    );
  });
  return endpointChanges(ofEndpoint).get(analyzed.trace.id);
}

/** Equal for fetches of one endpoint: method and URL without query, asked from the same origin. */
export function endpointOf(trace: FetchTrace): string {
  const { method, url } = firstHop(trace);
  return `${method} ${trace.initiatorOrigin ?? ''} ${withoutQuery(url)}`;
}

function withoutQuery(url: string): string {
  const end = url.search(/[?#]/);
  return end < 0 ? url : url.slice(0, end);
}

/** Whether a fetch ended in a way that others of its endpoint are compared with. */
export function isDecided({ judgement }: AnalyzedTrace): boolean {
  return judgement.verdict === 'allowed' || judgement.verdict === 'blocked';
}

/** How a fetch ended, in a form that can be compared; undefined while that is not decided. */
function endOf(analyzed: AnalyzedTrace): string | undefined {
  if (!isDecided(analyzed)) return undefined;
  const { judgement, cause } = analyzed;
  if (judgement.verdict === 'allowed') return 'allowed';
  return cause ? `${cause.rule} ${cause.phase} ${cause.hop}` : 'blocked';
}

/** What `since` changed, the next decided fetch of its endpoint after `before`; undefined when both ended the same way. */
export function changeBetween(before: AnalyzedTrace, since: AnalyzedTrace): EndpointChange | undefined {
  if (endOf(before) === endOf(since)) return undefined;
  return { kind: kindOf(before, since), before, since, headers: answerChanges(before.trace, since.trace) };
}

function kindOf(before: AnalyzedTrace, since: AnalyzedTrace): ChangeKind {
  if (since.judgement.verdict === 'allowed') return 'fixed';
  if (before.judgement.verdict === 'allowed') return 'broken';
  const distance = compared(placeOf(since), placeOf(before));
  if (distance === 0) return 'other';
  return distance > 0 ? 'progress' : 'setback';
}

type Place = readonly number[];

/** How far the fetch came: hop, phase, and checks passed there. Without any failing check it never got to one. */
function placeOf({ judgement: { failure, steps } }: AnalyzedTrace): Place {
  if (!failure) return [-1];
  const passed = steps.filter(
    ({ hop, phase, result }) => hop === failure.hop && phase === failure.phase && result === 'success',
  );
  return [failure.hop, PHASES.indexOf(failure.phase), passed.length];
}

const PHASES: readonly Phase[] = ['preflight', 'redirect', 'actual'];

function compared(a: Place, b: Place): number {
  const index = a.findIndex((value, at) => value !== b[at]);
  return index < 0 ? 0 : (a[index] ?? 0) - (b[index] ?? 0);
}

/** Compares first answers with first answers: of the preflight, and of the URL that the page asked for. */
function answerChanges(before: FetchTrace, since: FetchTrace): readonly AnswerChange[] {
  const [then, now] = [firstHop(before), firstHop(since)];
  return [
    ...(then.preflight && now.preflight ? linesChanged('preflight', then.preflight, now.preflight) : []),
    ...linesChanged('actual', then, now),
  ];
}

function linesChanged(phase: AnswerChange['phase'], then: Exchange, now: Exchange): readonly AnswerChange[] {
  if (!then.response || !now.response) return [];
  const [old, young] = [then.response, now.response];
  const status: readonly [string, string, string] = ['Status', String(old.status), String(young.status)];
  const names = [...new Set([...decidingNames(old.headers), ...decidingNames(young.headers)])].sort();
  const lines = names.map((name) => [name, getHeader(old.headers, name), getHeader(young.headers, name)] as const);
  return [status, ...lines]
    .filter(([, was, is]) => was !== is)
    .map(([name, was, is]) => ({ phase, name, before: was, after: is }));
}

/** Names of the headers that CORS and its caches go by, as they are usually written. */
function decidingNames(headers: HeaderList): readonly string[] {
  return headers
    .map(([name]) => name.toLowerCase())
    .filter((name) => name.startsWith('access-control-') || name === 'vary' || name === 'location')
    .map((name) => name.replace(/(?:^|-)[a-z]/g, (start) => start.toUpperCase()));
}
