// biome-ignore-all lint/a11y/useSemanticElements: a list of ten thousand rows is windowed, which table elements do not allow.
// biome-ignore-all lint/a11y/useFocusableInteractive: in this grid the rows of requests take the focus, cells do not.
import type { AnalyzedTrace } from '../../analyzer/report.ts';
import { type BarSegment, barSegments, durationOf, type TimeScale } from '../waterfall.ts';

const NAMES: Readonly<Record<BarSegment['kind'], string>> = {
  wait: 'waiting',
  preflight: 'preflight',
  redirect: 'redirected request',
  actual: 'request',
};

/** The cell of one fetch on the common time axis; the step at which the browser stopped it is hatched, and a cross ends it. */
export function WaterfallBar({ analyzed, scale }: { readonly analyzed: AnalyzedTrace; readonly scale: TimeScale }) {
  const segments = barSegments(analyzed);
  const end = segments.at(-1)?.to ?? analyzed.trace.startedAt;
  return (
    <span role="gridcell" class="cell-time bar" aria-label={spoken(segments)} title={described(segments)}>
      {segments.map((segment) => (
        <i data-kind={segment.kind} data-stopped={segment.stopped} style={extent(segment, scale)} />
      ))}
      {analyzed.judgement.verdict === 'blocked' && (
        <b class="bar-stop" style={{ marginLeft: percent(scale(end)) }}>
          ×
        </b>
      )}
    </span>
  );
}

function extent({ from, to }: BarSegment, scale: TimeScale) {
  const left = scale(from);
  // Values that the browser reads without its whole parser, since every row that scrolls in has some.
  return { marginLeft: percent(left), width: percent(scale(to) - left) };
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)}%`;
}

function spoken(segments: readonly BarSegment[]): string {
  const stopped = segments.find((segment) => segment.stopped);
  return `${Math.round(durationOf(segments))} ms${stopped ? `, stopped at the ${NAMES[stopped.kind]}` : ''}`;
}

function described(segments: readonly BarSegment[]): string {
  const lines = segments.map(
    ({ kind, from, to, stopped }) => `${NAMES[kind]}: ${Math.round(to - from)} ms${stopped ? ', stopped here' : ''}`,
  );
  return [...lines, `in all: ${Math.round(durationOf(segments))} ms`].join('\n');
}
