import { useComputed } from '@preact/signals';
import { otherRequests, type Testimony } from '../../analyzer/other-requests.ts';
import type { AnalyzedTrace } from '../../analyzer/report.ts';
import { ProseText } from '../../ui/prose-text.tsx';
import { clockTime } from '../clock-time.ts';
import type { PanelState } from '../state.ts';
import { Section } from './section.tsx';

interface Props {
  readonly analyzed: AnalyzedTrace;
  readonly state: PanelState;
}

/** What the other requests to this server show, each with the way to one of them. */
export function OtherRequests({ analyzed, state }: Props) {
  const testimonies = otherRequests(analyzed);
  if (testimonies.length === 0) return null;
  return (
    <Section title="Other requests to this server" part="other-requests">
      <ul class="testimonies">
        {testimonies.map((testimony) => (
          <li key={`${testimony.kind} ${testimony.traceId ?? ''}`} data-testimony={testimony.kind}>
            <Said testimony={testimony} own={analyzed.trace.id} state={state} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

interface SaidProps {
  readonly testimony: Testimony;
  /** The id of the fetch that is shown. */
  readonly own: string;
  readonly state: PanelState;
}

function Said({ testimony: { text, traceId, until }, own, state }: SaidProps) {
  const shown = useComputed(() => traceId !== undefined && state.isOfThisPage(traceId)).value;
  return (
    <>
      <ProseText text={text} />
      {until !== undefined && (
        <>
          {' '}
          Until <time dateTime={new Date(until).toISOString()}>{clockTime(until)}</time>.
        </>
      )}
      {traceId !== undefined && traceId !== own && shown && (
        <>
          {' '}
          <button
            type="button"
            class="link-button"
            data-goes-to={traceId}
            onClick={() => state.actions.select(traceId)}
          >
            Show the request
          </button>
        </>
      )}
    </>
  );
}
