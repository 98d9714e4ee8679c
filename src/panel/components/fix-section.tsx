import { Fragment } from 'preact';
import { describeChange } from '../../analyzer/fixes/describe.ts';
import type { AnalyzedTrace } from '../../analyzer/report.ts';
import type { Change } from '../../analyzer/rules/rule.ts';
import { ProseText } from '../../ui/prose-text.tsx';
import { changesOf, hasSnippet, offersChoice, placeOf } from '../../ui/suggested-fix.ts';
import type { ShownFix } from '../shown-fix.ts';
import type { PanelState } from '../state.ts';
import { FixCard } from './fix-card.tsx';
import { FixDetour } from './fix-detour.tsx';
import { Section } from './section.tsx';

interface Props {
  readonly analyzed: AnalyzedTrace;
  /** Undefined where nothing can be pasted into the server. */
  readonly shown: ShownFix | undefined;
  readonly state: PanelState;
}

/** What to change, whatever the stack; and something to paste where a server's configuration is the answer. */
export function FixSection({ analyzed, shown, state }: Props) {
  const changes = changesOf(analyzed);
  if (changes.length === 0) return null;
  const isForeign = hasSnippet(analyzed) && state.fixChoices.foreign.value.has(analyzed.serverOrigin);
  // Nobody can do to a foreign server what would help there.
  const possible = isForeign ? changes.filter((change) => placeOf(change) !== 'server') : changes;
  return (
    <Section
      title={titleOf(analyzed)}
      note={!isForeign && offersChoice(analyzed) ? 'one side is enough' : undefined}
      part="fix"
    >
      {possible.length > 0 && (
        <dl class="changes">
          {byPlace(possible, analyzed).map(([place, there]) => (
            <Fragment key={place}>
              <dt>{place}</dt>
              <dd>
                <ul>
                  {there.map((change) => (
                    <li key={JSON.stringify(change)} data-change={change.kind}>
                      <ProseText text={describeChange(change)} />
                    </li>
                  ))}
                </ul>
              </dd>
            </Fragment>
          ))}
        </dl>
      )}
      {shown && <FixCard analyzed={analyzed} shown={shown} state={state} />}
      {isForeign && <FixDetour analyzed={analyzed} state={state} />}
    </Section>
  );
}

function titleOf({ cause, judgement }: AnalyzedTrace): string {
  if (cause) return 'Fix';
  return judgement.verdict === 'undetermined' ? 'Fix, if it was blocked' : 'Suggested change';
}

/** Changes under the place where they are made, in the order in which they are offered. */
function byPlace(
  changes: readonly Change[],
  analyzed: AnalyzedTrace,
): readonly (readonly [string, readonly Change[]])[] {
  const places = new Map<string, Change[]>();
  for (const change of changes) {
    const place = placeName(change, analyzed);
    places.set(place, [...(places.get(place) ?? []), change]);
  }
  return [...places];
}

function placeName(change: Change, { serverOrigin }: AnalyzedTrace): string {
  const place = placeOf(change);
  return place === 'server' ? serverOrigin.replace(/^https?:\/\//, '') : place;
}
