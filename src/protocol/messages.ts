import type { ReportJson } from '../analyzer/report-json.ts';
import type { StackId } from '../analyzer/server/server-guess.ts';
import type { FetchTrace } from '../analyzer/trace/fetch-trace.ts';
import type { PageFacts } from '../analyzer/trace/observation.ts';

/**
 * The whole protocol between the extension's own pages and its background: one table, request name to query and reply.
 * Messages are `{ type: <name>, ...query }` through `runtime.sendMessage`. Both ends infer their types from it.
 */
export interface Requests {
  /** Every trace of a tab that changed after `since` (0: all of them). */
  'traces/list': { query: { tabId: number; since: number }; reply: TracesReply };
  'traces/clear': { query: { tabId: number }; reply: { revision: number } };
  /** The public report; see docs/report-format.md. */
  'report/export': { query: { tabId: number }; reply: ReportJson };
  /** What the page says about requests of its tab; the panel alone may send it. Other requests are passed over. */
  'page/report': { query: { tabId: number; reports: readonly RequestReport[] }; reply: { kept: number } };
  /** How many messages this life of the background left unanswered: of strangers, or of no known form. */
  'messages/refused': { query: Record<never, never>; reply: { refused: number } };
  'settings/get': { query: Record<never, never>; reply: Settings };
  'settings/set': { query: { settings: Partial<Settings> }; reply: Settings };
}

export type RequestName = keyof Requests;
export type Query<N extends RequestName> = Requests[N]['query'];
export type Reply<N extends RequestName> = Requests[N]['reply'];
export type RequestMessage = { [N in RequestName]: { readonly type: N } & Query<N> }[RequestName];

/** Told by the page: checked for its shape, never trusted for its content. */
export interface RequestReport extends PageFacts {
  readonly requestId: string;
}

/** Address of the page that DevTools load when they open. */
export const DEVTOOLS_PAGE = 'src/devtools/devtools.html';

/** Address of the panel within the extension, and what only it may ask. */
export const PANEL_PAGE = 'src/panel/panel.html';
export const PANEL_ONLY: ReadonlySet<RequestName> = new Set<RequestName>(['page/report']);

export interface TracesReply {
  /** Pass it back as `since`. Grows with every change, across restarts of the background too. */
  readonly revision: number;
  /** New and changed traces, oldest first. */
  readonly traces: readonly FetchTrace[];
  /** Ids known before that are gone: cleared, evicted or found not to be cross-origin. */
  readonly removed: readonly string[];
  /** `traces` is the whole log: forget what was known before. So after `since: 0` and after a restart of the background. */
  readonly complete: boolean;
  readonly tab: TabState;
}

export interface TabState {
  readonly id: number;
  /** Serialised origin of the tab's page as far as it was seen; null before the first request. */
  readonly origin: string | null;
  /** Epoch milliseconds of the first request recorded for this tab, or of the moment it was asked for. */
  readonly capturedFrom: number;
  /** Epoch milliseconds of the last top-level navigation seen; requests before it belong to an earlier page. */
  readonly navigatedAt: number | null;
  /** Traces evicted for space. */
  readonly dropped: number;
  readonly access: AccessState;
  readonly recording: RecordingState;
}

/**
 * Whether the browser shows us this tab's requests. `internal`: a browser page that no extension may see. `withheld`:
 * the user limits the extension to some sites and this is not one of them.
 */
export type AccessState = 'granted' | 'withheld' | 'internal';

/** Kept in `storage.local`; everything else lives in memory only. */
export interface Settings {
  readonly preserveLog: boolean;
  /** Stack whose snippet is shown first when the server cannot be recognised. */
  readonly defaultStack: StackId;
  /** Nothing is recorded anywhere. */
  readonly paused: boolean;
  readonly watch: WatchMode;
  /** Room for recorded traffic, in MiB. When it is used up, the oldest requests go. */
  readonly logSize: LogSize;
  /** Serialised origins whose answers are not recorded. */
  readonly ignoredServers: readonly string[];
}

/** Which tabs are recorded. */
export type WatchMode = 'all-tabs' | 'devtools-tabs';

export type LogSize = 1 | 2 | 4 | 8;

/** Whether a tab's requests are recorded, and if not, why. */
export type RecordingState = 'on' | 'paused' | 'needs-devtools';

/** Name of the port that an extension page opens to be told about changes of one tab. */
export const CHANGES_PORT = 'changes';

/** The only message on {@link CHANGES_PORT}: pull `traces/list` when it arrives. */
export interface ChangedNudge {
  readonly type: 'changed';
  readonly tabId: number;
  readonly revision: number;
}

/** First message of the page on the port: which tab it wants to hear about. */
export interface WatchTab {
  readonly type: 'watch';
  readonly tabId: number;
}
