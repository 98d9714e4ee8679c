// biome-ignore-all lint/a11y/useSemanticElements: a list of ten thousand rows is windowed, which table elements do not allow.
// biome-ignore-all lint/a11y/useFocusableInteractive: in this grid the rows of requests take the focus, cells and headings do not.
import { useSignal } from '@preact/signals';
import { useCallback, useLayoutEffect, useRef } from 'preact/hooks';
import type { AnalyzedTrace } from '../../analyzer/report.ts';
import { OVERSCAN, rowWindow, scrolledTo } from '../row-window.ts';
import type { PanelState } from '../state.ts';
import type { TimelineItem } from '../timeline-items.ts';
import { RowMenu } from './row-menu.tsx';
import { ServerRow } from './server-row.tsx';
import { COLUMN_COUNT, TimelineHead } from './timeline-head.tsx';
import { timelineKeys } from './timeline-keys.ts';
import { timelinePointer } from './timeline-pointer.ts';
import { TraceRow } from './trace-row.tsx';
import { useRowSlots } from './use-row-slots.ts';
import { ROW_HEIGHT, useRowWindow } from './use-row-window.ts';

interface Props {
  readonly state: PanelState;
  /** Something else stands in its place for now. */
  readonly unseen: boolean;
  readonly onEnter: () => void;
}

interface OpenMenu {
  readonly analyzed: AnalyzedTrace;
  readonly at: { readonly x: number; readonly y: number };
}

/** The list: one tab stop, arrow keys move, and only the rows near the visible ones are in the document. */
export function Timeline({ state, unseen, onEnter }: Props) {
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

  const onPointer = timelinePointer(state, openMenu);
  const tabStopPlace = cursorPlace < 0 ? firstTabStop(items) : cursorPlace;
  const shown = {
    inView: shownIndexes(items.length, view, tabStopPlace, 0),
    near: shownIndexes(items.length, view, tabStopPlace, OVERSCAN),
  };
  const slots = useRowSlots(list, items, shown, menu.value?.analyzed.trace.id, state.filter.value);
  return (
    <div
      class="timeline"
      data-unseen={unseen}
      role="treegrid"
      aria-label="Requests"
      aria-rowcount={items.length + 1}
      aria-colcount={COLUMN_COUNT}
    >
      <TimelineHead state={state} />
      <div
        class="timeline-rows"
        role="rowgroup"
        ref={list}
        onScroll={view.onScroll}
        onKeyDown={onKeyDown}
        {...onPointer}
      >
        <div class="timeline-space" role="presentation" style={{ height: `${items.length * ROW_HEIGHT}px` }}>
          {slots.map(({ id, index }) => {
            const item = items[index] as TimelineItem;
            if (item.kind === 'server') {
              return <ServerRow key={id} item={item} index={index} tabStop={index === tabStopPlace} />;
            }
            return (
              <TraceRow
                key={id}
                analyzed={item.analyzed}
                change={turningPoints(item.analyzed)}
                index={index}
                isInGroup={state.grouped.value}
                selected={item.analyzed.trace.id === selectedId}
                tabStop={index === tabStopPlace}
                scale={state.scale.value}
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

/** The rows in view and so many `beyond` its edges, and the one that Tab reaches wherever it is: the focus must not get lost. */
function shownIndexes(
  count: number,
  { scrollTop, height }: { readonly scrollTop: number; readonly height: number },
  tabStopPlace: number,
  beyond: number,
): readonly number[] {
  const { from, to } = rowWindow(count, ROW_HEIGHT, scrollTop, height, beyond);
  const indexes = Array.from({ length: to - from }, (_, offset) => from + offset);
  if (tabStopPlace < 0 || (tabStopPlace >= from && tabStopPlace < to)) return indexes;
  return tabStopPlace < from ? [tabStopPlace, ...indexes] : [...indexes, tabStopPlace];
}

/** Place of the first fetch; where every server is collapsed, of the first heading; -1 without any. */
function firstTabStop(items: readonly TimelineItem[]): number {
  const first = items.findIndex((item) => item.kind === 'trace');
  return first < 0 ? Math.min(0, items.length - 1) : first;
}
