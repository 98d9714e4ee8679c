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
  const begin = (
    <div class="empty-actions">
      {reload}
      {state.files && (
        <button type="button" class="button" data-action="show-example" onClick={() => void state.files?.openExample()}>
          Show me an example
        </button>
      )}
    </div>
  );
  if (state.files?.shown && kind !== 'loading' && kind !== 'no-match') return <EmptyFile kind={kind} />;
  switch (kind) {
    case 'loading':
      return null;
    case 'no-requests':
      return (
        <StateMessage class="empty" kind={kind} title="No requests yet" action={begin}>
          Use the page or reload it, and each request to another origin appears here with the reason why it passed or
          failed.
        </StateMessage>
      );
    case 'no-cross-origin':
      return (
        <StateMessage class="empty" kind={kind} title="No cross-origin requests" action={begin}>
          {origin ? <code class="inline-code">{origin}</code> : 'This page'} has asked no other origin for anything that
          CORS decides about: use the page or reload it, and each such request appears here with its reason.
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

function EmptyFile({ kind }: { readonly kind: EmptyState }) {
  return (
    <StateMessage class="empty" kind={kind} title="No cross-origin requests">
      Nothing in this file was asked of another origin.
    </StateMessage>
  );
}
