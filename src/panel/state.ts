import { batch, computed, effect, untracked } from '@preact/signals';
import type { AnalyzedTrace } from '../analyzer/report.ts';
import type { ReportJson } from '../analyzer/report-json.ts';
import type { StackId } from '../analyzer/server/server-guess.ts';
import type { Settings, TracesReply } from '../protocol/messages.ts';
import type { Scope } from '../ui/suggested-fix.ts';
import { mergeReply } from '../ui/trace-log.ts';
import { announceBlocked } from './announcements.ts';
import type { Filter } from './filter.ts';
import { pacedWork } from './paced-work.ts';
import { createPageFacts, type PageSource } from './page-facts.ts';
import { type Connection, createPanelData, type PanelData } from './panel-data.ts';
import { AUTOMATIC, chosen, reconciled } from './selection.ts';
import type { Files } from './sessions.ts';
import { type Column, nextSort } from './sorting.ts';
import { movedTo, placeOf, type Step } from './timeline-items.ts';

/** Where the panel's data comes from; `main.tsx` binds it to the background, tests to transcripts. */
export interface TraceSource {
  /** Traces that changed after a revision; rejects while the background cannot be reached. */
  list(since: number): Promise<TracesReply>;
  /** Calls `changed` whenever there may be something new to pull, and `connection` when the link is lost or back. */
  watch(listener: { changed(): void; connection(state: Connection): void }): void;
  clear(): Promise<unknown>;
  exportReport(): Promise<ReportJson>;
  settings(): Promise<Settings>;
  saveSettings(settings: Partial<Settings>): Promise<Settings>;
  /** How many messages the background gave no answer to since it began; absent where there is no background. */
  refused?(): Promise<{ readonly refused: number }>;
  /** Reloads the inspected page. */
  reload(): Promise<unknown>;
  readonly page: PageSource;
  /** Files that can be shown instead of the inspected tab; absent where there is no way to read them. */
  readonly files?: Files;
  /** Of the extension, e.g. "0.1.0". */
  readonly version: string;
}

export type PanelState = ReturnType<typeof createPanelState>;

/** The panel's whole state: signals that the components read, and the actions that change them. */
export function createPanelState(source: TraceSource) {
  const data = createPanelData();
  const pageFacts = createPageFacts(source.page, data);
  const pull = pulling(source, data, pageFacts.look);
  const isLoaded = computed(() => data.log.value.tab !== undefined && data.analysis.left.value === 0);
  announceBlocked(data.ofThisPage, isLoaded, data.announced);
  effect(() => {
    const traces = data.ofThisPage.value;
    untracked(() => {
      // What is there stays: with a long log even looking for it would take a while.
      if (!data.selected.value) data.selection.value = reconciled(data.selection.value, traces);
    });
  });
  return {
    ...data,
    version: source.version,
    files: source.files,
    actions: {
      ...viewActions(data),
      ...frameActions(data),
      ...logActions(source, data, pull),
      ...settingsActions(source, data),
      settle: pageFacts.settle,
    },
  };
}

/** Milliseconds after the last of a row of keys before the detail follows the selection. */
const DETAIL_REST_MS = 90;

/** Order, grouping and overlays. */
function frameActions({ said, helpOpen, settingsOpen, grouped, onlyThisLoad, sort }: PanelData) {
  let silence: ReturnType<typeof setTimeout> | undefined;
  return {
    sortBy(column: Column): void {
      sort.value = nextSort(sort.value, column);
    },
    /** Shows a word about what was done. */
    say(what: string): void {
      clearTimeout(silence);
      said.value = what;
      silence = setTimeout(() => {
        said.value = '';
      }, SAID_MS);
    },
    setHelpOpen(open: boolean): void {
      helpOpen.value = open;
    },
    setSettingsOpen(open: boolean): void {
      settingsOpen.value = open;
    },
    setGrouped(isGrouped: boolean): void {
      grouped.value = isGrouped;
    },
    setOnlyThisLoad(only: boolean): void {
      onlyThisLoad.value = only;
    },
  };
}

/** Milliseconds for which a word about what was done is shown. */
const SAID_MS = 2500;

