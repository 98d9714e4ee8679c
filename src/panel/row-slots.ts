import type { TimelineItem } from './timeline-items.ts';

/** A line that is to be shown. */
export interface ShownLine {
  readonly kind: TimelineItem['kind'];
  /** As `keyOf` gives it. */
  readonly key: string;
  /** Place in the list. */
  readonly index: number;
  /** Lines with the same one differ in words only: changing those costs a fraction of changing colours and symbols too. */
  readonly look: string;
}

/** An element of the list, and the line that it shows now. */
export interface RowSlot extends ShownLine {
  /** Tells this element from all others for as long as it exists; lines come and go in it. */
  readonly id: number;
}

/** When more lines than this come at once, those that nobody sees yet come later. */
const MANY = 16;

/** Of the lines near the view, those to be shown now, besides what is there already; the others when these are painted. */
export function linesNow(
  before: readonly RowSlot[],
  near: readonly ShownLine[],
  inView: ReadonlySet<number>,
): readonly ShownLine[] {
  const there = new Set(before.map(({ key }) => key));
  const coming = near.filter(({ key }) => !there.has(key));
  return coming.length > MANY ? near.filter(({ key, index }) => inView.has(index) || there.has(key)) : near;
}

/**
 * Which element shows which line, in the order of the document. A line keeps its element for as long as it is wanted, and
 * what came in place of others gets theirs, first of all of those that looked like it: other words in the same elements
 * cost half of what new elements do. Of the lines in `held` no other line takes the element: the focus is there, or will
 * be again.
 *
 * Elements are moved in the document only when it is to be `ordered` as the list is, since each then costs as much as a
 * new one.
 */
export function slotsFor(
  before: readonly RowSlot[],
  lines: readonly ShownLine[],
  held: ReadonlySet<string> | 'all',
  ordered: boolean,
): readonly RowSlot[] {
  const wanted = new Map(lines.map((line) => [line.key, line]));
  const slots: (RowSlot | undefined)[] = [];
  const free = new Map<number, RowSlot>();
  let next = 0;
  for (const slot of before) {
    next = Math.max(next, slot.id + 1);
    const line = wanted.get(slot.key);
    if (line) {
      wanted.delete(slot.key);
      slots.push({ ...line, id: slot.id });
    } else if (held !== 'all' && !held.has(slot.key)) {
      free.set(slots.length, slot);
      slots.push(undefined);
    }
  }
  const take = (fits: (slot: RowSlot, line: ShownLine) => boolean) => {
    for (const line of wanted.values()) {
      const [at, slot] = [...free].find(([, candidate]) => fits(candidate, line)) ?? [];
      if (at === undefined || !slot) continue;
      free.delete(at);
      wanted.delete(line.key);
      slots[at] = { ...line, id: slot.id };
    }
  };
  take((slot, line) => slot.look === line.look);
  take((slot, line) => slot.kind === line.kind);
  for (const line of wanted.values()) slots.push({ ...line, id: next++ });
  const used = slots.filter((slot) => slot !== undefined);
  return ordered ? used.sort((a, b) => a.index - b.index) : used;
}

/** Whether the document has them in the order of the list. */
export function areInOrder(slots: readonly RowSlot[]): boolean {
  return slots.every(({ index }, at) => at === 0 || index > (slots[at - 1] as RowSlot).index);
}
