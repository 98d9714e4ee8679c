import { batch, type ReadonlySignal, signal } from '@preact/signals';
import { analyze, judgeAhead } from '../analyzer/analyze.ts';
import type { AnalyzedTrace, Report } from '../analyzer/report.ts';
import type { FetchTrace } from '../analyzer/trace/fetch-trace.ts';
import { afterOthers, afterPaint, whenIdle } from './after-paint.ts';
import { addressesOf, diagnosedKindOf } from './filter-kinds.ts';
import { changeBetween } from './list-change.ts';

/** Milliseconds at a stretch: leaves half of a frame to everything else. */
const STRETCH_MS = 8;
/** As many fill a screen, so they are worth a longer frame: whatever comes first is shown with all that is known of it. */
const FIRST_SCREEN = 40;
/** What is shown grows by this factor at least, and to this many after the first screenful: each time costs a look at all of it. */
const GROWTH = 2;
const SECOND_LOOK = 400;

/** So many stretches what waits for the first rows waits for their words. */
const MOST_STRETCHES = 6;

/** How a page's traces become reports, a stretch of work at a time. */
export interface Analysis {
  /** Verdicts of the first traces of the log: of all of them, unless so many came at once that it still works on them. */
  readonly report: ReadonlySignal<Report>;
  /** The last report of which every diagnosis has been made, so that reading them all takes no time. */
  readonly explained: ReadonlySignal<Report>;
  /** While many are read for the first time, how many of them the report does not tell of yet. */
  readonly left: ReadonlySignal<number>;
  /** Many came at once, and the first of them are not painted yet. */
  readonly arriving: ReadonlySignal<boolean>;
  /** The log is this now. */
  update(traces: readonly FetchTrace[]): void;
}

/** With so many, each step of the work is a task of its own: together they would take longer than a frame. */
const LONG_LOG = 100;

/**
 * Judges the first screenful of traces at once, the others between frames; then finds the words for each while there is
 * nothing else to do.
 */
export function createAnalysis(): Analysis {
  const report = signal<Report>(analyze([]));
  const explained = signal<Report>(report.value);
  const left = signal(0);
  const arriving = signal(false);
  const read = readingWords();
  let traces: readonly FetchTrace[] = [];
  /** So many of them have verdicts, and of so many of these the report that is shown tells. */
  let judged = 0;
  let shown = traces;
  /** A report that is made and not shown yet, and what it is of. */
  let ready: { readonly made: Report; readonly of: readonly FetchTrace[] } | undefined;
  /** Something of what came last is shown. */
  let hasShown = false;
  /** So many went by for the words of the first rows. */
  let stretches = 0;
  let scheduled = false;

  const isWorthShowing = () => {
    const isFirst = shown.length === 0;
    return judged === traces.length || judged >= (isFirst ? 0 : Math.max(shown.length * GROWTH, SECOND_LOOK));
  };
  const judge = () => {
    // Nothing is there to be seen, and more than a screenful would only make it wait.
    const isHurried = shown.length === 0 && traces.length > SECOND_LOOK;
    judged = judgeAhead(traces, judged, timeFor(FIRST_SCREEN - judged, isHurried ? 0 : STRETCH_MS));
    if (!isWorthShowing()) left.value = traces.length - judged;
  };
  const make = () => {
    const of = judged === traces.length ? traces : traces.slice(0, judged);
    ready = { made: analyze(of), of };
  };
  const show = ({ made, of }: NonNullable<typeof ready>) => {
    ready = undefined;
    hasShown = true;
    shown = of;
    batch(() => {
      report.value = made;
      left.value = traces.length - judged;
    });
  };
  const explain = () => {
    if (read(report.value.traces)) explained.value = report.value;
  };
  const step = () => {
    if (ready) show(ready);
    else if (shown === traces) explain();
    else if (isWorthShowing()) make();
    else judge();
  };
  const work = () => {
    const shows = ready !== undefined;
    if (arriving.value && hasShown && !shows) settleIn();
    else step();
    if (!isDone()) schedule(shows ? afterPaint : whenIdle);
  };
  /** What waits for the first rows asks for the words of all of them: those are found first, a stretch at a time. */
  const settleIn = () => {
    const isReady = explained.value === report.value || stretches === MOST_STRETCHES;
    stretches = isReady ? 0 : stretches + 1;
    if (isReady) arriving.value = false;
    else explain();
  };
  const isDone = () => shown === traces && explained.value === report.value && !arriving.value;
  const schedule = (when: (task: () => void) => void) => {
    if (scheduled) return;
    scheduled = true;
    when(() => {
      scheduled = false;
      work();
    });
  };
  /** What few more take is done at once; of many the first, to be shown before anything else. */
  const begin = () => {
    const isMore = traces.length - shown.length > FIRST_SCREEN;
    hasShown = false;
    judge();
    if (isWorthShowing()) make();
    if (ready && !isMore) show(ready);
    if (traces.length <= FIRST_SCREEN) explain();
    arriving.value = shown !== traces;
    left.value = arriving.value ? Math.max(traces.length - judged, 1) : 0;
  };
  return {
    report,
    explained,
    left,
    arriving,
    update(next) {
      if (next === traces) return;
      judged = Math.min(judged, sameFor(traces, next));
      traces = next;
      if (shown.length < LONG_LOG) begin();
      if (!isDone()) schedule(ready || shown.length >= LONG_LOG ? afterOthers : afterPaint);
    },
  };
}

/** How many elements two lists have in common from the beginning. */
function sameFor(before: readonly FetchTrace[], now: readonly FetchTrace[]): number {
  return changeBetween(before, now, () => false).from;
}

/**
 * @returns a function that makes diagnoses of a list that are not made yet, and what the filter asks of them, for a stretch
 *   of time, and tells whether that was all; what it has read of a list it does not read again in the next one
 */
function readingWords(): (traces: readonly AnalyzedTrace[]) => boolean {
  const isRead: boolean[] = [];
  let before: readonly AnalyzedTrace[] = [];
  let next = 0;
  return (traces) => {
    if (traces !== before) {
      const { replaced, from } = changeBetween(before, traces, () => true);
      for (const at of replaced) isRead[at] = false;
      isRead.length = from;
      next = Math.min(next, from, ...replaced.slice(0, 1));
      before = traces;
    }
    const hasTime = timeFor(FIRST_SCREEN - next);
    for (; next < traces.length; next += 1) {
      if (isRead[next]) continue;
      if (!hasTime()) return false;
      void diagnosedKindOf(traces[next] as AnalyzedTrace);
      void addressesOf((traces[next] as AnalyzedTrace).trace);
      isRead[next] = true;
    }
    return true;
  };
}

/** True for the first `least` questions, then until the stretch is over. */
function timeFor(least: number, stretchMs = STRETCH_MS): () => boolean {
  let asked = 0;
  const end = performance.now() + stretchMs;
  return () => {
    asked += 1;
    return asked <= least || performance.now() < end;
  };
}