/** What only changes how the log is looked at. */
function viewActions(data: PanelData) {
  const { collapsed, cursorPlace, filter, heading, items, moving, ofThisPage, scope, selected, selection } = data;
  let rest: ReturnType<typeof setTimeout> | undefined;
  const stop = () => {
    clearTimeout(rest);
    moving.value = false;
  };
  const choose = (analyzed: AnalyzedTrace | undefined) => {
    if (!analyzed) return;
    selection.value = chosen(analyzed);
    heading.value = null;
    if (collapsed.value.has(analyzed.serverOrigin)) collapsed.value = without(collapsed.value, analyzed.serverOrigin);
  };
  return {
    select(id: string): void {
      batch(() => {
        stop();
        choose(ofThisPage.value.find(({ trace }) => trace.id === id));
      });
    },
    /**
     * Goes to the line that a key leads to, from where the keys are or else from the line that has the focus: selects a
     * fetch, and leaves the selection as it is on a heading.
     */
    move(step: Step, pageSize: number, focused: string | null): void {
      const from = cursorPlace.value < 0 ? placeOf(items.value, focused ?? undefined) : cursorPlace.value;
      const place = movedTo(items.value.length, from, step, pageSize);
      const item = items.value[place];
      if (!item || place === from) return;
      if (item.kind === 'server') {
        heading.value = item.server;
        return;
      }
      clearTimeout(rest);
      // A detail that is not there yet has nothing to be slow with.
      const isOpen = selected.value !== undefined;
      batch(() => {
        moving.value = isOpen;
        choose(item.analyzed);
      });
      if (isOpen) rest = setTimeout(stop, DETAIL_REST_MS);
    },
    /** Puts the keys on the heading of a server. */
    toHeading(server: string): void {
      heading.value = server;
    },
    /** Shows or hides the fetches of a server; the keys are then on its heading. */
    setCollapsed(server: string, isCollapsed: boolean): void {
      batch(() => {
        heading.value = server;
        collapsed.value = isCollapsed ? new Set([...collapsed.value, server]) : without(collapsed.value, server);
      });
    },
    /** Lets the detail follow the selection at once. */
    arrive: stop,
    closeDetail(): void {
      selection.value = { kind: 'none' };
    },
    setFilter(change: Partial<Filter>): void {
      filter.value = { ...filter.value, ...change };
    },
    setScope(value: Scope): void {
      scope.value = value;
    },
  };
}

function without(servers: ReadonlySet<string>, server: string): ReadonlySet<string> {
  return new Set([...servers].filter((other) => other !== server));
}

/** What involves the background. */
function logActions(source: TraceSource, data: PanelData, pull: () => void) {
  const { saveSettings: save } = settingsActions(source, data);
  return {
    /** Loads settings and traces, then follows the changes. */
    start(): void {
      source.watch({
        changed: pull,
        connection: (state) => {
          data.connection.value = state;
        },
      });
      pull();
    },
    /** Remembered for the server; where the server is not recognised also as the default for the next ones. */
    async chooseStack(server: string, stack: StackId, recognised: boolean): Promise<void> {
      data.chosenStacks.value = new Map(data.chosenStacks.value).set(server, stack);
      if (!recognised) await save({ defaultStack: stack });
    },
    async setPreserveLog(preserveLog: boolean): Promise<void> {
      data.onlyThisLoad.value = false;
      await save({ preserveLog });
      settle(data);
    },
    async clear(): Promise<void> {
      await source.clear();
      batch(() => {
        data.selection.value = AUTOMATIC;
        data.filter.value = { ...data.filter.value, server: null };
      });
      pull();
    },
    exportReport: () => source.exportReport(),
    /** The part of the report that is about one fetch, as JSON. */
    async reportOf(id: string): Promise<string> {
      const report = await source.exportReport();
      const traces = report.traces.filter((trace) => trace.id === id);
      return JSON.stringify({ ...report, traces, policies: [] }, null, 2);
    },
    reload: () => source.reload(),
  };
}

/** What is remembered beyond this panel. */
function settingsActions(source: TraceSource, data: PanelData) {
  const saveSettings = async (change: Partial<Settings>) => {
    data.settings.value = { ...data.settings.value, ...change };
    data.settings.value = await source.saveSettings(change);
  };
  return {
    saveSettings,
    /** Another page of the extension may have changed them. */
    async loadSettings(): Promise<void> {
      data.settings.value = await source.settings();
      data.refused.value = (await source.refused?.())?.refused ?? 0;
    },
    async ignoreServer(origin: string): Promise<void> {
      const { ignoredServers } = data.settings.value;
      if (!ignoredServers.includes(origin)) await saveSettings({ ignoredServers: [...ignoredServers, origin] });
    },
  };
}

/** Brings the log up to date; asked for at any time, it runs when it is due. */
function pulling(source: TraceSource, data: PanelData, pulled: () => void): () => void {
  let loading: Promise<void> | undefined;
  const work = pacedWork(async () => {
    loading ??= source.settings().then((loaded) => {
      data.settings.value = loaded;
    });
    try {
      // Whether the log is preserved decides what the first answer shows.
      await loading;
    } catch (error) {
      loading = undefined;
      throw error;
    }
    const reply = await source.list(data.log.value.revision);
    batch(() => {
      data.log.value = mergeReply(data.log.value, reply);
      data.connection.value = 'connected';
      data.analysis.update(data.log.value.traces);
      settle(data);
    });
    pulled();
  });
  return () => {
    work().catch(() => {
      if (data.connection.value !== 'gone') data.connection.value = 'reconnecting';
    });
  };
}

/** Which page the list is about, after either the log or the wish to preserve it may have changed. */
function settle({ log, pageSince, settings }: PanelData): void {
  if (!settings.value.preserveLog) pageSince.value = log.value.tab?.navigatedAt ?? 0;
}
