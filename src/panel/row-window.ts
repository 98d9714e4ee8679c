import type { TimelineItem } from './timeline-items.ts';

/** Which rows of a fixed-height list exist in the document. */
export interface RowWindow {
  /** Index of the first rendered row. */
  readonly from: number;
  /** Index after the last one. */
  readonly to: number;
}

/** Rows rendered beyond each edge, so that a fast scroll does not show gaps: more than a notch of a wheel. */
export const OVERSCAN = 6;

/** The rows in view, and `beyond` each edge so many more. */
export function rowWindow(
  count: number,
  rowHeight: number,
  scrollTop: number,
  viewHeight: number,
  beyond: number,
): RowWindow {
  const from = Math.max(0, Math.floor(scrollTop / rowHeight) - beyond);
  const to = Math.min(count, Math.ceil((scrollTop + viewHeight) / rowHeight) + beyond);
  return { from: Math.min(from, to), to };
}

/** The scroll position that brings a row into view with the least movement. */
export function scrolledTo(index: number, rowHeight: number, scrollTop: number, viewHeight: number): number {
  const top = index * rowHeight;
  if (top < scrollTop) return top;
  return Math.max(scrollTop, top + rowHeight - viewHeight);
}

/** By how many rows the one at index `top` moved. Rows that are gone, and the first row, have not moved. */
export function shiftOfTopRow(before: readonly TimelineItem[], after: readonly TimelineItem[], top: number): number {
  const item = before[top];
  const same = after[top];
  if (!item || top === 0 || (same && isSameRow(item, same))) return 0;
  const now = after.findIndex((candidate) => isSameRow(candidate, item));
  return now < 0 ? 0 : now - top;
}

function isSameRow(a: TimelineItem, b: TimelineItem): boolean {
  if (a.kind === 'server') return b.kind === 'server' && a.server === b.server;
  return b.kind === 'trace' && a.analyzed.trace.id === b.analyzed.trace.id;
}
