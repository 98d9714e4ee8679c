import { render } from 'preact';
import { recordsExpression, timingsExpression } from '../page/readers.ts';
import { evaluateInPage, followTheme, inspectedTabId, networkSources, reloadInspected } from '../platform/devtools.ts';
import { watchChanges } from '../platform/reconnecting-port.ts';
import { call } from '../platform/rpc.ts';
import { applyTheme } from '../ui/theme.ts';
import { CallSitesContext, createCallSites } from './call-sites.ts';
import { Sessions } from './components/import-sessions.tsx';
import { readFileApart } from './read-file-apart.ts';
import { createSessions } from './sessions.ts';
import type { TraceSource } from './state.ts';

const tabId = inspectedTabId();

const source: TraceSource = {
  list: (since) => call('traces/list', { tabId, since }),
  watch: (listener) => watchChanges(tabId, listener),
  clear: () => call('traces/clear', { tabId }),
  exportReport: () => call('report/export', { tabId }),
  settings: () => call('settings/get', {}),
  saveSettings: (settings) => call('settings/set', { settings }),
  refused: () => call('messages/refused', {}),
  reload: () => reloadInspected(),
  version: __WHYCORS_VERSION__,
  page: {
    reloadRecorded: async () => reloadInspected((await import('../page/recorder.ts')).recorderScript()),
    readRecords: () => evaluateInPage(recordsExpression()),
    readTimings: () => evaluateInPage(timingsExpression()),
    report: (reports) => call('page/report', { tabId, reports }),
    now: () => Date.now(),
  },
};

const network = networkSources();

followTheme(applyTheme);
const sessions = createSessions(source, {
  read: readFileApart,
  example: async () => JSON.stringify((await import('./example-report.json')).default),
});
render(
  <CallSitesContext.Provider value={network && createCallSites(network)}>
    <Sessions sessions={sessions} />
  </CallSitesContext.Provider>,
  document.getElementById('app') as HTMLElement,
);
sessions.live.actions.start();
