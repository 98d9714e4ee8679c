/** What the tab panel below is labelled by. */
export function tabId(id: string): string {
  return `fix-tab-${id}`;
}

/** Id of the tab panel that every tab of the fix controls. */
export const FIX_PANEL = 'fix-panel';

interface Tab<Id extends string> {
  readonly id: Id;
  readonly title: string;
  /** Said beside the title; empty for nothing. */
  readonly note: string;
}

interface Props<Id extends string> {
  readonly label: string;
  /** Value of `data-<attribute>` is the tab's id. */
  readonly attribute: string;
  readonly tabs: readonly Tab<Id>[];
  /** None of the tabs while something outside of them is chosen. */
  readonly chosen: string;
  readonly onChoose: (id: Id) => void;
}

/** Tabs of which the chosen one, else the first, is the tab stop; arrows, Home and End choose among them. */
export function FixTabs<Id extends string>({ label, attribute, tabs, chosen, onChoose }: Props<Id>) {
  const at = tabs.findIndex(({ id }) => id === chosen);
  const onKeyDown = (event: KeyboardEvent) => {
    const to = target(event.key, at, tabs.length);
    const next = to === undefined ? undefined : tabs[to];
    if (!next) return;
    event.preventDefault();
    onChoose(next.id);
    if (event.currentTarget instanceof HTMLElement) {
      event.currentTarget.querySelector<HTMLElement>(`[data-${attribute}="${next.id}"]`)?.focus();
    }
  };
  return (
    <div class="tabs" role="tablist" aria-label={label} onKeyDown={onKeyDown}>
      {tabs.map(({ id, title, note }, index) => (
        <button
          key={id}
          type="button"
          role="tab"
          id={tabId(id)}
          class="tab"
          {...{ [`data-${attribute}`]: id }}
          aria-selected={id === chosen}
          aria-controls={FIX_PANEL}
          tabIndex={index === Math.max(at, 0) ? 0 : -1}
          onClick={() => onChoose(id)}
        >
          {title}
          {note !== '' && <span class="tab-guess">{note}</span>}
        </button>
      ))}
    </div>
  );
}

/** Index of the tab that a key leads to; undefined for a key that means nothing here. */
function target(key: string, at: number, count: number): number | undefined {
  if (key === 'ArrowRight') return (at + 1) % count;
  if (key === 'ArrowLeft') return (Math.max(at, 0) - 1 + count) % count;
  if (key === 'Home') return 0;
  return key === 'End' ? count - 1 : undefined;
}
