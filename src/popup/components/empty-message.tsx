import { StateMessage } from '../../ui/state-message.tsx';
import type { PopupEmptyState, PopupState } from '../state.ts';

interface Props {
  readonly kind: PopupEmptyState;
  readonly state: PopupState;
}

/** Says why there is nothing to count, and what to do about it. */
export function EmptyMessage({ kind, state }: Props) {
  const { actions } = state;
  const reload = (
    <button type="button" class="button primary" data-action="reload" onClick={() => void actions.reload()}>
      Reload the page
    </button>
  );
  switch (kind) {
    case 'loading':
      return null;
    case 'internal':
      return (
        <StateMessage class="popup-empty" kind={kind} title="A page of the browser itself">
          No extension may see the requests of this page.
        </StateMessage>
      );
    case 'withheld':
      return state.granted.value ? (
        <StateMessage class="popup-empty" kind={kind} title="Access granted" action={reload}>
          Requests are recorded from now on. Reload the page to see the ones that it makes while loading.
        </StateMessage>
      ) : (
        <StateMessage
          class="popup-empty"
          kind={kind}
          title="The browser withholds access to this site"
          action={<GrantButton state={state} />}
        >
          A request can be explained only where the extension may see both the page and the server. Nothing that it sees
          leaves the browser.
        </StateMessage>
      );
    case 'paused':
      return (
        <StateMessage
          class="popup-empty"
          kind={kind}
          title="Recording is paused"
          action={
            <button
              type="button"
              class="button primary"
              data-action="resume"
              onClick={() => void actions.saveSettings({ paused: false })}
            >
              Record again
            </button>
          }
        >
          Nothing is recorded in any tab.
        </StateMessage>
      );
    case 'needs-devtools':
      return (
        <StateMessage
          class="popup-empty"
          kind={kind}
          title="This tab is not recorded"
          action={
            <button
              type="button"
              class="button primary"
              data-action="watch-all"
              onClick={() => void actions.saveSettings({ watch: 'all-tabs' })}
            >
              Record all tabs
            </button>
          }
        >
          Only tabs with DevTools open are recorded. Press <kbd>F12</kbd> to open them.
        </StateMessage>
      );
    case 'no-requests':
      return (
        <StateMessage class="popup-empty" kind={kind} title="No requests yet" action={reload}>
          Reload the page to see the requests that it makes while loading.
        </StateMessage>
      );
    case 'no-cross-origin':
      return (
        <StateMessage class="popup-empty" kind={kind} title="No cross-origin requests">
          This page has asked no other origin for anything that CORS decides about.
        </StateMessage>
      );
  }
}

function GrantButton({ state }: { readonly state: PopupState }) {
  return (
    // The browser accepts the question only straight from the click.
    <button
      type="button"
      class="button primary"
      data-action="grant-access"
      onClick={() => void state.actions.requestAccess()}
    >
      Grant access
    </button>
  );
}
