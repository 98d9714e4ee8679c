import { useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { areInOrder, type RowSlot, slotsFor } from '../row-slots.ts';
import type { TimelineItem } from '../timeline-items.ts';

/** Milliseconds without other rows after which the document gets them in the order of the list. */
const REST_MS = 200;

/**
 * The elements for the lines at `indexes`. While the list scrolls, elements of lines that left show those that came, so
 * that the document has them in another order than the list; assistive technology reads it in the right one as soon as
 * the list rests or changes.
 *
 * Where lines were added or removed, those in view stay where they are, and so do their elements: only what scrolled or was
 * asked for by another `filter` takes elements of others.
 *
 * @param heldKey the line whose element must not show another one, besides that with the focus
 */
export function useRowSlots(
  list: RefObject<HTMLElement | null>,
  items: readonly TimelineItem[],
  indexes: readonly number[],
  heldKey: string | undefined,
  filter: unknown,
): readonly RowSlot[] {
  const rests = useSignal(0);
  const last = useRef({ slots: [] as readonly RowSlot[], items, filter, rests: 0, added: false });
  const focused = focusedIn(list.current);
  const held = new Set([heldKey ?? '', focused?.getAttribute('data-key') ?? '']);
  const isChanged = last.current.items !== items;
  const isFiltered = last.current.filter !== filter;
  // The list scrolls to where the same lines are in view; until it rests, none of their elements is taken.
  const added = (isChanged && !isFiltered) || (last.current.added && last.current.rests === rests.value);
  const isReusing = !added || isFiltered;
  const isOrdered = isChanged || last.current.rests !== rests.value;
  const slots = slotsFor(last.current.slots, items, indexes, isReusing ? held : 'all', isOrdered);
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
  return slots;
}

/** The line with the focus. */
function focusedIn(list: HTMLElement | null): HTMLElement | undefined {
  const { activeElement } = document;
  return activeElement instanceof HTMLElement && list?.contains(activeElement)
    ? (activeElement.closest<HTMLElement>('[data-key]') ?? undefined)
    : undefined;
}
