import { render } from 'preact';
import { recordsExpression, timingsExpression } from '../page/readers.ts';
import { recorderScript } from '../page/recorder.ts';
import { evaluateInPage, followTheme, inspectedTabId, reloadInspected } from '../platform/devtools.ts';
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
  reload: () => reloadInspected(),
  version: __WHYCORS_VERSION__,
  page: {
    reloadRecorded: () => reloadInspected(recorderScript()),
    readRecords: () => evaluateInPage(recordsExpression()),
    readTimings: () => evaluateInPage(timingsExpression()),
    report: (reports) => call('page/report', { tabId, reports }),
    now: () => Date.now(),
  },
});

followTheme(applyTheme);
render(<App state={state} />, document.getElementById('app') as HTMLElement);
state.actions.start();
