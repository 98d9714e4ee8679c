import { accessTo, onAccessChanged } from '../platform/access.ts';
import { showBadge, styleBadge } from '../platform/badge.ts';
import { acceptWatchers } from '../platform/ports.ts';
import { serve } from '../platform/rpc.ts';
import { sessionArea } from '../platform/session-area.ts';
import { onTabRemoved, tabUrl } from '../platform/tabs.ts';
import { BROWSER, observeRequests } from '../platform/web-request.ts';
import { parseRequest, parseWatch } from '../protocol/guards.ts';
import type { Settings } from '../protocol/messages.ts';
import { DEFAULT_SETTINGS } from '../protocol/settings-values.ts';
import { ChangeLog } from './change-log.ts';
import { queueAfter } from './ready.ts';
import { Recording } from './recording.ts';
import { createHandlers } from './serve.ts';
import { loadSettings, saveSettings } from './settings.ts';
import { Settling } from './settling.ts';
import { TraceStore } from './trace-store.ts';
import { Watchers } from './watchers.ts';

// Every listener is added in this first turn. The browser starts this script for an event, and delivers the event to
// those who listen when the turn ends.

/** Longer than an open page waits before it connects again. */
const RECONNECTED_MS = 6000;
const OUTSIDE_TABS = -1;

const changes = new ChangeLog(Date.now());
const watchers = new Watchers();
const store = new TraceStore({
  browser: BROWSER,
  area: sessionArea,
  now: () => Date.now(),
  changed: (tabId) => settling.soon(tabId),
});
const settling = new Settling({ store, changes, watchers, showBadge });
const recording = new Recording({ store, listeners: () => requests });
const requests = observeRequests((observation) => recording.observe(observation));
const queue = queueAfter(store.restore());
const settingsKnown = queue.run(async () => recording.apply(await loadSettings().catch(() => DEFAULT_SETTINGS)));
// DevTools that are open connect again within seconds after the background was started anew.
setTimeout(() => recording.reconnected(), RECONNECTED_MS);

/** Has everybody who watches a tab ask again. */
function nudge(tabIds: Iterable<number>): void {
  for (const tabId of tabIds) watchers.changed(tabId, changes.touch(tabId));
}

/** Changes settings, and has them hold at once. */
async function changeSettings(change: Partial<Settings>): Promise<Settings> {
  const settings = await saveSettings(change);
  await queue.run(() => {
    recording.apply(settings);
    nudge(watchers.tabIds());
    settling.soon(OUTSIDE_TABS);
  });
  return settings;
}

const refused = serve(
  createHandlers({
    refused: () => refused(),
    browser: BROWSER,
    version: __WHYCORS_VERSION__,
    store,
    changes,
    watchers,
    queue,
    tabUrl,
    accessTo,
    loadSettings,
    saveSettings: changeSettings,
    recordingOf: async (tabId) => {
      await settingsKnown;
      return recording.stateOf(tabId);
    },
  }),
  parseRequest,
);

acceptWatchers({
  watch(watcher, message) {
    const watch = parseWatch(message);
    if (!watch) return;
    recording.inspected(watcher, watch.tabId);
    void queue.run(() => {
      watchers.watch(watcher, watch.tabId, changes.revisionOf(watch.tabId));
      if (watcher.inspects) nudge([watch.tabId]);
    });
  },
  gone(watcher) {
    watchers.gone(watcher);
    const tabId = recording.gone(watcher);
    if (tabId !== undefined) void queue.run(() => nudge([tabId]));
  },
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
  void queue.run(() => nudge(watchers.tabIds()));
});

void styleBadge();
