import type { VerdictFilter } from '../filter.ts';
import type { PanelState } from '../state.ts';
import { ExportMenu } from './export-menu.tsx';
import { ImportButton } from './import-button.tsx';
import { TextFilter } from './text-filter.tsx';

const FILTERS: readonly { readonly id: VerdictFilter; readonly label: string }[] = [
  { id: 'all', label: 'All' },
  { id: 'blocked', label: 'Blocked' },
  { id: 'allowed', label: 'Allowed' },
  { id: 'opaque', label: 'Opaque' },
  { id: 'not-cors', label: 'Not CORS' },
];

export function Toolbar({ state }: { readonly state: PanelState }) {
  const { actions } = state;
  return (
    <header class="panel-head">
      <h1 class="hidden-text">Cross-origin requests</h1>
      <div class="toolbar" role="toolbar" aria-label="Timeline">
        {!state.files?.shown && <LiveControls state={state} />}
        <TextFilter state={state} />
        <FilterChips state={state} />
        <ServerFilter state={state} />
        <span class="toolbar-space" />
        <Choices state={state} />
        {state.files && <ImportButton files={state.files} />}
        <ExportMenu state={state} />
        <button
          type="button"
          class="icon-button"
          data-action="settings"
          title="Settings"
          aria-label="Settings"
          aria-haspopup="dialog"
          onClick={() => actions.setSettingsOpen(true)}
        >
          <SettingsIcon />
        </button>
        <button
          type="button"
          class="icon-button help-button"
          data-action="help"
          title="Keys and filter (?)"
          aria-label="Help: keys and filter"
          aria-haspopup="dialog"
          onClick={() => actions.setHelpOpen(true)}
        >
          ?
        </button>
      </div>
    </header>
  );
}

/** What a file has no use for: it comes from nowhere, and nothing of it goes. */
function LiveControls({ state }: { readonly state: PanelState }) {
  const recording = recordingOf(state);
  return (
    <>
      <span
        class="record-dot"
        role="img"
        data-on={recording === 'Recording'}
        aria-label={recording}
        title={recording}
      />
      <button
        type="button"
        class="icon-button"
        data-action="clear"
        title="Clear"
        aria-label="Clear"
        onClick={() => void state.actions.clear()}
      >
        <ClearIcon />
      </button>
      <span class="toolbar-line" />
    </>
  );
}

function recordingOf({ connection, log }: PanelState): string {
  if (connection.value !== 'connected') return 'Reconnecting';
  return log.value.tab?.recording === 'paused' ? 'Paused' : 'Recording';
}

/** What the list is made of and how it is laid out. */
function Choices({ state }: { readonly state: PanelState }) {
  const { actions } = state;
  return (
    <>
      <Choice
        action="group"
        label="Group by server"
        title="Put requests under a heading for their server"
        checked={state.grouped.value}
        onChange={actions.setGrouped}
      />
      {!state.files?.shown && <PageChoices state={state} />}
    </>
  );
}

/** Which pages of the tab the list is about. */
function PageChoices({ state }: { readonly state: PanelState }) {
  const { actions } = state;
  const { preserveLog } = state.settings.value;
  return (
    <>
      {preserveLog && (
        <Choice
          action="only-this-load"
          label="Only this page load"
          title="Show only what was requested since the page was loaded or left last"
          checked={state.onlyThisLoad.value}
          onChange={actions.setOnlyThisLoad}
        />
      )}
      <Choice
        action="preserve-log"
        label="Preserve log"
        title="Keep the requests of earlier pages after a reload or a navigation"
        checked={preserveLog}
        onChange={(checked) => void actions.setPreserveLog(checked)}
      />
    </>
  );
}

interface ChoiceProps {
  /** Value of `data-action`. */
  readonly action: string;
  readonly label: string;
  readonly title: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

function Choice({ action, label, title, checked, onChange }: ChoiceProps) {
  return (
    <label class="toolbar-choice" title={title}>
      <input
        type="checkbox"
        data-action={action}
        checked={checked}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <span>{label}</span>
    </label>
  );
}

function FilterChips({ state }: { readonly state: PanelState }) {
  const counts = state.counts.value;
  return (
    <fieldset class="chips">
      <legend class="hidden-text">Filter by verdict</legend>
      {FILTERS.map(({ id, label }) => (
        <button
          key={id}
          type="button"
          class="chip"
          data-filter={id}
          data-empty={counts[id] === 0}
          aria-pressed={state.filter.value.verdict === id}
          onClick={() => state.actions.setFilter({ verdict: id })}
        >
          {label} <b>{counts[id]}</b>
        </button>
      ))}
    </fieldset>
  );
}

/** Only where there is a choice. */
function ServerFilter({ state }: { readonly state: PanelState }) {
  const servers = state.servers.value;
  const chosen = state.filter.value.server;
  if (servers.length < 2 && chosen === null) return null;
  return (
    <select
      class="server-filter"
      data-part="server-filter"
      aria-label="Server"
      value={chosen ?? ''}
      onChange={(event) => state.actions.setFilter({ server: event.currentTarget.value || null })}
    >
      <option value="">All servers</option>
      {servers.map((server) => (
        <option key={server} value={server}>
          {server}
        </option>
      ))}
    </select>
  );
}

function ClearIcon() {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
      <circle cx="8" cy="8" r="5.5" />
      <path d="M4.2 11.8l7.6-7.6" />
    </svg>
  );
}

function SettingsIcon() {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d="M2 4.5h6M12 4.5h2M2 11.5h2M8 11.5h6" />
      <circle cx="10" cy="4.5" r="2" />
      <circle cx="6" cy="11.5" r="2" />
    </svg>
  );
}
