// biome-ignore-all lint/a11y/useSemanticElements: a list of ten thousand rows is windowed, which table elements do not allow.
// biome-ignore-all lint/a11y/useFocusableInteractive: in this grid the rows of requests take the focus, cells and headings do not.
import { useComputed, useSignal } from '@preact/signals';
import { useCallback, useLayoutEffect, useRef } from 'preact/hooks';
import type { AnalyzedTrace } from '../../analyzer/report.ts';
import { rowWindow, scrolledTo } from '../row-window.ts';
import type { PanelState } from '../state.ts';
import type { Step, TimelineItem } from '../timeline-items.ts';
import { RowMenu } from './row-menu.tsx';
import { ServerRow } from './server-row.tsx';
import { COLUMN_COUNT, TimelineHead } from './timeline-head.tsx';
import { TraceRow } from './trace-row.tsx';
import { ROW_HEIGHT, useRowWindow } from './use-row-window.ts';

const STEPS: Readonly<Record<string, Step>> = {
  ArrowUp: 'previous',
  ArrowDown: 'next',
  Home: 'first',
  End: 'last',
  PageUp: 'page-up',
  PageDown: 'page-down',
};

interface Props {
  readonly state: PanelState;
  readonly onEnter: () => void;
}

interface OpenMenu {
  readonly analyzed: AnalyzedTrace;
  readonly at: { readonly x: number; readonly y: number };
}

/** The list: one tab stop, arrow keys move, and only the rows near the visible ones are in the document. */
export function Timeline({ state, onEnter }: Props) {
  const items = state.items.value;
  const selectedId = state.selected.value?.trace.id;
  const view = useRowWindow(items, state.sort.value);
  const { list } = view;
  const focusAfterMove = useRef(false);
  const menu = useSignal<OpenMenu | null>(null);
  const selectedIndex = useComputed(() => indexOf(state.items.value, state.selected.value?.trace.id)).value;

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

  const openMenu = useCallback(
    (analyzed: AnalyzedTrace, at: OpenMenu['at']) => {
      menu.value = { analyzed, at };
    },
    [menu],
  );
  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    const row = event.target instanceof HTMLElement ? event.target.closest('[data-trace-id]') : null;
    const focused = row?.getAttribute('data-trace-id') ?? null;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (step) {
      focusAfterMove.current = true;
      state.actions.move(step, Math.max(1, Math.floor(view.height / ROW_HEIGHT) - 1), focused);
    } else if (event.key === 'Enter') {
      if (focused !== null) state.actions.select(focused);
      onEnter();
    } else if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
      const item = items[indexOf(items, focused ?? undefined)];
      const box = row?.getBoundingClientRect();
      if (item?.kind === 'trace' && box) openMenu(item.analyzed, { x: box.left + 24, y: box.bottom });
    } else if (event.key === 'Escape') state.actions.closeDetail();
    else return;
    event.preventDefault();
    // DevTools opens its drawer for an Escape that reaches the document.
    event.stopPropagation();
  };

  const firstId = selectedIndex < 0 ? firstTraceOf(items) : undefined;
  return (
    <div
      class="timeline"
      role="grid"
      aria-label="Requests"
      aria-rowcount={items.length + 1}
      aria-colcount={COLUMN_COUNT}
    >
      <TimelineHead state={state} />
      <div class="timeline-rows" role="rowgroup" ref={list} onScroll={view.onScroll} onKeyDown={onKeyDown}>
        <div class="timeline-space" role="presentation" style={{ height: `${items.length * ROW_HEIGHT}px` }}>
          {shownIndexes(items.length, view, selectedIndex).map((index) => {
            const item = items[index] as TimelineItem;
            if (item.kind === 'server') return <ServerRow key={`server ${item.server}`} item={item} index={index} />;
            const { id } = item.analyzed.trace;
            return (
              <TraceRow
                key={id}
                analyzed={item.analyzed}
                index={index}
                selected={id === selectedId}
                tabStop={id === (firstId ?? selectedId)}
                scale={state.scale.value}
                onSelect={state.actions.select}
                onMenu={openMenu}
              />
            );
          })}
        </div>
      </div>
      {menu.value && (
        <RowMenu
          {...menu.value}
          state={state}
          onClose={() => {
            menu.value = null;
          }}
        />
      )}
    </div>
  );
}

/** The rows in view, and the selected one wherever it is: the focus that is on it must not get lost. */
function shownIndexes(
  count: number,
  { scrollTop, height }: { readonly scrollTop: number; readonly height: number },
  selectedIndex: number,
): readonly number[] {
  const { from, to } = rowWindow(count, ROW_HEIGHT, scrollTop, height);
  const indexes = Array.from({ length: to - from }, (_, offset) => from + offset);
  if (selectedIndex < 0 || (selectedIndex >= from && selectedIndex < to)) return indexes;
  return selectedIndex < from ? [selectedIndex, ...indexes] : [...indexes, selectedIndex];
}

function indexOf(items: readonly TimelineItem[], id: string | undefined): number {
  return id === undefined ? -1 : items.findIndex((item) => item.kind === 'trace' && item.analyzed.trace.id === id);
}

function firstTraceOf(items: readonly TimelineItem[]): string | undefined {
  const first = items.find((item) => item.kind === 'trace');
  return first?.analyzed.trace.id;
}
