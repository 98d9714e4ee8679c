import type { AnalyzedTrace } from '../../analyzer/report.ts';
import type { PanelState } from '../state.ts';
import { placeOf, type TimelineItem } from '../timeline-items.ts';

/** What the mouse does with the rows, heard by their list: a listener in every row would be made with every row. */
export function timelinePointer(
  state: PanelState,
  onMenu: (analyzed: AnalyzedTrace, at: { readonly x: number; readonly y: number }) => void,
) {
  const itemAt = ({ target }: Event): TimelineItem | undefined => {
    const row = target instanceof Element ? target.closest('[data-key]') : null;
    return state.items.peek()[placeOf(state.items.peek(), row?.getAttribute('data-key') ?? undefined)];
  };
  return {
    onClick(event: MouseEvent): void {
      const item = itemAt(event);
      if (item?.kind === 'server') state.actions.setCollapsed(item.server, !item.collapsed);
      else if (item) state.actions.select(item.analyzed.trace.id);
    },
    onContextMenu(event: MouseEvent): void {
      const item = itemAt(event);
      if (item?.kind !== 'trace') return;
      event.preventDefault();
      onMenu(item.analyzed, { x: event.clientX, y: event.clientY });
    },
  };
}
