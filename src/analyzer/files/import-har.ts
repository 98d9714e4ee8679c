import { hasHeader } from '../fetch/header-list.ts';
import { classifyNetError } from '../fetch/net-error.ts';
import { extractTokenList } from '../fetch/token-list.ts';
import { code, type Prose, prose } from '../rules/prose.ts';
import { assemble } from '../trace/assemble.ts';
import type { FetchTrace } from '../trace/fetch-trace.ts';
import { judge } from '../trace/judge.ts';
import type { Observation } from '../trace/observation.ts';
import { type HarEntry, harEntry } from './har-entry.ts';
import { type HarSource, observationsOf } from './har-observations.ts';
import { harRequests } from './har-requests.ts';
import { type ImportedTraffic, MAX_REQUESTS } from './imported-file.ts';
import { pageOrigin } from './page-origin.ts';
import { afterPreflights } from './preflight-times.ts';
import { attempt, field, ifField, ifText, items, type Place } from './shape.ts';
import { type Skipped, skippedText } from './skipped.ts';

export interface HarOptions {
  /** Origin of the page, for requests of which the file does not tell. */
  readonly pageOrigin?: string;
}

/**
 * The traffic of a HAR: Chromium's, Firefox's, this program's own, and as far as they follow the format those of others.
 * What cannot be read is left out and named among the problems.
 *
 * @throws ShapeError when it has no list of entries at all.
 * @see http://www.softwareishard.com/blog/har-12-spec/
 */
export function importHar(root: Place, options: HarOptions = {}): ImportedTraffic {
  const log = field(root, 'log');
  const places = items(field(log, 'entries'));
  const { entries, skipped } = readEntries(places);
  const writer = writerOf(log, entries);
  const source = { ...writer, pages: pageAddresses(log) };
  const lacksSecrets = leavesSecretsOut(entries, writer);
  const observations = observationsOfAll(entries, source, options.pageOrigin);
  const traces = assemble(observations, source.browser)
    .map((trace) => (writer.isOurs ? trace : withoutUnexplainedFailure(trace)))
    .map((trace): FetchTrace => (lacksSecrets ? { ...trace, secretsLeftOut: true } : trace));
  return {
    kind: 'har',
    browser: source.browser,
    writtenBy: writtenBy(log),
    page: pageOrigin(traces),
    capturedFrom: entries.reduce((first, { startedAt }) => Math.min(first, startedAt), entries[0]?.startedAt ?? 0),
    dropped: 0,
    traces,
    problems: [...skippedText(skipped, places.length), ...problemsOf(entries, source, lacksSecrets, traces)],
  };
}

function observationsOfAll(
  entries: readonly HarEntry[],
  source: HarSource,
  pageOrigin: string | undefined,
): readonly Observation[] {
  const all: Observation[] = [];
  const inOrder = [...entries].sort((a, b) => a.startedAt - b.startedAt);
  const isFirefox = source.browser === 'firefox' && !entries.some(({ own }) => own !== undefined);
  for (const request of harRequests(isFirefox ? afterPreflights(inOrder) : inOrder)) {
    for (const observation of observationsOf(request, source)) {
      const isUnclaimed = observation.kind === 'before-request' && observation.initiatorOrigin === undefined;
      all.push(isUnclaimed && pageOrigin !== undefined ? { ...observation, initiatorOrigin: pageOrigin } : observation);
    }
  }
  return all;
}

/**
 * A failure of which the file shows nothing at all, neither headers nor a preflight nor the error's own name, could be
 * anything: nothing is concluded from it. In Firefox's files it could be one after the preflight too, unless the answer
 * to that explains it.
 */
function withoutUnexplainedFailure(trace: FetchTrace): FetchTrace {
  const { outcome, hops, browser } = trace;
  const last = hops.at(-1);
  const hasFailed = outcome.kind === 'error' && classifyNetError(outcome.netError) === 'failed';
  if (!hasFailed || last?.response) return trace;
  const isExplained =
    browser === 'firefox' ? judge(trace).failure?.phase === 'preflight' : last?.requestHeaders || last?.preflight;
  return isExplained ? trace : { ...trace, outcome: { kind: 'pending' } };
}

function readEntries(places: readonly Place[]): { readonly entries: HarEntry[]; readonly skipped: readonly Skipped[] } {
  const entries: HarEntry[] = [];
  const skipped: Skipped[] = [];
  for (const place of places.slice(0, MAX_REQUESTS)) {
    const read = attempt(() => harEntry(place));
    if ('problem' in read) skipped.push({ path: place.path, problem: read.problem });
    else if (read.value.fromServiceWorker) skipped.push({ path: place.path, problem: FROM_SERVICE_WORKER });
    else if (/^(?:https?|wss?):/i.test(read.value.url)) entries.push(read.value);
  }
  const next = places[MAX_REQUESTS];
  if (next) skipped.push({ path: next.path, problem: prose`Only the first ${String(MAX_REQUESTS)} entries are read.` });
  return { entries, skipped };
}

