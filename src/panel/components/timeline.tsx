// biome-ignore-all lint/a11y/useSemanticElements: a list of ten thousand rows is windowed, which table elements do not allow.
// biome-ignore-all lint/a11y/useFocusableInteractive: in this grid the rows of requests take the focus, cells and headings do not.
import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { rowWindow, scrolledTo } from '../row-window.ts';
import type { PanelState } from '../state.ts';
import type { Step, TimelineItem } from '../timeline-items.ts';
import { ServerRow } from './server-row.tsx';
import { TraceRow } from './trace-row.tsx';

/** Same as `--row-height` in tokens.css. */
const ROW_HEIGHT = 24;
/** Before the first measurement. */
const USUAL_VIEW_HEIGHT = 800;

const STEPS: Readonly<Record<string, Step>> = {
  ArrowUp: 'previous',
  ArrowDown: 'next',
  Home: 'first',
  End: 'last',
  PageUp: 'page-up',
  PageDown: 'page-down',
};

/** The list: one tab stop, arrow keys move, and only the rows near the visible ones are in the document. */
export function Timeline({ state, onEnter }: { readonly state: PanelState; readonly onEnter: () => void }) {
  const items = state.items.value;
  const selectedId = state.selected.value?.trace.id;
  const { list, view, onScroll } = useRowWindow(items);
  const focusAfterMove = useRef(false);
  const selectedIndex = items.findIndex((item) => item.kind === 'trace' && item.analyzed.trace.id === selectedId);

  // Opening the detail can cover the row that was clicked.
  useLayoutEffect(() => {
    if (!list.current || selectedIndex < 0) return;
    list.current.scrollTop = scrolledTo(selectedIndex, ROW_HEIGHT, list.current.scrollTop, list.current.clientHeight);
  }, [selectedId]);

  useLayoutEffect(() => {
    if (!focusAfterMove.current || !list.current) return;
    const row = list.current.querySelector<HTMLElement>('[aria-selected="true"]');
    if (!row) return;
    focusAfterMove.current = false;
    row.focus({ preventScroll: true });
  });

  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    const focused = event.target instanceof HTMLElement ? event.target.getAttribute('data-trace-id') : null;
    if (step) {
      focusAfterMove.current = true;
      state.actions.move(step, Math.max(1, Math.floor(view.height / ROW_HEIGHT) - 1), focused);
    } else if (event.key === 'Enter') {
      if (focused !== null) state.actions.select(focused);
      onEnter();
    } else if (event.key === 'Escape') state.actions.closeDetail();
    else return;
    event.preventDefault();
    // DevTools opens its drawer for an Escape that reaches the document.
    event.stopPropagation();
  };

  const { from, to } = rowWindow(items.length, ROW_HEIGHT, view.scrollTop, view.height);
  const firstId = items.find((item) => item.kind === 'trace')?.analyzed.trace.id;
  return (
    <div class="timeline" role="grid" aria-label="Requests" aria-rowcount={items.length + 1} aria-colcount={5}>
      <div class="timeline-head" role="row" aria-rowindex={1}>
        {['Verdict', 'Method', 'Name', 'Cause', 'Time'].map((title) => (
          <span key={title} role="columnheader" class={title === 'Verdict' ? 'hidden-text' : undefined}>
            {title}
          </span>
        ))}
      </div>
      <div class="timeline-rows" role="rowgroup" ref={list} onScroll={onScroll} onKeyDown={onKeyDown}>
        <div class="timeline-space" style={{ height: `${from * ROW_HEIGHT}px` }} />
        {items
          .slice(from, to)
          .map((item, offset) =>
            item.kind === 'server' ? (
              <ServerRow key={`server ${item.server}`} item={item} rowIndex={from + offset + 2} />
            ) : (
              <TraceRow
                key={item.analyzed.trace.id}
                analyzed={item.analyzed}
                rowIndex={from + offset + 2}
                selected={item.analyzed.trace.id === selectedId}
                tabStop={item.analyzed.trace.id === (selectedIndex < 0 ? firstId : selectedId)}
                scale={state.scale.value}
                onSelect={state.actions.select}
              />
            ),
          )}
        <div class="timeline-space" style={{ height: `${(items.length - to) * ROW_HEIGHT}px` }} />
      </div>
    </div>
  );
}

/**
 * Scroll position and height of the list. When rows arrive, a list that is scrolled to its end follows them; any other
 * keeps the row at its top where it is, also when rows were added above it.
 */
function useRowWindow(items: readonly TimelineItem[]) {
  const list = useRef<HTMLDivElement>(null);
  const scrollTop = useSignal(0);
  const height = useSignal(USUAL_VIEW_HEIGHT);
  const before = useRef({ items, atEnd: false });

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
    before.current = { ...previous, items };
    if (!element || previous.items === items) return;
    if (previous.atEnd) element.scrollTop = element.scrollHeight;
    else element.scrollTop += shiftOfTopRow(previous.items, items, element.scrollTop) * ROW_HEIGHT;
  }, [items]);

  const onScroll = () => {
    const element = list.current;
    if (!element) return;
    scrollTop.value = element.scrollTop;
    const end = element.scrollHeight - element.clientHeight;
    before.current = { ...before.current, atEnd: element.scrollTop > 0 && element.scrollTop >= end - 2 };
  };
  return { list, onScroll, view: { scrollTop: scrollTop.value, height: height.value } };
}

/** By how many rows the one at the top of the view moved. */
function shiftOfTopRow(before: readonly TimelineItem[], after: readonly TimelineItem[], scrollTop: number): number {
  const index = Math.floor(scrollTop / ROW_HEIGHT);
  const top = before[index];
  if (!top || index === 0) return 0;
  const now = after.findIndex((item) => keyOf(item) === keyOf(top));
  return now < 0 ? 0 : now - index;
}

function keyOf(item: TimelineItem): string {
  return item.kind === 'server' ? `server ${item.server}` : item.analyzed.trace.id;
}
