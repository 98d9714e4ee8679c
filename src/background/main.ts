import { accessTo, onAccessChanged } from '../platform/access.ts';
import { showBadge, styleBadge } from '../platform/badge.ts';
import { acceptWatchers } from '../platform/ports.ts';
import { serve } from '../platform/rpc.ts';
import { sessionArea } from '../platform/session-area.ts';
import { onTabRemoved, tabUrl } from '../platform/tabs.ts';
import { BROWSER, observeRequests } from '../platform/web-request.ts';
import { parseRequest, parseWatch } from '../protocol/guards.ts';
import { ChangeLog } from './change-log.ts';
import { queueAfter } from './ready.ts';
import { createHandlers } from './serve.ts';
import { loadSettings, saveSettings } from './settings.ts';
import { Settling } from './settling.ts';
import { TraceStore } from './trace-store.ts';
import { Watchers } from './watchers.ts';

// Every listener is added in this first turn. The browser starts this script for an event, and delivers the event to
// those who listen when the turn ends.

const changes = new ChangeLog(Date.now());
const watchers = new Watchers();
const store = new TraceStore({
  browser: BROWSER,
  area: sessionArea,
  now: () => Date.now(),
  changed: (tabId) => settling.soon(tabId),
});
const settling = new Settling({ store, changes, watchers, showBadge });
const requests = observeRequests((observation) => store.record(observation));
const queue = queueAfter(store.restore());

serve(
  createHandlers({
    browser: BROWSER,
    version: __WHYCORS_VERSION__,
    store,
    changes,
    watchers,
    queue,
    tabUrl,
    accessTo,
    loadSettings,
    saveSettings,
  }),
  parseRequest,
);

acceptWatchers({
  watch(watcher, message) {
    const watch = parseWatch(message);
    if (watch) void queue.run(() => watchers.watch(watcher, watch.tabId, changes.revisionOf(watch.tabId)));
  },
  gone: (watcher) => watchers.gone(watcher),
});

onTabRemoved((tabId) => {
  void queue.run(() => {
    store.removeTab(tabId);
    changes.drop(tabId);
  });
});

onAccessChanged((how) => {
  // Listeners added while no site was allowed stay dead.
  if (how === 'added') requests.registerAgain();
  void queue.run(() => {
    for (const tabId of watchers.tabIds()) watchers.changed(tabId, changes.touch(tabId));
  });
});

void styleBadge();
