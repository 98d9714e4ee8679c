import { useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { statusOf } from '../../ui/verdict-status.ts';
import { areInOrder, linesNow, type RowSlot, type ShownLine, slotsFor } from '../row-slots.ts';
import { keyOf, type TimelineItem } from '../timeline-items.ts';
import { barSegments } from '../waterfall.ts';
import { useAfterPaint } from './use-after-paint.ts';

/** Milliseconds without other rows after which the document gets them in the order of the list. */
const REST_MS = 200;

/** Places in the list. */
interface Indexes {
  readonly inView: readonly number[];
  /** With those that a scroll comes to first. */
  readonly near: readonly number[];
}

/**
 * The elements for the lines in view and near it. While the list scrolls, elements of lines that left show those that
 * came, so that the document has them in another order than the list; assistive technology reads it in the right one as
 * soon as the list rests or changes.
 *
 * Where lines were added or removed, those in view stay where they are, and so do their elements: only what scrolled or was
 * asked for by another `filter` takes elements of others.
 *
 * @param heldKey the line whose element must not show another one, besides that with the focus
 */
export function useRowSlots(
  list: RefObject<HTMLElement | null>,
  items: readonly TimelineItem[],
  { inView, near }: Indexes,
  heldKey: string | undefined,
  filter: unknown,
): readonly RowSlot[] {
  const rests = useSignal(0);
  const paints = useSignal(0);
  const last = useRef({ slots: [] as readonly RowSlot[], items, filter, rests: 0, added: false });
  const focused = focusedIn(list.current);
  const held = new Set([heldKey ?? '', focused?.getAttribute('data-key') ?? '']);
  const isChanged = last.current.items !== items;
  const isFiltered = last.current.filter !== filter;
  // The list scrolls to where the same lines are in view; until it rests, none of their elements is taken.
  const added = (isChanged && !isFiltered) || (last.current.added && last.current.rests === rests.value);
  const isReusing = !added || isFiltered;
  const isOrdered = isChanged || last.current.rests !== rests.value;
  const nearLines = near.map((index) => lineAt(items, index));
  const lines = linesNow(last.current.slots, nearLines, new Set(inView));
  const slots = slotsFor(last.current.slots, lines, isReusing ? held : 'all', isOrdered);
  last.current = { slots, items, filter, rests: rests.value, added };

  useLayoutEffect(() => {
    // Where elements cannot be moved as they are, the one that was moved has lost it.
    if (focused?.isConnected && document.activeElement === document.body) focused.focus({ preventScroll: true });
    if (areInOrder(slots) && !added) return undefined;
    const due = setTimeout(() => {
      rests.value += 1;
    }, REST_MS);
    return () => clearTimeout(due);
  });
  // Who reads it renders again.
  paints.value;
  useAfterPaint(lines.length < nearLines.length, () => {
    paints.value += 1;
  });
  return slots;
}

/** The line with the focus. */
function focusedIn(list: HTMLElement | null): HTMLElement | undefined {
  const { activeElement } = document;
  return activeElement instanceof HTMLElement && list?.contains(activeElement)
    ? (activeElement.closest<HTMLElement>('[data-key]') ?? undefined)
    : undefined;
}

function lineAt(items: readonly TimelineItem[], index: number): ShownLine {
  const item = items[index] as TimelineItem;
  return { kind: item.kind, key: keyOf(item), index, look: lookOf(item) };
}

function lookOf(item: TimelineItem): string {
  if (item.kind === 'server') return 'server';
  const bar = barSegments(item.analyzed).map(({ kind, stopped }) => `${kind}${stopped ? '!' : ''}`);
  return [statusOf(item.analyzed), ...bar].join(' ');
}
