import { type AnswerChange, type ChangeKind, endpointChange } from '../../analyzer/endpoint-changes.ts';
import type { AnalyzedTrace } from '../../analyzer/report.ts';
import { statusName } from '../../ui/status-icon.tsx';
import { shortCause, statusOf } from '../../ui/verdict-status.ts';
import { clockTime } from '../clock-time.ts';
import type { PanelState } from '../state.ts';
import { Section } from './section.tsx';

interface Props {
  readonly analyzed: AnalyzedTrace;
  readonly state: PanelState;
}

const SAID: Readonly<Record<ChangeKind, string>> = {
  fixed: 'Fixed',
  broken: 'Broken',
  progress: 'Progress',
  setback: 'Setback',
  other: 'Changed',
};

/** How the same endpoint ended before, since when it ends as it does now, and which header lines made the difference. */
export function BeforeAfter({ analyzed, state }: Props) {
  // Only what was before it counts, so what came since is no reason to look again.
  const change = endpointChange(analyzed, state.turningPoints.peek().fetchesUpTo(analyzed));
  if (!change) return null;
  const { kind, before, since, headers } = change;
  return (
    <Section title="Before and after" part="before-after">
      <p class="before-after" data-change={kind}>
        <b>{SAID[kind]}</b>: was {endOf(before)} until{' '}
        <OtherTrace analyzed={before} state={state} at={before.trace.startedAt} />, is {endOf(since)} since{' '}
        <OtherTrace analyzed={since} state={state} at={since.trace.startedAt} />.
      </p>
      {headers.length > 0 && (
        <ul class="before-after-lines">
          {headers.map((line) => (
            <Line key={`${line.phase} ${line.name}`} line={line} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function endOf(analyzed: AnalyzedTrace): string {
  const name = statusName(statusOf(analyzed)).toLowerCase();
  return analyzed.cause ? `${name} (${shortCause(analyzed)})` : name;
}

function OtherTrace({ analyzed, state, at }: Props & { readonly at: number }) {
  const { id } = analyzed.trace;
  return (
    <button type="button" class="link-button" data-goes-to={id} onClick={() => state.actions.select(id)}>
      {clockTime(at)}
    </button>
  );
}

function Line({ line: { phase, name, before, after } }: { readonly line: AnswerChange }) {
  return (
    <li data-changed={name}>
      {phase === 'preflight' ? 'preflight' : 'response'}: <code class="inline-code">{name}</code> was{' '}
      <Value value={before} />, is <Value value={after} />
    </li>
  );
}

function Value({ value }: { readonly value: string | null }) {
  if (value === null) return <i>absent</i>;
  return value === '' ? <i>empty</i> : <code class="inline-code">{value}</code>;
}
