// biome-ignore-all lint/a11y/useSemanticElements: a list of ten thousand rows is windowed, which table elements do not allow.
// biome-ignore-all lint/a11y/useFocusableInteractive: in this grid the rows of requests take the focus, cells and headings do not.
import { useSignal } from '@preact/signals';
import { useCallback, useLayoutEffect, useRef } from 'preact/hooks';
import type { AnalyzedTrace } from '../../analyzer/report.ts';
import { rowWindow, scrolledTo } from '../row-window.ts';
import type { PanelState } from '../state.ts';
import { keyOf, type TimelineItem } from '../timeline-items.ts';
import { RowMenu } from './row-menu.tsx';
import { ServerRow } from './server-row.tsx';
import { COLUMN_COUNT, TimelineHead } from './timeline-head.tsx';
import { timelineKeys } from './timeline-keys.ts';
import { TraceRow } from './trace-row.tsx';
import { ROW_HEIGHT, useRowWindow } from './use-row-window.ts';

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
  const cursor = state.cursor.value;
  const cursorPlace = state.cursorPlace.value;
  const turningPoints = state.turningPoints.value;
  const view = useRowWindow(items, state.sort.value);
  const { list } = view;
  const focusAfterMove = useRef(false);
  const menu = useSignal<OpenMenu | null>(null);

  // Opening the detail can cover the row that was clicked.
  useLayoutEffect(() => {
    if (!list.current || cursorPlace < 0) return;
    list.current.scrollTop = scrolledTo(cursorPlace, ROW_HEIGHT, list.current.scrollTop, list.current.clientHeight);
  }, [cursor]);

  useLayoutEffect(() => {
    if (!focusAfterMove.current || !list.current) return;
    const row = list.current.querySelector<HTMLElement>('[tabindex="0"]');
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
  const onKeyDown = timelineKeys(state, {
    pageSize: Math.max(1, Math.floor(view.height / ROW_HEIGHT) - 1),
    onMove: () => {
      focusAfterMove.current = true;
    },
    onEnter,
    onMenu: openMenu,
  });

  const tabStop = cursorPlace < 0 ? firstTabStop(items) : cursor;
  return (
    <div
      class="timeline"
      role="treegrid"
      aria-label="Requests"
      aria-rowcount={items.length + 1}
      aria-colcount={COLUMN_COUNT}
    >
      <TimelineHead state={state} />
      <div class="timeline-rows" role="rowgroup" ref={list} onScroll={view.onScroll} onKeyDown={onKeyDown}>
        <div class="timeline-space" role="presentation" style={{ height: `${items.length * ROW_HEIGHT}px` }}>
          {shownIndexes(items.length, view, cursorPlace).map((index) => {
            const item = items[index] as TimelineItem;
            const key = keyOf(item);
            if (item.kind === 'server') {
              return (
                <ServerRow
                  key={key}
                  item={item}
                  index={index}
                  tabStop={key === tabStop}
                  onToggle={state.actions.setCollapsed}
                />
              );
            }
            return (
              <TraceRow
                key={key}
                analyzed={item.analyzed}
                change={turningPoints(item.analyzed)}
                index={index}
                isInGroup={state.grouped.value}
                selected={key === selectedId}
                tabStop={key === tabStop}
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

/** The rows in view, and the one that the keys are on wherever it is: the focus must not get lost. */
function shownIndexes(
  count: number,
  { scrollTop, height }: { readonly scrollTop: number; readonly height: number },
  cursorPlace: number,
): readonly number[] {
  const { from, to } = rowWindow(count, ROW_HEIGHT, scrollTop, height);
  const indexes = Array.from({ length: to - from }, (_, offset) => from + offset);
  if (cursorPlace < 0 || (cursorPlace >= from && cursorPlace < to)) return indexes;
  return cursorPlace < from ? [cursorPlace, ...indexes] : [...indexes, cursorPlace];
}

/** The first fetch; where every server is collapsed, the first heading. */
function firstTabStop(items: readonly TimelineItem[]): string | undefined {
  const first = items.find((item) => item.kind === 'trace') ?? items[0];
  return first && keyOf(first);
}
