import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useLink } from '../linked-lines.ts';
import type { Lane, Sequence } from '../sequence.ts';
import { type PlacedLane, type PlacedMessage, type SequenceLayout, sequenceLayout } from '../sequence-layout.ts';

/** Breadth of the picture before it was measured, and the most that it takes, in CSS pixels. */
const UNMEASURED = 520;
const WIDEST = 680;

interface Props {
  readonly sequence: Sequence;
  /** An arrow was chosen: shows what it carried. */
  readonly onOpen: (step: number) => void;
}

/**
 * Who talked with whom, as arrows between page, browser and servers. One stop of the Tab key; arrow keys go from message
 * to message. The story beside it says the same in words.
 */
export function SequenceDiagram({ sequence, onOpen }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const [current, setCurrent] = useState(0);
  const head = useId();
  const layout = sequenceLayout(sequence, width);
  const onKeyDown = (event: KeyboardEvent) => {
    const next = { ArrowDown: current + 1, ArrowUp: current - 1, Home: 0, End: layout.messages.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    frame.current?.querySelectorAll<SVGElement>('[data-step]')[next]?.focus();
  };
  return (
    <div class="sequence" ref={frame} data-part="sequence">
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot hold a drawing. */}
      <svg
        role="group"
        aria-label={`Diagram of ${layout.messages.length} steps between ${sequence.lanes.map(({ title }) => title).join(', ')}`}
        width={layout.width}
        height={layout.height}
        viewBox={`0 0 ${layout.width} ${layout.height}`}
        onKeyDown={onKeyDown}
      >
        <Heads id={head} />
        {layout.lanes.map((lane) => (
          <LaneLine key={lane.lane.title} placed={lane} layout={layout} />
        ))}
        {layout.messages.map((placed, index) => (
          <Arrow
            key={placed.message.step}
            placed={placed}
            lanes={sequence.lanes}
            head={head}
            isCurrent={index === current}
            onCurrent={() => setCurrent(index)}
            onOpen={() => onOpen(placed.message.step)}
          />
        ))}
      </svg>
    </div>
  );
}

/** Breadth of the frame, known before the first paint and kept up to date. */
function useWidth(frame: { readonly current: HTMLDivElement | null }): number {
  const [width, setWidth] = useState(UNMEASURED);
  useLayoutEffect(() => {
    const element = frame.current;
    if (!element) return;
    const measure = () => {
      if (element.clientWidth > 0) setWidth(Math.min(element.clientWidth, WIDEST));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return width;
}

const TONES = ['plain', 'ok', 'stop', 'unknown'] as const;

/** Heads of arrows, one a tone, since markers do not inherit colours. */
function Heads({ id }: { readonly id: string }) {
  return (
    <defs>
      {TONES.map((tone) => (
        <marker
          key={tone}
          id={`${id}-${tone}`}
          class="sequence-head"
          data-tone={tone}
          viewBox="0 0 8 8"
          refX="7"
          refY="4"
          markerWidth="7"
          markerHeight="7"
          markerUnits="userSpaceOnUse"
          orient="auto"
        >
          <path d="M0 .5 7.5 4 0 7.5z" />
        </marker>
      ))}
    </defs>
  );
}

function LaneLine({ placed, layout }: { readonly placed: PlacedLane; readonly layout: SequenceLayout }) {
  const { lane, x, boxWidth, name } = placed;
  return (
    <g class="sequence-lane" data-lane={lane.kind}>
      <title>{lane.title}</title>
      <line x1={x} x2={x} y1={layout.boxHeight} y2={layout.height} />
      <rect x={x - boxWidth / 2 + 0.5} y={0.5} width={boxWidth - 1} height={layout.boxHeight - 1} rx={5} />
      <text x={x} y={layout.boxHeight / 2 + 4} text-anchor="middle">
        {name}
      </text>
    </g>
  );
}

interface ArrowProps {
  readonly placed: PlacedMessage;
  readonly lanes: readonly Lane[];
  /** Beginning of the ids of the heads. */
  readonly head: string;
  readonly isCurrent: boolean;
  readonly onCurrent: () => void;
  readonly onOpen: () => void;
}

function Arrow({ placed, lanes, head, isCurrent, onCurrent, onOpen }: ArrowProps) {
  const { message, area, label, mark } = placed;
  const link = useLink(message.exchange);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    onOpen();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a drawing has no button of its own.
    <g
      class="sequence-message"
      role="button"
      tabindex={isCurrent ? 0 : -1}
      aria-label={spoken(placed, lanes)}
      data-step={message.step}
      data-tone={message.tone}
      data-broke={message.broke !== null}
      {...link}
      onFocus={() => {
        onCurrent();
        link.onFocus?.();
      }}
      onClick={onOpen}
      onKeyDown={onKeyDown}
    >
      <title>{message.label}</title>
      <rect class="sequence-area" {...area} rx={4} />
      <Line placed={placed} head={head} />
      <text class="sequence-label" x={label.x} y={label.y}>
        {label.text}
      </text>
      {mark && (
        <>
          <path class="sequence-sign" d={`M${mark.signX + 1} ${mark.y - 8}l8 8m0-8l-8 8`} />
          <text class="sequence-mark" x={mark.x} y={mark.y}>
            {mark.text}
          </text>
        </>
      )}
    </g>
  );
}

function Line({ placed, head }: { readonly placed: PlacedMessage; readonly head: string }) {
  const { message, fromX, toX, y } = placed;
  if (message.from === message.to) {
    return <path class="sequence-remark" d={`M${fromX - 4} ${y - 8}l4 4 -4 4 -4 -4z`} />;
  }
  return (
    <>
      <line
        class="sequence-line"
        x1={fromX}
        x2={toX}
        y1={y}
        y2={y}
        marker-end={message.lost ? undefined : `url(#${head}-${message.tone})`}
      />
      {message.lost && <path class="sequence-sign" d={`M${toX - 4} ${y - 4}l8 8m0-8l-8 8`} />}
    </>
  );
}

function spoken({ message }: PlacedMessage, lanes: readonly Lane[]): string {
  const from = lanes[message.from]?.title ?? '';
  const to = lanes[message.to]?.title ?? '';
  const who = message.from === message.to ? `In the ${from}` : `From ${from} to ${to}`;
  return `${who}: ${message.label}${message.broke === null ? '' : `. It failed here: ${message.broke}`}`;
}