const FROM_SERVICE_WORKER = prose`A service worker answered it, and the file does not show what the worker fetched.`;

interface Writer extends Omit<HarSource, 'pages'> {
  /** It is known what its files tell of how a request ended. */
  readonly known: boolean;
  readonly isOurs: boolean;
}

/** Chromium names each request's failure, Firefox none; of the rest nobody knows. */
function writerOf(log: Place, entries: readonly HarEntry[]): Writer {
  const creator = ifText(ifField(ifField(log, 'creator'), 'name')) ?? '';
  const browser = `${ifText(ifField(ifField(log, 'browser'), 'name')) ?? ''} ${creator}`;
  const isOurs = entries.some(({ own }) => own !== undefined);
  if (/firefox/i.test(browser)) return { browser: 'firefox', failures: 'unnamed', known: true, isOurs };
  const isDevTools = creator === 'WebInspector' && entries.some(({ resourceType }) => resourceType !== undefined);
  const known = isDevTools || isOurs;
  return { browser: 'chromium', failures: known ? 'named' : 'unnamed', known, isOurs };
}

/** Both browsers put the page's address into its title. */
function pageAddresses(log: Place): ReadonlyMap<string, string> {
  const { value } = ifField(log, 'pages');
  if (!Array.isArray(value)) return new Map();
  return new Map(
    value.slice(0, MAX_REQUESTS).flatMap((page: unknown): [string, string][] => {
      const place = { value: page, path: '' };
      const id = ifText(ifField(place, 'id'));
      const title = ifText(ifField(place, 'title'));
      return id === undefined || title === undefined ? [] : [[id, title]];
    }),
  );
}

const SECRETS = ['cookie', 'set-cookie', 'authorization'];

/**
 * Chromium exports without cookies and `Authorization` unless it is told to include "sensitive data". It leaves no trace
 * of that, so a file without any such line is taken for one of those.
 */
function leavesSecretsOut(entries: readonly HarEntry[], { browser, isOurs }: Writer): boolean {
  if (browser !== 'chromium' || isOurs) return false;
  return !entries.some(({ requestHeaders = [], responseHeaders }) =>
    SECRETS.some((name) => hasHeader(requestHeaders, name) || hasHeader(responseHeaders, name)),
  );
}

function writtenBy(log: Place): string {
  const creator = ifField(log, 'creator');
  const parts = [ifText(ifField(creator, 'name')) ?? 'an unnamed program', ifText(ifField(creator, 'version')) ?? ''];
  return parts
    .join(' ')
    .replaceAll(/[\p{C}\s]+/gu, ' ')
    .trim()
    .slice(0, 100);
}

function problemsOf(
  entries: readonly HarEntry[],
  source: Writer,
  lacksSecrets: boolean,
  traces: readonly FetchTrace[],
): readonly Prose[] {
  const problems: Prose[] = [];
  if (entries.length === 0) return problems;
  if (lacksSecrets) problems.push(secretsText(entries));
  if (!source.known) {
    problems.push(
      prose`This program's files do not say which responses the browser kept from the page. The headers alone decide here, by Chromium's rules.`,
    );
  }
  const unexplained = traces.filter(endedUnnamed).length;
  if (unexplained > 0 && source.known && !source.isOurs) {
    problems.push(
      prose`Of ${String(unexplained)} of the requests that got no response, the file does not say why: a refused connection, a blocker and an abort look the same in it.`,
    );
  }
  return problems;
}

function endedUnnamed({ hops, outcome }: FetchTrace): boolean {
  const last = hops.at(-1);
  return outcome.kind === 'pending' && last?.response === undefined && last?.preflight?.response === undefined;
}

function secretsText(entries: readonly HarEntry[]): Prose {
  const asked = entries.some(({ isPreflight, requestHeaders }) => {
    const names = isPreflight ? extractTokenList(requestHeaders ?? [], 'access-control-request-headers') : null;
    return Array.isArray(names) && names.some((name) => name.toLowerCase() === 'authorization');
  });
  const what = prose`${code('Cookie')}, ${code('Set-Cookie')} and ${code('Authorization')} are not in this file`;
  const sure = asked ? prose`, although a preflight asks for ${code('Authorization')}` : [];
  return prose`${what}${sure}: Chromium leaves them out unless it exports with sensitive data. Whether they were sent is not known.`;
}
