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

interface Group<Id extends string> {
  /** Written in front of the group; empty for nothing. */
  readonly label: string;
  readonly tabs: readonly Tab<Id>[];
}

interface Props<Id extends string> {
  readonly label: string;
  /** Value of `data-<attribute>` is the tab's id. */
  readonly attribute: string;
  readonly groups: readonly Group<Id>[];
  /** None of the tabs while something outside of them is chosen. */
  readonly chosen: string;
  readonly onChoose: (id: Id) => void;
}

/** Tabs of which the chosen one, else the first, is the tab stop; arrows, Home and End choose among them. */
export function FixTabs<Id extends string>({ label, attribute, groups, chosen, onChoose }: Props<Id>) {
  const tabs = groups.flatMap((group) => group.tabs);
  const at = tabs.findIndex(({ id }) => id === chosen);
  const stop = tabs[Math.max(at, 0)];
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
      {groups.map((group) => (
        <span key={group.label} class="tab-group" role="presentation">
          {group.label !== '' && (
            <span class="tab-group-label" aria-hidden="true">
              {group.label}
            </span>
          )}
          {group.tabs.map((tab) => (
            <button
              key={tab.id}
              type="button"
              role="tab"
              id={tabId(tab.id)}
              class="tab"
              {...{ [`data-${attribute}`]: tab.id }}
              aria-selected={tab.id === chosen}
              aria-controls={FIX_PANEL}
              tabIndex={tab === stop ? 0 : -1}
              onClick={() => onChoose(tab.id)}
            >
              {group.label !== '' && <span class="hidden-text">{group.label}: </span>}
              {tab.title}
              {tab.note !== '' && <span class="tab-guess">{tab.note}</span>}
            </button>
          ))}
        </span>
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
