/** Which rows of a fixed-height list exist in the document. */
export interface RowWindow {
  /** Index of the first rendered row. */
  readonly from: number;
  /** Index after the last one. */
  readonly to: number;
}

/** Rows rendered beyond each edge, so that a fast scroll does not show gaps. */
const OVERSCAN = 24;

export function rowWindow(count: number, rowHeight: number, scrollTop: number, viewHeight: number): RowWindow {
  const from = Math.max(0, Math.floor(scrollTop / rowHeight) - OVERSCAN);
  const to = Math.min(count, Math.ceil((scrollTop + viewHeight) / rowHeight) + OVERSCAN);
  return { from: Math.min(from, to), to };
}

/** The scroll position that brings a row into view with the least movement. */
export function scrolledTo(index: number, rowHeight: number, scrollTop: number, viewHeight: number): number {
  const top = index * rowHeight;
  if (top < scrollTop) return top;
  return Math.max(scrollTop, top + rowHeight - viewHeight);
}
