import type { AnalyzedTrace } from '../../analyzer/report.ts';
import type { PanelState } from '../state.ts';
import { keyOf, placeOf, type Step, type TimelineItem } from '../timeline-items.ts';

const STEPS: Readonly<Record<string, Step>> = {
  ArrowUp: 'previous',
  ArrowDown: 'next',
  Home: 'first',
  End: 'last',
  PageUp: 'page-up',
  PageDown: 'page-down',
};

interface Context {
  /** Rows that a page key moves by. */
  readonly pageSize: number;
  /** The focus has to follow the keys. */
  readonly onMove: () => void;
  readonly onEnter: () => void;
  readonly onMenu: (analyzed: AnalyzedTrace, at: { readonly x: number; readonly y: number }) => void;
}

/**
 * The keys of the list: those of a tree whose headings are servers.
 *
 * @see https://www.w3.org/WAI/ARIA/apg/patterns/treegrid/
 */
export function timelineKeys(state: PanelState, context: Context): (event: KeyboardEvent) => void {
  return (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const row = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>('[data-key]') : null;
    const focused = row?.getAttribute('data-key') ?? null;
    const items = state.items.value;
    const item = items[placeOf(items, focused ?? undefined)];
    if (!isHandled(event, { row, focused, item }, state, context)) return;
    event.preventDefault();
    // DevTools opens its drawer for an Escape that reaches the document.
    event.stopPropagation();
  };
}

interface Focused {
  readonly row: HTMLElement | null;
  readonly focused: string | null;
  readonly item: TimelineItem | undefined;
}

function isHandled(event: KeyboardEvent, at: Focused, state: PanelState, context: Context): boolean {
  const { actions } = state;
  const { row, focused, item } = at;
  const step = STEPS[event.key];
  if (step) {
    context.onMove();
    actions.move(step, context.pageSize, focused);
  } else if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') sideways(event.key, item, state, context);
  else if (event.key === 'Escape') actions.closeDetail();
  else if (item?.kind === 'server') {
    if (event.key !== 'Enter' && event.key !== ' ') return false;
    actions.setCollapsed(item.server, !item.collapsed);
  } else if (event.key === 'Enter') {
    if (item) actions.select(keyOf(item));
    context.onEnter();
  } else if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
    const box = row?.getBoundingClientRect();
    if (item && box) context.onMenu(item.analyzed, { x: box.left + 24, y: box.bottom });
  } else return false;
  return true;
}

/** Left: to the heading, then closes it. Right: opens it, then into it. */
function sideways(
  key: 'ArrowLeft' | 'ArrowRight',
  item: TimelineItem | undefined,
  { actions, grouped }: PanelState,
  { onMove, pageSize }: Context,
): void {
  if (!item || !grouped.value) return;
  onMove();
  if (item.kind === 'trace') {
    if (key === 'ArrowLeft') actions.toHeading(item.analyzed.serverOrigin);
  } else if (key === 'ArrowLeft') actions.setCollapsed(item.server, true);
  else if (item.collapsed) actions.setCollapsed(item.server, false);
  else {
    actions.toHeading(item.server);
    actions.move('next', pageSize, keyOf(item));
  }
}
