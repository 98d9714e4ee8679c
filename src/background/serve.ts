import { analyze } from '../analyzer/analyze.ts';
import { serializedOriginOf } from '../analyzer/fetch/origin.ts';
import { toReportJson } from '../analyzer/report-json.ts';
import { type FetchTrace, firstHop } from '../analyzer/trace/fetch-trace.ts';
import type { Handlers } from '../platform/rpc.ts';
import type { AccessState, RecordingState, Settings, TabState } from '../protocol/messages.ts';
import type { ChangeLog } from './change-log.ts';
import type { Queue } from './ready.ts';
import type { TraceStore } from './trace-store.ts';
import type { Watchers } from './watchers.ts';

/** What the background's answers are made from. */
export interface Sources {
  readonly browser: FetchTrace['browser'];
  /** Version of the extension. */
  readonly version: string;
  readonly store: TraceStore;
  readonly changes: ChangeLog;
  readonly watchers: Watchers;
  readonly queue: Queue;
  /** Address of a tab's page, undefined when the browser does not tell. */
  tabUrl(tabId: number): Promise<string | undefined>;
  accessTo(url: string | undefined): Promise<AccessState>;
  loadSettings(): Promise<Settings>;
  saveSettings(change: Partial<Settings>): Promise<Settings>;
  /** Messages that got no answer. */
  refused(): number;
  /** Whether a tab is recorded, as the settings say. */
  recordingOf(tabId: number): Promise<RecordingState>;
}

/** The background's side of the protocol. What a page is told is stored by then: no later life knows less. */
export function createHandlers(sources: Sources): Handlers {
  const { store, changes, watchers, queue } = sources;
  return {
    'traces/list': ({ tabId, since }) =>
      queue.run(async () => {
        const tab = await tabState(sources, tabId);
        changes.update(tabId, store.traces(tabId));
        watchers.pulled(tabId);
        const reply = { ...changes.since(tabId, since), tab };
        await store.saved();
        return reply;
      }),
    'traces/clear': ({ tabId }) =>
      queue.run(() => {
        store.clear(tabId);
        return { revision: changes.update(tabId, store.traces(tabId)) };
      }),
    'report/export': ({ tabId }) =>
      queue.run(async () => {
        const { id, origin, capturedFrom, dropped } = await tabState(sources, tabId);
        const report = toReportJson(analyze(store.traces(tabId)), {
          version: sources.version,
          browser: sources.browser,
          tab: { id, origin },
          capturedFrom,
          dropped,
        });
        await store.saved();
        return report;
      }),
    'page/report': ({ tabId, reports }) =>
      queue.run(async () => {
        const traces = new Map(store.traces(tabId).map((trace) => [trace.id, trace]));
        const known = reports.filter(({ requestId }) => traces.has(requestId));
        for (const { requestId, ...facts } of known) {
          const { startedAt: at, url } = firstHop(traces.get(requestId) as FetchTrace);
          store.record({ kind: 'page-report', requestId, at, url, ...facts });
        }
        await store.saved();
        return { kept: known.length };
      }),
    'messages/refused': () => ({ refused: sources.refused() }),
    'settings/get': () => sources.loadSettings(),
    'settings/set': ({ settings }) => sources.saveSettings(settings),
  };
}

async function tabState({ store, tabUrl, accessTo, recordingOf }: Sources, tabId: number): Promise<TabState> {
  const url = await tabUrl(tabId);
  store.hintOrigin(tabId, url === undefined ? undefined : serializedOriginOf(url));
  return {
    id: tabId,
    origin: store.originOf(tabId) ?? null,
    ...store.notes(tabId),
    navigatedAt: store.page(tabId)?.navigatedAt ?? null,
    access: await accessTo(url),
    recording: await recordingOf(tabId),
  };
}
