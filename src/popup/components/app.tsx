import { hostName } from '../../ui/host-name.ts';
import type { PopupState } from '../state.ts';
import { PauseSwitch, RecordingNote, WatchChoice } from './controls.tsx';
import { CountsBar } from './counts-bar.tsx';
import { EmptyMessage } from './empty-message.tsx';
import { ServerCard } from './server-card.tsx';

export function App({ state }: { readonly state: PopupState }) {
  const tab = state.log.value.tab;
  const empty = state.emptyState.value;
  const servers = state.servers.value;
  return (
    <>
      <header class="popup-head">
        <h1>WhyCORS</h1>
        {tab?.origin && <code title={tab.origin}>{hostName(tab.origin)}</code>}
        <PauseSwitch state={state} />
      </header>
      {state.connection.value === 'reconnecting' && (
        <p class="popup-notice" data-state="reconnecting" role="status">
          Connecting to the background of the extension again.
        </p>
      )}
      <main>
        {empty === null ? (
          <>
            <CountsBar counts={state.counts.value} />
            <RecordingNote recording={tab?.recording} />
            {servers.length === 0 && <p class="popup-fine">No request of this page was blocked.</p>}
            {servers.map((summary) => (
              <ServerCard key={summary.server} summary={summary} state={state} />
            ))}
          </>
        ) : (
          <EmptyMessage kind={empty} state={state} />
        )}
      </main>
      <footer class="popup-foot">
        {tab !== undefined && tab.dropped > 0 && <p>{tab.dropped} older requests were dropped for space.</p>}
        <p class="popup-foot-line">
          <span>
            Details: <kbd>F12</kbd>, then <b>CORS</b>
          </span>
          <WatchChoice state={state} />
        </p>
      </footer>
    </>
  );
}
