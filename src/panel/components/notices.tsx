import type { PanelState } from '../state.ts';

/** Lines under the toolbar about the recording itself. */
export function Notices({ state }: { readonly state: PanelState }) {
  const tab = state.log.value.tab;
  const empty = state.emptyState.value;
  return (
    <div class="notices" role="status">
      {state.connection.value === 'reconnecting' && (
        <p class="notice" data-state="reconnecting">
          Connecting to the background of the extension again. What is shown stays; new requests appear in a moment.
        </p>
      )}
      {tab?.recording === 'paused' && (
        <p class="notice" data-state="paused">
          Recording is paused in all tabs.
          <button
            type="button"
            class="button quiet"
            data-action="resume"
            onClick={() => void state.actions.saveSettings({ paused: false })}
          >
            Record again
          </button>
        </p>
      )}
      {state.connection.value === 'gone' && (
        <p class="notice" data-state="gone">
          WhyCORS was updated or removed while this panel was open, so nothing new is recorded here. Close DevTools and
          open them again.
        </p>
      )}
      {tab !== undefined && tab.dropped > 0 && (
        <p class="notice" data-part="dropped">
          {tab.dropped === 1 ? '1 older request was' : `${tab.dropped} older requests were`} dropped for space, allowed
          ones first.
        </p>
      )}
      {tab?.access === 'withheld' && empty !== 'withheld' && (
        <p class="notice" data-state="withheld">
          The browser withholds access to some sites, so requests may be missing. Open the WhyCORS popup in the
          browser's toolbar to grant it, then reload the page.
        </p>
      )}
    </div>
  );
}
