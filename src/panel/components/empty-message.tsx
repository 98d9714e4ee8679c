import { StateMessage } from '../../ui/state-message.tsx';
import type { EmptyState } from '../panel-data.ts';
import type { PanelState } from '../state.ts';

interface Props {
  readonly kind: EmptyState;
  readonly state: PanelState;
}

/** Says why the list is empty, and what to do about it. */
export function EmptyMessage({ kind, state }: Props) {
  const { actions } = state;
  const origin = state.log.value.tab?.origin;
  const reload = (
    <button type="button" class="button primary" data-action="reload" onClick={() => void actions.reload()}>
      Reload the page
    </button>
  );
  switch (kind) {
    case 'loading':
      return null;
    case 'no-requests':
      return (
        <StateMessage class="empty" kind={kind} title="No requests yet" action={reload}>
          Requests are recorded from now on. Reload the page to see the ones that it makes while loading.
        </StateMessage>
      );
    case 'no-cross-origin':
      return (
        <StateMessage class="empty" kind={kind} title="No cross-origin requests" action={reload}>
          {origin ? <code class="inline-code">{origin}</code> : 'This page'} has asked no other origin for anything that
          CORS decides about. Scheme, host and port all count: another port is another origin.
        </StateMessage>
      );
    case 'withheld':
      return (
        <StateMessage class="empty" kind={kind} title="The browser withholds access to this site" action={reload}>
          Site access is limited, so the requests of this page are not shown to the extension. Open the WhyCORS popup in
          the browser's toolbar, choose Grant access, then reload the page.
        </StateMessage>
      );
    case 'internal':
      return (
        <StateMessage class="empty" kind={kind} title="A page of the browser itself">
          No extension may see the requests of this page. Open a website, and its requests appear here.
        </StateMessage>
      );
    case 'no-match':
      return (
        <StateMessage
          class="empty"
          kind={kind}
          title="No request matches the filter"
          action={
            <button
              type="button"
              class="button quiet"
              data-action="clear-filter"
              onClick={() => actions.setFilter({ text: '', server: null, verdict: 'all' })}
            >
              Show all requests
            </button>
          }
        >
          {state.ofThisPage.value.length === 1
            ? '1 request is hidden.'
            : `${state.ofThisPage.value.length} requests are hidden.`}
        </StateMessage>
      );
  }
}
