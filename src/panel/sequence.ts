import type { AnalyzedTrace } from '../analyzer/report.ts';
import { hostName } from '../ui/host-name.ts';
import { shortCause } from '../ui/verdict-status.ts';
import type { ExchangeSide } from './linked-lines.ts';
import type { Between, StoryStep, Tone } from './story-steps.ts';

/** Somebody who took part. */
export interface Lane {
  readonly kind: 'page' | 'browser' | 'server';
  readonly name: string;
  /** The whole of what `name` may abbreviate. */
  readonly title: string;
}

/** An arrow from one lane to another, or a remark at one lane when both are the same. */
export interface Message {
  /** Number of the step in the story, from 0. */
  readonly step: number;
  readonly from: number;
  readonly to: number;
  readonly label: string;
  readonly tone: Tone;
  readonly exchange: ExchangeSide | null;
  /** What went wrong, on the one message that broke the fetch. */
  readonly broke: string | null;
  /** It was sent, and nothing came back. */
  readonly lost: boolean;
}

/** Who talked with whom, in order. */
export interface Sequence {
  readonly lanes: readonly Lane[];
  readonly messages: readonly Message[];
}

const PAGE = 0;
const BROWSER = 1;

/** The story as lanes and messages. Servers stand in the order in which they were asked. */
export function sequenceOf(analyzed: AnalyzedTrace, steps: readonly StoryStep[]): Sequence {
  const servers = [...new Set(steps.flatMap(({ server }) => server ?? []))];
  const drawn = steps.flatMap((step, index) => (step.label === null ? [] : [{ step, index, label: step.label }]));
  const broken = drawn.find(({ step }) => step.tone === 'stop')?.index;
  return {
    lanes: [pageLane(analyzed), { kind: 'browser', name: 'browser', title: 'browser' }, ...servers.map(serverLane)],
    messages: drawn.map(({ step, index, label }) => {
      const [from, to] = ends(step.between, servers.indexOf(step.server ?? '') + 2);
      return {
        step: index,
        from,
        to,
        label,
        tone: step.tone,
        exchange: step.exchange,
        broke: index === broken ? shortCause(analyzed) : null,
        lost: step.between === 'browser-server' && step.tone === 'stop',
      };
    }),
  };
}

function pageLane({ trace }: AnalyzedTrace): Lane {
  const origin = trace.initiatorOrigin;
  const kind = trace.fromServiceWorker ? 'service worker' : 'page';
  return { kind: 'page', name: kind, title: origin === undefined ? kind : `${kind} at ${origin}` };
}

function serverLane(origin: string): Lane {
  return { kind: 'server', name: hostName(origin), title: origin };
}

function ends(between: Between, server: number): readonly [from: number, to: number] {
  switch (between) {
    case 'page-browser':
      return [PAGE, BROWSER];
    case 'browser-page':
      return [BROWSER, PAGE];
    case 'browser-server':
      return [BROWSER, server];
    case 'server-browser':
      return [server, BROWSER];
    case 'browser':
      return [BROWSER, BROWSER];
  }
}
