import { useComputed } from '@preact/signals';
import { useCallback, useEffect, useRef } from 'preact/hooks';
import type { PanelState } from '../state.ts';
import { Announcer } from './announcer.tsx';
import { Detail } from './detail.tsx';
import { EmptyMessage } from './empty-message.tsx';
import { Help } from './help.tsx';
import { ImportDrop } from './import-drop.tsx';
import { ImportNotices } from './import-notices.tsx';
import { Notices } from './notices.tsx';
import { SettingsDialog } from './settings-dialog.tsx';
import { Timeline } from './timeline.tsx';
import { Toolbar } from './toolbar.tsx';

export function App({ state }: { readonly state: PanelState }) {
  const detail = useRef<HTMLElement>(null);
  const main = useRef<HTMLElement>(null);
  const empty = state.emptyState.value;
  const detailed = state.detailed.value;
  // What other fetches show about the selected one's server is no reason to draw all of this again.
  const isOpen = useComputed(() => state.detailed.value !== undefined || state.selected.value !== undefined).value;
  useShortcuts(state);
  const backToList = useCallback(
    () => main.current?.querySelector<HTMLElement>('.timeline-rows [tabindex="0"]')?.focus(),
    [],
  );
  const enterDetail = () => {
    state.actions.arrive();
    detail.current?.focus();
  };
  return (
    <>
      <Toolbar state={state} />
      <Notices state={state} />
      {state.files && <ImportNotices files={state.files} />}
      <main ref={main} class="panes" data-detail={isOpen ? 'open' : 'closed'}>
        <section class="pane-list" aria-label="Timeline">
          {(empty === null || empty === 'no-match') && (
            <Timeline state={state} unseen={empty !== null} onEnter={enterDetail} />
          )}
          {empty !== null && <EmptyMessage kind={empty} state={state} />}
        </section>
        {detailed ? (
          <Detail key={detailed.trace.id} analyzed={detailed} state={state} paneRef={detail} onLeave={backToList} />
        ) : (
          isOpen && <div class="detail" />
        )}
      </main>
      <Announcer state={state} />
      {state.files && <ImportDrop files={state.files} />}
      {state.settingsOpen.value && <SettingsDialog state={state} />}
      {state.helpOpen.value && <Help onClose={() => state.actions.setHelpOpen(false)} />}
    </>
  );
}

/** Keys that work wherever the focus is, unless something is being typed. */
function useShortcuts({ actions, helpOpen, settingsOpen }: PanelState): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const isTyping =
        event.target instanceof Element && event.target.closest('input, select, textarea, [contenteditable]');
      if (isTyping || helpOpen.value || settingsOpen.value || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === '?') actions.setHelpOpen(true);
      else if (event.key === '/') document.querySelector<HTMLElement>('[data-part="text-filter"]')?.focus();
      else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
}
