import type { Stretch } from './difference.ts';
import { differenceOf } from './difference.ts';

export interface Compared {
  readonly label: string;
  readonly value: string;
}

/** Two origins or URLs under each other, what differs marked and named. */
export function DiffTable({ left, right }: { readonly left: Compared; readonly right: Compared }) {
  const difference = differenceOf(left.value, right.value);
  return (
    <dl class="diff" data-part="diff">
      <dt>{left.label}</dt>
      <dd>
        <Marked stretches={difference.left} />
      </dd>
      <dt>{right.label}</dt>
      <dd>
        <Marked stretches={difference.right} />
      </dd>
      {difference.named.length > 0 && (
        <>
          <dt>differs in</dt>
          <dd class="diff-named">{difference.named.join(', ')}</dd>
        </>
      )}
    </dl>
  );
}

function Marked({ stretches }: { readonly stretches: readonly Stretch[] }) {
  return <>{stretches.map((stretch) => (stretch.differs ? <mark>{stretch.text}</mark> : stretch.text))}</>;
}
