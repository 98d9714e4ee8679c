import { type ReadonlySignal, signal } from '@preact/signals';
import { analyze, judgeAhead } from '../analyzer/analyze.ts';
import type { Report } from '../analyzer/report.ts';
import type { FetchTrace } from '../analyzer/trace/fetch-trace.ts';

/** Milliseconds at a stretch: leaves half of a frame to everything else. */
const STRETCH_MS = 8;
/** As many fill a screen, so they are worth a longer frame: whatever comes first is shown with all that is known of it. */
const FIRST_SCREEN = 40;
/** What is shown grows by this factor at least: each time costs a look at the whole list. */
const GROWTH = 2;

/** How a page's traces become reports, a stretch of work at a time. */
export interface Analysis {
  /** Verdicts of the first traces of the log: of all of them, unless so many came at once that it still works on them. */
  readonly report: ReadonlySignal<Report>;
  /** The last report of which every diagnosis has been made, so that reading them all takes no time. */
  readonly explained: ReadonlySignal<Report>;
  /** Traces that have no verdict yet. */
  readonly left: ReadonlySignal<number>;
  /** More came than could be judged at once, and the first of it is not painted yet. */
  readonly arriving: ReadonlySignal<boolean>;
  /** The log is this now. */
  update(traces: readonly FetchTrace[]): void;
}

/**
 * Judges the first screenful of traces at once, the others between frames; then finds the words for each while there is
 * nothing else to do.
 */
export function createAnalysis(): Analysis {
  const report = signal<Report>(analyze([]));
  const explained = signal<Report>(report.value);
  const left = signal(0);
  const arriving = signal(false);
  let traces: readonly FetchTrace[] = [];
  let judged = 0;
  let read = 0;
  let scheduled = false;

  const judge = () => {
    judged = judgeAhead(traces, judged, timeFor(FIRST_SCREEN - judged));
    left.value = traces.length - judged;
    const shown = report.value.traces.length;
    if (judged === traces.length) publish(traces);
    else if (judged >= shown * GROWTH) publish(traces.slice(0, judged));
  };
  const publish = (part: readonly FetchTrace[]) => {
    report.value = analyze(part);
    read = 0;
  };
  const explain = () => {
    const current = report.value;
    const hasTime = timeFor(FIRST_SCREEN - read);
    while (read < current.traces.length && hasTime()) {
      void current.traces[read]?.findings;
      read += 1;
    }
    if (read === current.traces.length) explained.value = current;
  };
  const work = () => {
    arriving.value = false;
    if (judged < traces.length) judge();
    else explain();
    if (judged === traces.length && explained.value === report.value) return;
    schedule(afterOthers);
  };
  const schedule = (when: (task: () => void) => void) => {
    if (scheduled) return;
    scheduled = true;
    when(() => {
      scheduled = false;
      work();
    });
  };
  return {
    report,
    explained,
    left,
    arriving,
    update(next) {
      if (next === traces) return;
      traces = next;
      judged = 0;
      judge();
      arriving.value = judged < traces.length;
      if (traces.length <= FIRST_SCREEN) explain();
      if (judged < traces.length || explained.value !== report.value) schedule(afterPaint);
    },
  };
}

/** True for the first `least` questions, then until the stretch is over. */
function timeFor(least: number): () => boolean {
  let asked = 0;
  const end = performance.now() + STRETCH_MS;
  return () => {
    asked += 1;
    return asked <= least || performance.now() < end;
  };
}

/** Milliseconds after which it goes on all the same: a panel that nobody sees is not painted. */
const LONGEST_FRAME_MS = 50;

/** Runs `task` when the rows that there are now can be seen. */
function afterPaint(task: () => void): void {
  // Where there is nothing to paint on.
  if (typeof requestAnimationFrame === 'undefined') {
    afterOthers(task);
    return;
  }
  const go = () => {
    clearTimeout(late);
    cancelAnimationFrame(frame);
    afterOthers(task);
  };
  const late = setTimeout(go, LONGEST_FRAME_MS);
  const frame = requestAnimationFrame(go);
}

/** Runs `task` after input and painting that are due; timers would rest for four milliseconds each time. */
function afterOthers(task: () => void): void {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    port1.close();
    task();
  };
  port2.postMessage(null);
}
