import { render } from 'preact';
import { requestAccess } from '../platform/access.ts';
import { watchChanges } from '../platform/reconnecting-port.ts';
import { call } from '../platform/rpc.ts';
import { currentTabId, reloadTab } from '../platform/tabs.ts';
import { followSystemTheme } from '../ui/theme.ts';
import { App } from './components/app.tsx';
import { createPopupState } from './state.ts';

/** The tab in front, or the one that the address names: `popup.html?tab=5` is the popup of tab 5 in a tab of its own. */
async function tabInQuestion(): Promise<number> {
  const named = Number(new URLSearchParams(location.search).get('tab') ?? Number.NaN);
  return Number.isInteger(named) ? named : ((await currentTabId()) ?? -1);
}

followSystemTheme();
const tabId = await tabInQuestion();
const state = createPopupState({
  list: (since) => call('traces/list', { tabId, since }),
  watch: (listener) => watchChanges(tabId, listener),
  settings: () => call('settings/get', {}),
  saveSettings: (settings) => call('settings/set', { settings }),
  requestAccess,
  reload: () => reloadTab(tabId),
});
render(<App state={state} />, document.getElementById('app') as HTMLElement);
void state.actions.start();
