import { useLayoutEffect, useRef } from 'preact/hooks';
import { STACKS } from '../../analyzer/fixes/stacks/index.ts';
import type { LogSize, WatchMode } from '../../protocol/messages.ts';
import { LOG_SIZES } from '../../protocol/settings-values.ts';
import type { PanelState } from '../state.ts';
import { IgnoredServers } from './settings-servers.tsx';

const WATCHED: readonly { readonly mode: WatchMode; readonly label: string }[] = [
  { mode: 'all-tabs', label: 'All tabs' },
  { mode: 'devtools-tabs', label: 'Only tabs with DevTools open' },
];

/** The few settings, over the panel; what is changed holds at once. Escape and a click beside it close it. */
export function SettingsDialog({ state }: { readonly state: PanelState }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const { actions } = state;
  useLayoutEffect(() => {
    dialog.current?.showModal();
    // The popup may have changed them.
    void actions.loadSettings();
  }, []);
  return (
    <dialog
      class="help"
      data-part="settings"
      aria-labelledby="settings-title"
      ref={dialog}
      onClose={() => actions.setSettingsOpen(false)}
      onClick={(event) => {
        if (event.target === dialog.current) dialog.current?.close();
      }}
      // DevTools opens its drawer for an Escape that reaches the document.
      onKeyDown={(event) => event.stopPropagation()}
    >
      <div class="help-body">
        <header class="help-head">
          <h2 id="settings-title">Settings</h2>
          <button
            type="button"
            class="button quiet"
            data-action="close-settings"
            onClick={() => dialog.current?.close()}
          >
            Close
          </button>
        </header>
        <Recording state={state} />
        <Fixes state={state} />
        <IgnoredServers state={state} />
        <RefusedMessages state={state} />
      </div>
    </dialog>
  );
}

function Recording({ state: { actions, settings } }: { readonly state: PanelState }) {
  const { logSize, paused, watch } = settings.value;
  return (
    <section class="settings-part" aria-labelledby="settings-recording">
      <h3 id="settings-recording">Recording</h3>
      <label class="settings-line">
        <input
          type="checkbox"
          data-setting="paused"
          checked={paused}
          onChange={(event) => void actions.saveSettings({ paused: event.currentTarget.checked })}
        />
        <span>Pause in all tabs</span>
      </label>
      <fieldset class="settings-choices">
        <legend>Record requests of</legend>
        {WATCHED.map(({ mode, label }) => (
          <label key={mode} class="settings-line">
            <input
              type="radio"
              name="watch"
              data-setting={`watch-${mode}`}
              checked={watch === mode}
              onChange={() => void actions.saveSettings({ watch: mode })}
            />
            <span>{label}</span>
          </label>
        ))}
      </fieldset>
      <label class="settings-line">
        <span>Room for requests</span>
        <select
          data-setting="log-size"
          value={logSize}
          onChange={(event) => void actions.saveSettings({ logSize: Number(event.currentTarget.value) as LogSize })}
        >
          {LOG_SIZES.map((size) => (
            <option key={size} value={size}>
              {size} MB
            </option>
          ))}
        </select>
      </label>
      <p class="settings-note">In memory, for all tabs together. When it is full, the oldest requests go.</p>
    </section>
  );
}

function Fixes({ state: { actions, settings } }: { readonly state: PanelState }) {
  return (
    <section class="settings-part" aria-labelledby="settings-fixes">
      <h3 id="settings-fixes">Fixes</h3>
      <label class="settings-line">
        <span>Stack of servers that are not recognised</span>
        <select
          data-setting="default-stack"
          value={settings.value.defaultStack}
          onChange={({ currentTarget }) => {
            const stack = STACKS.find(({ id }) => id === currentTarget.value);
            if (stack) void actions.saveSettings({ defaultStack: stack.id });
          }}
        >
          {STACKS.map(({ id, title }) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </select>
      </label>
    </section>
  );
}

/** Nothing that anybody has to do something about, and so said only where it happened. */
function RefusedMessages({ state: { refused } }: { readonly state: PanelState }) {
  const { value: count } = refused;
  if (count === 0) return null;
  return (
    <p class="settings-note" data-part="refused">
      {count === 1 ? '1 message' : `${count} messages`} got no answer since the background started: no page of this
      version sends {count === 1 ? 'it' : 'them'}.
    </p>
  );
}
