import { keyOf, type TimelineItem } from './timeline-items.ts';

/** An element of the list, and the line that it shows now. */
export interface RowSlot {
  /** Tells this element from all others for as long as it exists; lines come and go in it. */
  readonly id: number;
  readonly kind: TimelineItem['kind'];
  /** Of its line, as `keyOf` gives it. */
  readonly key: string;
  /** Place of its line in the list. */
  readonly index: number;
}

/**
 * Which element shows which line, in the order of the document. A line keeps its element for as long as it is among those
 * at `indexes`, and what came in place of others gets theirs: other words in the same elements cost half of what new
 * elements do. Of the lines in `held` no other line takes the element: the focus is there, or will be again.
 *
 * Elements are moved in the document only when it is to be `ordered` as the list is, since each then costs as much as a
 * new one.
 */
export function slotsFor(
  before: readonly RowSlot[],
  items: readonly TimelineItem[],
  indexes: readonly number[],
  held: ReadonlySet<string> | 'all',
  ordered: boolean,
): readonly RowSlot[] {
  const wanted = new Map(indexes.map((index) => [keyOf(items[index] as TimelineItem), index]));
  const slots: (RowSlot | undefined)[] = [];
  const free = { server: [] as number[], trace: [] as number[] };
  let next = 0;
  for (const slot of before) {
    next = Math.max(next, slot.id + 1);
    const index = wanted.get(slot.key);
    if (index !== undefined) {
      wanted.delete(slot.key);
      slots.push({ ...slot, index });
    } else if (held !== 'all' && !held.has(slot.key)) {
      free[slot.kind].push(slots.length);
      slots.push(slot);
    }
  }
  for (const [key, index] of wanted) {
    const { kind } = items[index] as TimelineItem;
    const at = free[kind].shift();
    const id = at === undefined ? next++ : (slots[at] as RowSlot).id;
    slots[at ?? slots.length] = { id, kind, key, index };
  }
  for (const at of [...free.server, ...free.trace]) slots[at] = undefined;
  const used = slots.filter((slot) => slot !== undefined);
  return ordered ? used.sort((a, b) => a.index - b.index) : used;
}

/** Whether the document has them in the order of the list. */
export function areInOrder(slots: readonly RowSlot[]): boolean {
  return slots.every(({ index }, at) => at === 0 || index > (slots[at - 1] as RowSlot).index);
}
