// biome-ignore-all lint/a11y/useSemanticElements: a list of ten thousand rows is windowed, which table elements do not allow.
// biome-ignore-all lint/a11y/useFocusableInteractive: in a heading it is the button that takes the focus.
import { useRef, useState } from 'preact/hooks';
import type { Column } from '../sorting.ts';
import type { PanelState } from '../state.ts';

const COLUMNS: readonly { readonly id: Column; readonly title: string }[] = [
  { id: 'status', title: 'Status' },
  { id: 'method', title: 'Method' },
  { id: 'name', title: 'Name' },
  { id: 'server', title: 'Server' },
  { id: 'cause', title: 'Cause' },
  { id: 'time', title: 'Time' },
];

export const COLUMN_COUNT = COLUMNS.length;

/** The headings: a click or Enter sorts; one tab stop, left and right move between them. */
export function TimelineHead({ state }: { readonly state: PanelState }) {
  const head = useRef<HTMLDivElement>(null);
  const [current, setCurrent] = useState<Column>('status');
  const sort = state.sort.value;
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by === undefined) return;
    // Narrow panels leave columns out.
    const shown = [...(head.current?.querySelectorAll<HTMLElement>('button') ?? [])].filter(
      (button) => button.offsetParent !== null || button === document.activeElement,
    );
    const at = shown.indexOf(document.activeElement as HTMLElement);
    shown[Math.min(Math.max(at + by, 0), shown.length - 1)]?.focus();
    event.preventDefault();
  };
  return (
    <div class="timeline-head" role="row" aria-rowindex={1} ref={head} onKeyDown={onKeyDown}>
      {COLUMNS.map(({ id, title }) => {
        const sorted = sort?.column === id ? (sort.descending ? 'descending' : 'ascending') : undefined;
        return (
          <span key={id} role="columnheader" class={`head-${id}`} aria-sort={sorted ?? 'none'}>
            <button
              type="button"
              data-sort={id}
              tabIndex={id === current ? 0 : -1}
              title={`Sort by ${title.toLowerCase()}`}
              onFocus={() => setCurrent(id)}
              onClick={() => state.actions.sortBy(id)}
            >
              <span class="head-title">{title}</span>
              {sorted && <SortMark descending={sorted === 'descending'} />}
            </button>
          </span>
        );
      })}
    </div>
  );
}

function SortMark({ descending }: { readonly descending: boolean }) {
  return (
    <svg class="sort-mark" viewBox="0 0 8 8" aria-hidden="true">
      <path d={descending ? 'M1 2.5l3 3 3-3' : 'M1 5.5l3-3 3 3'} />
    </svg>
  );
}
