import type { RecordingState, WatchMode } from '../../protocol/messages.ts';
import { WATCH_MODES } from '../../protocol/settings-values.ts';
import type { PopupState } from '../state.ts';

const MODE_LABELS: Readonly<Record<WatchMode, string>> = {
  'all-tabs': 'All tabs',
  'devtools-tabs': 'Tabs with DevTools',
};

/** Stops the recording in all tabs, and starts it again. */
export function PauseSwitch({ state: { actions, settings } }: { readonly state: PopupState }) {
  const { paused } = settings.value;
  return (
    <button
      type="button"
      class="pause-switch"
      role="switch"
      aria-checked={paused}
      data-action="pause"
      title="Record nothing in any tab"
      onClick={() => void actions.saveSettings({ paused: !paused })}
    >
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d="M5.5 3.5v9M10.5 3.5v9" />
      </svg>
      {/* The state is in the switch; a name that changes with it would say it twice. */}
      <span>Pause</span>
    </button>
  );
}

/** Which tabs are recorded. */
export function WatchChoice({ state: { actions, settings } }: { readonly state: PopupState }) {
  return (
    <select
      class="watch-choice"
      data-setting="watch"
      aria-label="Which tabs are recorded"
      value={settings.value.watch}
      onChange={({ currentTarget }) => {
        const mode = WATCH_MODES.find((one) => one === currentTarget.value);
        if (mode) void actions.saveSettings({ watch: mode });
      }}
    >
      {WATCH_MODES.map((mode) => (
        <option key={mode} value={mode}>
          {MODE_LABELS[mode]}
        </option>
      ))}
    </select>
  );
}

/** Said beside what was recorded before. */
export function RecordingNote({ recording }: { readonly recording: RecordingState | undefined }) {
  if (recording === undefined || recording === 'on') return null;
  return (
    <p class="popup-note" data-recording={recording} role="status">
      {recording === 'paused'
        ? 'Recording is paused: these requests are from before.'
        : 'This tab is not recorded while its DevTools are closed: these requests are from before.'}
    </p>
  );
}
