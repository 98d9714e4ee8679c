import { useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { shiftOfTopRow } from '../row-window.ts';
import type { TimelineItem } from '../timeline-items.ts';

/** Same as `--row-height` in tokens.css. */
export const ROW_HEIGHT = 24;
/** Pixels that the list scrolls before other rows are put into it; less than the rows beyond its edges. */
const SCROLL_STEP = 2 * ROW_HEIGHT;
/** Before the first measurement. */
const USUAL_VIEW_HEIGHT = 800;

interface View {
  readonly list: RefObject<HTMLDivElement | null>;
  /** As far as it decides which rows are there. */
  readonly scrollTop: number;
  readonly height: number;
  readonly onScroll: () => void;
}

/**
 * Scroll position and height of the list. When rows arrive, a list that is scrolled to its end follows them; any other
 * keeps the row at its top where it is, also when rows were added above it. A new `order` is looked at from its top.
 */
export function useRowWindow(items: readonly TimelineItem[], order: unknown): View {
  const list = useRef<HTMLDivElement>(null);
  const scrollTop = useSignal(0);
  const height = useSignal(USUAL_VIEW_HEIGHT);
  const before = useRef({ items, order, atEnd: false, scrollTop: 0 });

  useLayoutEffect(() => {
    const element = list.current;
    if (!element) return undefined;
    const measure = () => {
      height.value = element.clientHeight || USUAL_VIEW_HEIGHT;
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, []);

  useLayoutEffect(() => {
    const element = list.current;
    const previous = before.current;
    before.current = { ...previous, items, order };
    if (!element || previous.items === items) return;
    if (previous.order !== order) element.scrollTop = 0;
    else if (previous.atEnd) element.scrollTop = items.length * ROW_HEIGHT;
    else {
      // As it was told last: asking the list itself would lay the new rows out at once.
      const shift = shiftOfTopRow(previous.items, items, Math.floor(previous.scrollTop / ROW_HEIGHT));
      if (shift !== 0) element.scrollTop += shift * ROW_HEIGHT;
    }
  }, [items, order]);

  const onScroll = () => {
    const element = list.current;
    if (!element) return;
    scrollTop.value = element.scrollTop - (element.scrollTop % SCROLL_STEP);
    const end = element.scrollHeight - element.clientHeight;
    before.current = {
      ...before.current,
      scrollTop: element.scrollTop,
      atEnd: element.scrollTop > 0 && element.scrollTop >= end - 2,
    };
  };
  return { list, onScroll, scrollTop: scrollTop.value, height: height.value };
}
