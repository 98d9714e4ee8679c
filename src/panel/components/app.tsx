import { useRef } from 'preact/hooks';
import type { PanelState } from '../state.ts';
import { Detail } from './detail.tsx';
import { EmptyMessage } from './empty-message.tsx';
import { Notices } from './notices.tsx';
import { Timeline } from './timeline.tsx';
import { Toolbar } from './toolbar.tsx';

export function App({ state }: { readonly state: PanelState }) {
  const detail = useRef<HTMLElement>(null);
  const main = useRef<HTMLElement>(null);
  const empty = state.emptyState.value;
  const selected = state.selected.value;
  const backToList = () => main.current?.querySelector<HTMLElement>('[data-trace-id][tabindex="0"]')?.focus();
  return (
    <>
      <Toolbar state={state} />
      <Notices state={state} />
      <main ref={main} class="panes" data-detail={selected ? 'open' : 'closed'}>
        <section class="pane-list" aria-label="Timeline">
          {empty === null ? (
            <Timeline state={state} onEnter={() => detail.current?.focus()} />
          ) : (
            <EmptyMessage kind={empty} state={state} />
          )}
        </section>
        {selected && (
          <Detail key={selected.trace.id} analyzed={selected} state={state} paneRef={detail} onLeave={backToList} />
        )}
      </main>
    </>
  );
}
