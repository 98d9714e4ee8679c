import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { areInOrder, linesNow, type RowSlot, type ShownLine, slotsFor } from '../../src/panel/row-slots.ts';

/** A line without its place. */
type Line = Omit<ShownLine, 'index'>;

/** Every third one is blocked. */
const HUNDRED = Array.from({ length: 100 }, (_, index) =>
  fetchLine(`t${index}`, index % 3 === 0 ? 'blocked' : 'allowed'),
);

function fetchLine(key: string, look: string): Line {
  return { kind: 'trace', key, look };
}

function heading(key: string): Line {
  return { kind: 'server', key, look: 'server' };
}

/** Those at these places of the list. */
const linesAt = (items: readonly Line[], indexes: readonly number[]): readonly ShownLine[] =>
  indexes.map((index) => ({ ...(items[index] as Line), index }));
const NONE: ReadonlySet<string> = new Set();
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, offset) => from + offset);
const elementOf = (slots: readonly RowSlot[], key: string) => slots.find((slot) => slot.key === key)?.id;

describe('the lines that are shown first', () => {
  const near = linesAt(HUNDRED, range(10, 40));
  const inView = new Set(range(16, 34));

  test('are those in view where a screenful comes at once', () => {
    expect(linesNow([], near, inView).map(({ index }) => index)).toEqual([...inView]);
  });

  test('are all where few come, and those that are there stay', () => {
    const first = slotsFor([], linesNow([], near, inView), NONE, true);
    expect(linesNow(first, near, inView)).toEqual(near);
    const beyond = slotsFor([], linesAt(HUNDRED, range(10, 14)), NONE, true);
    expect(linesNow(beyond, near, inView).map(({ index }) => index)).toEqual([...range(10, 14), ...inView]);
  });
});

describe('the elements of the list', () => {
  test('stay with their lines while the list scrolls, and those of lines that left show the lines that came', () => {
    const before = slotsFor([], linesAt(HUNDRED, range(0, 10)), NONE, true);
    const after = slotsFor(before, linesAt(HUNDRED, range(3, 13)), NONE, false);
    for (const key of ['t3', 't6', 't9']) expect(elementOf(after, key)).toBe(elementOf(before, key));
    expect(after.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
    expect(after.map(({ key }) => key)).toEqual(['t12', 't10', 't11', 't3', 't4', 't5', 't6', 't7', 't8', 't9']);
    expect(areInOrder(after)).toBe(false);
  });

  test('are in the order of the list when they are asked to be, each still with its line', () => {
    const scrolled = slotsFor(
      slotsFor([], linesAt(HUNDRED, range(0, 10)), NONE, true),
      linesAt(HUNDRED, range(3, 13)),
      NONE,
      false,
    );
    const rested = slotsFor(scrolled, linesAt(HUNDRED, range(3, 13)), NONE, true);
    expect(rested.map(({ index }) => index)).toEqual(range(3, 13));
    for (const { key, id } of scrolled) expect(elementOf(rested, key)).toBe(id);
  });

  test('show no other line where the focus is: a line that leaves takes its element with it', () => {
    const before = slotsFor([], linesAt(HUNDRED, range(0, 10)), NONE, true);
    const after = slotsFor(before, linesAt(HUNDRED, range(50, 60)), new Set(['t4']), false);
    expect(after.map(({ id }) => id)).not.toContain(elementOf(before, 't4'));
    expect(after).toHaveLength(10);
  });

  test('of headings show headings, and of fetches fetches', () => {
    const items = [heading('https://a.example'), ...HUNDRED.slice(0, 20), heading('https://b.example')];
    const before = slotsFor([], linesAt(items, range(0, 5)), NONE, true);
    const after = slotsFor(before, linesAt(items, range(18, 22)), NONE, false);
    const kinds = new Map(before.map(({ id, kind }) => [id, kind]));
    for (const { id, kind } of after) expect(kinds.get(id) ?? kind).toBe(kind);
    expect(elementOf(after, 'https://b.example')).toBe(elementOf(before, 'https://a.example'));
  });

  test('show lines that look like those before, where some of those left', () => {
    const before = slotsFor([], linesAt(HUNDRED, range(0, 6)), NONE, true);
    const after = slotsFor(before, linesAt(HUNDRED, range(50, 56)), NONE, false);
    const looks = new Map(before.map(({ id, look }) => [id, look]));
    expect(after.map(({ id, look }) => looks.get(id) === look)).toEqual(Array(6).fill(true));
  });

  test('show every wanted line once, whatever the list does', () => {
    const lines = fc.uniqueArray(
      fc.constantFrom(...HUNDRED, heading('https://a.example'), heading('https://b.example')),
      {
        selector: ({ key }) => key,
        maxLength: 40,
      },
    );
    const step = fc.record({
      items: lines,
      from: fc.nat(40),
      count: fc.nat(12),
      heldAt: fc.nat(20),
      ordered: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        let slots: readonly RowSlot[] = [];
        for (const { items, from, count, heldAt, ordered } of steps) {
          const before = slots;
          const held = before[heldAt];
          const indexes = range(Math.min(from, items.length), Math.min(from + count, items.length));
          slots = slotsFor(before, linesAt(items, indexes), new Set(held ? [held.key] : []), ordered);
          const shown = slots.map(({ key, index }) => [index, key] as const).sort(([a], [b]) => a - b);
          expect(shown).toEqual(indexes.map((index) => [index, items[index]?.key]));
          expect(new Set(slots.map(({ id }) => id)).size).toBe(slots.length);
          expect(!ordered || areInOrder(slots)).toBe(true);
          const keptBy = slots.find(({ id }) => id === held?.id);
          expect(keptBy?.key ?? held?.key).toBe(held?.key);
        }
      }),
    );
  });
});
