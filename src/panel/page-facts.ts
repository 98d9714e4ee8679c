import type { AnalyzedTrace } from '../analyzer/report.ts';
import { type FetchTrace, firstHop } from '../analyzer/trace/fetch-trace.ts';
import type { EpochMs } from '../analyzer/trace/observation.ts';
import type { RequestReport } from '../protocol/messages.ts';
import { tallying } from './list-change.ts';
import { type Matched, matchTold, type Subject } from './match-told.ts';
import { pacedWork } from './paced-work.ts';
import { callKey, parseRecords, parseTimings, type Records } from './page-records.ts';
import type { PanelData } from './panel-data.ts';

/** The inspected page, as far as DevTools let a panel reach into it. */
export interface PageSource {
  /** Reloads it with the recorder in it, for that load. */
  reloadRecorded(): Promise<unknown>;
  /** What recorders hold; whatever the page makes of it. */
  readRecords(): Promise<readonly unknown[]>;
  /** Resource Timing; whatever the page makes of it. */
  readTimings(): Promise<readonly unknown[]>;
  report(reports: readonly RequestReport[]): Promise<unknown>;
  /** Epoch milliseconds. */
  now(): EpochMs;
}

/** After this, what a call made and what the page's timeline says about it are there to be seen. */
const LATER_MS = 1100;
/** A page that shows no recorder for this long after the reload has none. */
const RELOAD_MS = 30_000;
/** How often the timeline is asked about one request. */
const MOST_ATTEMPTS = 3;

const ELEMENT_TYPES: ReadonlySet<string> = new Set(['image', 'imageset', 'script', 'stylesheet', 'media', 'font']);

/**
 * What the page can say about its requests, taken to the background as reports. `settle` reloads the page with the
 * recorder in it; without it nothing is ever put into the page. `look` reads what there is to read: the records of a
 * recorded page, and the page's own timeline where the browser's events do not tell how a request ended.
 */
export function createPageFacts(page: PageSource, data: PanelData) {
  const used = new Set<string>();
  const attempts = new Map<string, number>();
  const wantingIn = watchingUnknown();
  let asked: EpochMs = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const later = () => {
    if (timer !== undefined) return;
    timer = setTimeout(() => {
      timer = undefined;
      look();
    }, LATER_MS);
  };
  const lookOnce = pacedWork(async () => {
    const [records, timings] = [
      await readRecords(page, data, asked),
      await readTimings(page, data, wantingIn, attempts),
    ];
    const matched = records && matchRecords(records, data.log.value.traces, used, page.now());
    for (const one of matched?.used ?? []) used.add(one.id);
    const reports = [...(matched?.reports ?? []), ...timings.reports];
    if (reports.length > 0) await page.report(reports);
    if (matched?.unsettled || timings.unsettled || data.settling.value === 'reloading') later();
  });
  const look = () => {
    // A page that cannot be read now is asked again after the next change.
    lookOnce().catch(() => undefined);
  };
  const settle = async () => {
    used.clear();
    asked = page.now();
    data.settling.value = 'reloading';
    try {
      await page.reloadRecorded();
      later();
    } catch {
      data.settling.value = 'off';
    }
  };
  return { look, settle };
}

async function readRecords(page: PageSource, { settling }: PanelData, asked: EpochMs): Promise<Records | undefined> {
  if (settling.value === 'off') return undefined;
  const records = parseRecords(await page.readRecords());
  if (records) settling.value = 'recording';
  // The recorder went with its page.
  else if (settling.value === 'recording' || page.now() > asked + RELOAD_MS) settling.value = 'off';
  return records;
}

function matchRecords(
  { since, told }: Records,
  traces: readonly FetchTrace[],
  used: ReadonlySet<string>,
  now: EpochMs,
): Matched {
  const open = traces.filter((trace) => trace.startedAt >= since && !trace.fromServiceWorker && !isToldAbout(trace));
  const subjects = open.map((trace): Subject => {
    const { method, url } = firstHop(trace);
    const kind = ELEMENT_TYPES.has(trace.type) ? 'element' : 'call';
    return { id: trace.id, startedAt: trace.startedAt, key: callKey(kind, method, url, frameOf(trace)) };
  });
  return matchTold(
    told.filter((one) => !used.has(one.id)),
    subjects,
    now,
  );
}

/** Chromium's recorder is in the page itself, and tells of the frames that it reaches by their origin. */
function frameOf({ browser, frameId, initiatorOrigin }: FetchTrace): string | undefined {
  return browser === 'firefox' || frameId === 0 ? undefined : (initiatorOrigin ?? 'unknown');
}

function isToldAbout({ pageReport }: FetchTrace): boolean {
  return (
    pageReport?.credentialsMode !== undefined ||
    pageReport?.mode !== undefined ||
    pageReport?.redirectMode !== undefined
  );
}

async function readTimings(
  page: PageSource,
  { report }: PanelData,
  wantingIn: (traces: readonly AnalyzedTrace[]) => readonly AnalyzedTrace[],
  attempts: Map<string, number>,
): Promise<{ readonly reports: readonly RequestReport[]; readonly unsettled: boolean }> {
  const wanting = wantingIn(report.value.traces).filter((analyzed) => mayTryAgain(analyzed, attempts));
  const open = wanting.filter(({ trace }) => trace.startedAt <= page.now() - LATER_MS);
  if (open.length === 0) return { reports: [], unsettled: wanting.length > 0 };
  for (const { trace } of open) attempts.set(trace.id, (attempts.get(trace.id) ?? 0) + 1);
  const told = parseTimings(await page.readTimings());
  const subjects = report.value.traces
    .filter(({ trace }) => !trace.fromServiceWorker)
    .map(({ trace }): Subject => ({ id: trace.id, startedAt: trace.startedAt, key: firstHop(trace).url }));
  const wanted = new Set(open.map(({ trace }) => trace.id));
  const { reports } = matchTold(told, subjects, page.now());
  const found = reports.filter(({ requestId }) => wanted.has(requestId));
  const left = wanting.filter((one) => mayTryAgain(one, attempts));
  return { reports: found, unsettled: left.length > found.length };
}

/** @returns a function that tells which fetches of a list want their outcome. */
function watchingUnknown(): (traces: readonly AnalyzedTrace[]) => readonly AnalyzedTrace[] {
  const wanting = new Set<AnalyzedTrace>();
  const tally = tallying<AnalyzedTrace>({
    removed: (analyzed) => wanting.delete(analyzed),
    added: (analyzed) => {
      if (wantsOutcome(analyzed)) wanting.add(analyzed);
    },
  });
  return (traces) => {
    tally(traces);
    return [...wanting];
  };
}

function mayTryAgain({ trace }: AnalyzedTrace, attempts: ReadonlyMap<string, number>): boolean {
  return (attempts.get(trace.id) ?? 0) < MOST_ATTEMPTS;
}

/** The request is over, and the browser's events do not say whether the page could read it, or say the unexpected. */
function wantsOutcome({ trace, judgement }: AnalyzedTrace): boolean {
  if (!judgement.usesCors || trace.fromServiceWorker || trace.pageReport?.couldRead !== undefined) return false;
  const over = trace.outcome.kind === 'completed' || trace.outcome.kind === 'error';
  return over && (judgement.observed === null || judgement.disagrees);
}
