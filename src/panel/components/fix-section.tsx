import { describeChange } from '../../analyzer/fixes/describe.ts';
import type { AnalyzedTrace } from '../../analyzer/report.ts';
import type { Change } from '../../analyzer/rules/rule.ts';
import { ProseText } from '../../ui/prose-text.tsx';
import { changesOf, hasSnippet, placeOf } from '../../ui/suggested-fix.ts';
import type { PanelState } from '../state.ts';
import { FixCard } from './fix-card.tsx';
import { Section } from './section.tsx';

interface Props {
  readonly analyzed: AnalyzedTrace;
  readonly state: PanelState;
}

/** What to change, whatever the stack; and something to paste where a server's configuration is the answer. */
export function FixSection({ analyzed, state }: Props) {
  const changes = changesOf(analyzed);
  if (changes.length === 0) return null;
  return (
    <Section title={analyzed.cause ? 'Fix' : 'Suggested change'} part="fix">
      <ul class="changes">
        {changes.map((change) => (
          <li key={JSON.stringify(change)} data-change={change.kind}>
            <span class="change-place">{placeName(change, analyzed)}</span>
            <span>
              <ProseText text={describeChange(change)} />
            </span>
          </li>
        ))}
      </ul>
      {hasSnippet(analyzed) && <FixCard analyzed={analyzed} state={state} />}
    </Section>
  );
}

function placeName(change: Change, { serverOrigin }: AnalyzedTrace): string {
  const place = placeOf(change);
  return place === 'server' ? serverOrigin.replace(/^https?:\/\//, '') : place;
}
