import { batch, computed, signal } from '@preact/signals';
import { analyze } from '../analyzer/analyze.ts';
import type { Report } from '../analyzer/report.ts';
import type { ReportJson } from '../analyzer/report-json.ts';
import type { StackId } from '../analyzer/server/server-guess.ts';
import type { Settings, TracesReply } from '../protocol/messages.ts';
import type { Scope } from '../ui/suggested-fix.ts';
import { EMPTY_LOG, mergeReply, type TraceLog } from '../ui/trace-log.ts';
import { type Filter, matchingText, matchingVerdict, NO_FILTER, verdictCounts } from './filter.ts';
import { AUTOMATIC, chosen, reconciled, type Selection } from './selection.ts';
import { movedTo, type Step, timelineItems } from './timeline-items.ts';
import { barSegments, timeScale } from './waterfall.ts';

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
  /** Reloads the inspected page. */
  reload(): Promise<unknown>;
}

export type Connection = 'connected' | 'reconnecting';

/** What is shown instead of a list, in the order in which it is decided. */
export type EmptyState = 'loading' | 'internal' | 'withheld' | 'no-requests' | 'no-cross-origin' | 'no-match';

export type PanelState = ReturnType<typeof createPanelState>;

const DEFAULT_SETTINGS: Settings = { preserveLog: false, defaultStack: 'django' };

/** The panel's whole state: signals that the components read, and the actions that change them. */
export function createPanelState(source: TraceSource) {
  const log = signal<TraceLog>(EMPTY_LOG);
  const connection = signal<Connection>('connected');
  const settings = signal<Settings>(DEFAULT_SETTINGS);
  const filter = signal<Filter>(NO_FILTER);
  const selection = signal<Selection>(AUTOMATIC);
  const scope = signal<Scope>('page');
  const chosenStacks = signal<ReadonlyMap<string, StackId>>(new Map());

  const report = computed<Report>(() => analyze(log.value.traces));
  const ofThisPage = computed(() => {
    const since = settings.value.preserveLog ? null : (log.value.tab?.navigatedAt ?? null);
    const { traces } = report.value;
    return since === null ? traces : traces.filter(({ trace }) => trace.startedAt >= since);
  });
  const found = computed(() => matchingText(ofThisPage.value, filter.value));
  const shown = computed(() => matchingVerdict(found.value, filter.value.verdict));
  const items = computed(() => timelineItems(shown.value));
  const selected = computed(() => {
    const current = selection.value;
    return current.kind === 'chosen' ? ofThisPage.value.find(({ trace }) => trace.id === current.id) : undefined;
  });

  const data = {
    log,
    connection,
    settings,
    filter,
    scope,
    chosenStacks,
    report,
    ofThisPage,
    items,
    selected,
    counts: computed(() => verdictCounts(found.value)),
    servers: computed(() => [...new Set(ofThisPage.value.map(({ serverOrigin }) => serverOrigin))]),
    scale: computed(() => timeScale(shown.value.map(barSegments))),
    emptyState: computed(() => emptyStateOf(log.value, ofThisPage.value.length, shown.value.length)),
  };

  const settle = () => {
    selection.value = reconciled(selection.value, ofThisPage.value);
  };
  const refresh = onePullAtATime(async () => {
    const next = mergeReply(log.value, await source.list(log.value.revision));
    batch(() => {
      log.value = next;
      connection.value = 'connected';
      settle();
    });
  });
  const pullNow = () => {
    refresh().catch(() => {
      connection.value = 'reconnecting';
    });
  };
  const save = async (change: Partial<Settings>) => {
    settings.value = { ...settings.value, ...change };
    settings.value = await source.saveSettings(change);
  };

  const actions = {
    /** Loads settings and traces, then follows the changes. */
    async start(): Promise<void> {
      source.watch({ changed: pullNow, connection: (state) => (connection.value = state) });
      pullNow();
      settings.value = await source.settings();
    },
    select(id: string): void {
      const analyzed = ofThisPage.value.find(({ trace }) => trace.id === id);
      if (analyzed) selection.value = chosen(analyzed);
    },
    /** Selects the fetch that a key leads to, from the selected one or else from the one that has the focus. */
    move(step: Step, pageSize: number, focused: string | null): void {
      const id = movedTo(items.value, selected.value?.trace.id ?? focused ?? undefined, step, pageSize);
      if (id !== undefined) actions.select(id);
    },
    closeDetail(): void {
      selection.value = { kind: 'none' };
    },
    setFilter(change: Partial<Filter>): void {
      filter.value = { ...filter.value, ...change };
    },
    setScope(value: Scope): void {
      scope.value = value;
    },
    /** Remembered for the server; where the server is not recognised also as the default for the next ones. */
    async chooseStack(server: string, stack: StackId, recognised: boolean): Promise<void> {
      chosenStacks.value = new Map(chosenStacks.value).set(server, stack);
      if (!recognised) await save({ defaultStack: stack });
    },
    async setPreserveLog(preserveLog: boolean): Promise<void> {
      await save({ preserveLog });
      settle();
    },
    async clear(): Promise<void> {
      await source.clear();
      batch(() => {
        selection.value = AUTOMATIC;
        filter.value = { ...filter.value, server: null };
      });
      pullNow();
    },
    exportReport: () => source.exportReport(),
    reload: () => source.reload(),
  };
  return { ...data, actions };
}

function emptyStateOf(log: TraceLog, ofThisPage: number, shown: number): EmptyState | null {
  if (log.tab === undefined) return 'loading';
  if (log.tab.access === 'internal') return 'internal';
  if (shown > 0) return null;
  if (ofThisPage > 0) return 'no-match';
  if (log.tab.access === 'withheld') return 'withheld';
  return log.tab.origin === null ? 'no-requests' : 'no-cross-origin';
}

/** How many times as long as the work itself took to wait before the next run: leaves most of the time to the reader. */
const REST = 4;

/**
 * Runs `work` again when it was asked for while running, never twice at once, and the less often the longer it takes: a
 * long log that changes all the time must still scroll.
 */
function onePullAtATime(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let again = false;
  const run = async () => {
    do {
      again = false;
      const started = performance.now();
      await work();
      const rest = REST * (performance.now() - started);
      await new Promise((resolve) => setTimeout(resolve, rest));
    } while (again);
  };
  return () => {
    again = running !== undefined;
    running ??= run().finally(() => {
      running = undefined;
    });
    return running;
  };
}
