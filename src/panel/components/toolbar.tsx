import { downloadJson } from '../download.ts';
import type { VerdictFilter } from '../filter.ts';
import type { PanelState } from '../state.ts';

const FILTERS: readonly { readonly id: VerdictFilter; readonly label: string }[] = [
  { id: 'all', label: 'All' },
  { id: 'blocked', label: 'Blocked' },
  { id: 'allowed', label: 'Allowed' },
  { id: 'opaque', label: 'Opaque' },
  { id: 'not-cors', label: 'Not CORS' },
];

export function Toolbar({ state }: { readonly state: PanelState }) {
  const { actions } = state;
  const recording = state.connection.value === 'connected';
  return (
    <div class="toolbar" role="toolbar" aria-label="Timeline">
      <span class="record-dot" role="img" data-on={recording} aria-label={recording ? 'Recording' : 'Reconnecting'} />
      <button
        type="button"
        class="icon-button"
        data-action="clear"
        title="Clear"
        aria-label="Clear"
        onClick={() => void actions.clear()}
      >
        <ClearIcon />
      </button>
      <span class="toolbar-line" />
      <input
        class="text-filter"
        data-part="text-filter"
        type="search"
        placeholder="Filter"
        aria-label="Filter by text"
        title="Words that must all occur. server:, cause:, method: and origin: look in one place; - excludes."
        value={state.filter.value.text}
        onInput={(event) => actions.setFilter({ text: event.currentTarget.value })}
      />
      <FilterChips state={state} />
      <ServerFilter state={state} />
      <span class="toolbar-space" />
      <label class="preserve" title="Keep the requests of earlier pages after a reload or a navigation">
        <input
          type="checkbox"
          data-action="preserve-log"
          checked={state.settings.value.preserveLog}
          onChange={(event) => void actions.setPreserveLog(event.currentTarget.checked)}
        />
        <span>Preserve log</span>
      </label>
      <button
        type="button"
        class="text-button"
        data-action="export"
        title="Save everything recorded for this tab as a whycors-report/1 JSON file. Secrets were redacted when it was recorded."
        onClick={() => void actions.exportReport().then(downloadJson)}
      >
        <ExportIcon />
        <span>Export</span>
      </button>
    </div>
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

function ExportIcon() {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d="M8 2.5v7M5 7l3 3 3-3M3 12.5h10" />
    </svg>
  );
}
