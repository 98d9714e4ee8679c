import type { AnalyzedTrace } from '../analyzer/report.ts';
import type { Exchange, FetchTrace } from '../analyzer/trace/fetch-trace.ts';
import type { Judgement } from '../analyzer/trace/judgement.ts';
import type { EpochMs } from '../analyzer/trace/observation.ts';

/** A stretch of one bar. */
export interface BarSegment {
  readonly kind: 'wait' | 'preflight' | 'redirect' | 'actual';
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** The browser stopped the fetch here. */
  readonly stopped?: true;
}

const segmentsMemo = new WeakMap<FetchTrace, readonly BarSegment[]>();

/** What one fetch did when: waiting, then each hop's preflight and request, up to where the browser stopped. */
export function barSegments({ trace, judgement }: AnalyzedTrace): readonly BarSegment[] {
  const known = segmentsMemo.get(trace);
  if (known) return known;
  const segments = segmentsSeen(trace, judgement);
  segmentsMemo.set(trace, segments);
  return segments;
}

function segmentsSeen(trace: FetchTrace, judgement: Judgement): readonly BarSegment[] {
  const segments: BarSegment[] = [];
  const { failure } = judgement;
  let at = trace.startedAt;
  const push = (kind: BarSegment['kind'], from: EpochMs, to: EpochMs, stopped: boolean) => {
    const start = Math.max(from, at);
    if (start > at) segments.push({ kind: 'wait', from: at, to: start });
    segments.push({ kind, from: start, to: Math.max(to, start), ...(stopped ? { stopped } : {}) });
    at = Math.max(to, start);
  };
  const isStopped = (hop: number, preflight: boolean) =>
    judgement.verdict === 'blocked' && failure?.hop === hop && (failure.phase === 'preflight') === preflight;
  for (const [index, hop] of trace.hops.entries()) {
    if (hop.preflight) push('preflight', hop.preflight.startedAt, endOf(hop.preflight), isStopped(index, true));
    const isHeldBack = failure?.phase === 'preflight' && failure.hop === index;
    if (isHeldBack || (hop.preflight && !hop.response && !hop.sentAt)) continue;
    const isLast = index === trace.hops.length - 1;
    const end = isLast && 'at' in trace.outcome ? Math.max(endOf(hop), trace.outcome.at) : endOf(hop);
    push(hop.redirect ? 'redirect' : 'actual', hop.sentAt ?? hop.startedAt, end, isStopped(index, false));
  }
  // What no check refused ended where it was.
  const last = segments.at(-1);
  if (last && judgement.verdict === 'blocked' && !segments.some(({ stopped }) => stopped))
    return [...segments.slice(0, -1), { ...last, stopped: true }];
  return segments;
}

function endOf(exchange: Exchange): EpochMs {
  return exchange.endedAt ?? exchange.response?.receivedAt ?? exchange.sentAt ?? exchange.startedAt;
}

/** Milliseconds that a fetch took as far as it was seen. */
function durationOf(segments: readonly BarSegment[]): number {
  const first = segments[0];
  const last = segments.at(-1);
  return first && last ? last.to - first.from : 0;
}

/** Maps a moment to a share of the width, 0 to 1. */
export type TimeScale = (at: EpochMs) => number;

/** Pauses longer than this share of the busy time are drawn as short as this. */
const LONGEST_PAUSE = 0.06;

/**
 * A scale that keeps proportions while something is on the network and shortens the pauses between, so that a page that
 * has been open for an hour still shows bars instead of dots.
 */
export function timeScale(bars: readonly (readonly BarSegment[])[]): TimeScale {
  const busy = busyPeriods(bars);
  const busyTime = busy.reduce((sum, period) => sum + period.to - period.from, 0);
  const longestPause = Math.max(busyTime * LONGEST_PAUSE, 1);
  const starts: number[] = [];
  let length = 0;
  busy.forEach((period, index) => {
    const previous = busy[index - 1];
    if (previous) length += Math.min(period.from - previous.to, longestPause);
    starts.push(length);
    length += period.to - period.from;
  });
  return (at) => {
    const index = lastStartingBefore(busy, at);
    const period = busy[index];
    if (!period || length === 0) return 0;
    return Math.min(1, ((starts[index] ?? 0) + Math.min(at, period.to) - period.from) / length);
  };
}

interface Period {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** One after the other, with a pause between any two. A log is in the order of time, unless another column sorts it. */
function busyPeriods(bars: readonly (readonly BarSegment[])[]): readonly Period[] {
  const byStart = () => bars.toSorted((a, b) => (a[0]?.from ?? 0) - (b[0]?.from ?? 0));
  return merged(bars) ?? merged(byStart()) ?? [];
}

/** Undefined when the bars are not in the order of time. */
function merged(bars: readonly (readonly BarSegment[])[]): readonly Period[] | undefined {
  const periods: { from: EpochMs; to: EpochMs }[] = [];
  let last: { from: EpochMs; to: EpochMs } | undefined;
  let before = Number.NEGATIVE_INFINITY;
  for (const segments of bars) {
    const first = segments[0];
    const end = segments.at(-1);
    if (!first || !end) continue;
    if (first.from < before) return undefined;
    before = first.from;
    if (last && before <= last.to) last.to = Math.max(last.to, end.to);
    else {
      last = { from: before, to: end.to };
      periods.push(last);
    }
  }
  return periods;
}

function lastStartingBefore(periods: readonly Period[], at: EpochMs): number {
  let low = 0;
  let high = periods.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((periods[middle]?.from ?? 0) <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}

const NAMES: Readonly<Record<BarSegment['kind'], string>> = {
  wait: 'waiting',
  preflight: 'preflight',
  redirect: 'redirected request',
  actual: 'request',
};

/** One bar in words, for those who do not see it. */
export function spokenBar(analyzed: AnalyzedTrace): string {
  const segments = barSegments(analyzed);
  const stopped = segments.find((segment) => segment.stopped);
  return `${Math.round(durationOf(segments))} ms${stopped ? `, stopped at the ${NAMES[stopped.kind]}` : ''}`;
}

/** One bar, a line for each stretch and one for all of it. */
export function barTitle(analyzed: AnalyzedTrace): string {
  const segments = barSegments(analyzed);
  const lines = segments.map(
    ({ kind, from, to, stopped }) => `${NAMES[kind]}: ${Math.round(to - from)} ms${stopped ? ', stopped here' : ''}`,
  );
  return [...lines, `in all: ${Math.round(durationOf(segments))} ms`].join('\n');
}
