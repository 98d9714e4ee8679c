import { render } from 'preact';
import { followTheme, inspectedTabId, reloadInspected } from '../platform/devtools.ts';
import { watchChanges } from '../platform/reconnecting-port.ts';
import { call } from '../platform/rpc.ts';
import { applyTheme } from '../ui/theme.ts';
import { App } from './components/app.tsx';
import { createPanelState } from './state.ts';

const tabId = inspectedTabId();

const state = createPanelState({
  list: (since) => call('traces/list', { tabId, since }),
  watch: (listener) => watchChanges(tabId, listener),
  clear: () => call('traces/clear', { tabId }),
  exportReport: () => call('report/export', { tabId }),
  settings: () => call('settings/get', {}),
  saveSettings: (settings) => call('settings/set', { settings }),
  reload: reloadInspected,
});

followTheme(applyTheme);
render(<App state={state} />, document.getElementById('app') as HTMLElement);
state.actions.start();
