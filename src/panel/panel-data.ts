import { computed, type ReadonlySignal, signal } from '@preact/signals';
import { pagePolicy } from '../analyzer/analyze.ts';
import type { AnalyzedTrace, Report } from '../analyzer/report.ts';
import type { StackId } from '../analyzer/server/server-guess.ts';
import type { EpochMs } from '../analyzer/trace/observation.ts';
import type { Settings } from '../protocol/messages.ts';
import { DEFAULT_SETTINGS } from '../protocol/settings-values.ts';
import { hasSnippet, type Scope } from '../ui/suggested-fix.ts';
import { EMPTY_LOG, type TraceLog } from '../ui/trace-log.ts';
import { type Analysis, createAnalysis } from './analysis.ts';
import { asksForCauses, type Filter, filtering, NO_FILTER } from './filter.ts';
import { vocabularyOf } from './filter-vocabulary.ts';
import { createFixChoices } from './fix-choices.ts';
import { createOpenSections } from './open-sections.ts';
import { pacedSignal } from './paced-signal.ts';
import { AUTOMATIC, finding, type Selection } from './selection.ts';
import { listingServers } from './servers-listed.ts';
import { asksForDiagnoses, type Sort, sorted } from './sorting.ts';
import { headingKey } from './timeline-items.ts';
import { type Lines, layingOut } from './timeline-lines.ts';
import { turningPointsOf } from './turning-points.ts';
import { barSegments, timeScale } from './waterfall.ts';

/** `reloading`: asked for, nothing heard of the page yet. `recording`: this load of the page is being recorded. */
export type Settling = 'off' | 'reloading' | 'recording';

export type Connection = 'connected' | 'reconnecting' | 'gone';

/** What is shown instead of a list, in the order in which it is decided. */
export type EmptyState = 'loading' | 'internal' | 'withheld' | 'no-requests' | 'no-cross-origin' | 'no-match';

export type PanelData = ReturnType<typeof createPanelData>;

/** What was told and chosen. */
function createFacts() {
  return {
    log: signal<TraceLog>(EMPTY_LOG),
    connection: signal<Connection>('connected'),
    settings: signal<Settings>(DEFAULT_SETTINGS),
    /** Messages that the background gave no answer to, as of the last look at the settings. */
    refused: signal(0),
    filter: signal<Filter>(NO_FILTER),
    sort: signal<Sort>(null),
    /** Fetches stand under a heading for their server. */
    grouped: signal(true),
    /** Servers of which only the heading is shown. */
    collapsed: signal<ReadonlySet<string>>(new Set()),
    /** The server on whose heading the keys are; null: they are on the selected fetch. */
    heading: signal<string | null>(null),
    /** Of a preserved log, only what the page asked for that is there now. */
    onlyThisLoad: signal(false),
    selection: signal<Selection>(AUTOMATIC),
    /** Keys are moving the selection on: the detail waits for it to arrive. */
    moving: signal(false),
    scope: signal<Scope>('page'),
    chosenStacks: signal<ReadonlyMap<string, StackId>>(new Map()),
    fixChoices: createFixChoices(),
    /** Parts of the detail that were opened or closed. */
    sections: createOpenSections(),
    /** Fetches before this moment belong to an earlier page. It stands still while the log is preserved. */
    pageSince: signal<EpochMs>(0),
    /** What was done last, said to everybody for a moment. */
    said: signal(''),
    /** Requests that were blocked, said to those who do not see the list. */
    announced: signal(''),
    /** The overlay with shortcuts and the language of the filter. */
    helpOpen: signal(false),
    settingsOpen: signal(false),
    /** What "Reload and settle it" is doing. */
    settling: signal<Settling>('off'),
  };
}

/** The panel's facts as signals: what was told and chosen, and what follows from it. */
export function createPanelData() {
  const told = createFacts();
  const analysis = createAnalysis();
  const since = computed(() => sinceOf(told.pageSince.value, told.onlyThisLoad.value, told.log.value));
  const ofThisPage = computed(() => startedSince(analysis.report.value, since.value));
  const explainedOfThisPage = computed(() => startedSince(analysis.explained.value, since.value));
  /** What depends on diagnoses is answered from the last report that has them all. */
  const searched = computed(() => {
    const needed = asksForCauses(told.filter.value.text) || asksForDiagnoses(told.sort.value);
    const { report, explained } = analysis;
    return needed && explained.value !== report.value ? explainedOfThisPage.value : ofThisPage.value;
  });
  const [{ find, prepare }, place, listServers] = [filtering(), finding(), listingServers()];
  const [turningPoints, vocabulary] = [turningPointsOf(), vocabularyOf()];
  const words = computed(() => vocabulary(explainedOfThisPage.value));
  /** What changed for an endpoint with a fetch, earlier pages included. */
  const turns = computed(() => turningPoints(analysis.report.value.traces));
  const found = computed(() => find(searched.value, told.filter.value));
  const shown = computed(() => found.value.traces);
  const selected = computed(() => {
    const { value } = told.selection;
    return value.kind === 'chosen' ? ofThisPage.value[place(ofThisPage.value, value.id)] : undefined;
  });
  return {
    ...told,
    analysis,
    report: analysis.report,
    /** What the filters let through. */
    shown,
    ofThisPage,
    selected,
    ...listData(told, listed(shown, ofThisPage), selected),
    ...detailData(told, analysis, selected),
    turningPoints: turns,
    /** Whether the fetch with this id is among those of this page. */
    isOfThisPage: (id: string) => (turns.value.find(id)?.trace.startedAt ?? Number.NEGATIVE_INFINITY) >= since.value,
    counts: computed(() => found.value.counts),
    servers: computed(() => listServers(ofThisPage.value)),
    vocabulary: words,
    /** Does ahead of the first key in the filter what would make it slow. */
    prepareFilter: () => {
      prepare(explainedOfThisPage.peek());
      void words.peek();
    },
    emptyState: computed(() =>
      emptyStateOf(told.log.value, analysis.left.value, ofThisPage.value.length, shown.value.length),
    ),
  };
}

type Told = ReturnType<typeof createFacts>;
type Selected = ReadonlySignal<AnalyzedTrace | undefined>;

type Traces = ReadonlySignal<readonly AnalyzedTrace[]>;

/** What the list is of: while a filter finds nothing what was found before, unseen. The next letter most often brings it back. */
function listed(shown: Traces, ofThisPage: Traces): Traces {
  let last = shown.peek();
  return computed(() => {
    if (shown.value.length > 0 || ofThisPage.value.length === 0) last = shown.value;
    return last;
  });
}

/** The lines of the list, and where the keys are in it. */
function listData(told: Told, traces: Traces, selected: Selected) {
  const layOut = layingOut();
  const ordered = computed(() => sorted(traces.value, told.sort.value));
  const lines = computed(() => {
    const { grouped, collapsed, sort } = told;
    const byFirstFetch = sort.value !== null && sort.value.column !== 'server';
    return layOut(ordered.value, { grouped: grouped.value, collapsed: collapsed.value, byFirstFetch });
  });
  return {
    items: computed(() => lines.value.items),
    scale: computed(() => timeScale(traces.value.map(barSegments))),
    /** The line that the keys are on, by its key, and its place in the list: -1 when it is not there. */
    cursor: computed(() => {
      const heading = headingOf(told, selected.value);
      return heading === undefined ? selected.value?.trace.id : headingKey(heading);
    }),
    cursorPlace: computed(() => {
      const heading = headingOf(told, selected.value);
      if (heading !== undefined) return lines.value.headingPlace(heading);
      return selected.value ? rowOf(selected.value, ordered.value, lines.value) : -1;
    }),
  };
}

/** The server on whose heading the keys are: a fetch whose server is collapsed is where the heading is. */
function headingOf({ heading, grouped, collapsed }: Told, selected: AnalyzedTrace | undefined): string | undefined {
  if (!grouped.value) return undefined;
  if (heading.value !== null) return heading.value;
  return selected && collapsed.value.has(selected.serverOrigin) ? selected.serverOrigin : undefined;
}

/** The list may be of an earlier report than the selection. */
function rowOf(selected: AnalyzedTrace, ordered: readonly AnalyzedTrace[], lines: Lines): number {
  const at = ordered.indexOf(selected);
  return lines.rowPlace(at >= 0 ? at : ordered.findIndex(({ trace }) => trace.id === selected.trace.id));
}

/** What the detail shows, and what it compares it with. */
interface DetailView {
  readonly analyzed: AnalyzedTrace | undefined;
  readonly around: Report;
}

function detailData({ moving }: Told, analysis: Analysis, selected: Selected) {
  let arrived: AnalyzedTrace | undefined;
  const quiet = quietReport(analysis);
  const current = computed((): DetailView => {
    if (!moving.value && !analysis.arriving.value) arrived = selected.value;
    return { analyzed: arrived, around: quiet.value };
  });
  const subject = computed(() => current.value.analyzed?.trace);
  const view = pacedSignal(current, subject, { restMs: restOfDetail, ahead: [makePolicy, tryPolicy] });
  return {
    /**
     * What the detail shows: the selected fetch, or the one before while keys move the selection on or the first rows of
     * many are not painted yet. What other fetches have shown about its server since then may take a moment.
     */
    detailed: computed(() => view.value.analyzed),
    /** What the detail compares its fetch with: the report, which a long log changes less often there. */
    around: computed(() => view.value.around),
  };
}

/** As many are diagnosed without anybody noticing. */
const SHORT_LOG = 200;

/** The report, which for a long log is the last one of which every diagnosis is made: to make them takes several frames. */
function quietReport({ report, explained }: Analysis): ReadonlySignal<Report> {
  let last = report.peek();
  return computed(() => {
    const isQuick = report.value.traces.length < SHORT_LOG;
    last = isQuick || explained.value.traces.length === 0 ? report.value : explained.value;
    return last;
  });
}

/** Milliseconds in which a detail is made again once at most: what the page needs is read from every fetch of the log. */
function restOfDetail({ around }: DetailView): number {
  return Math.min(around.traces.length / 10, LONGEST_REST_MS);
}

const LONGEST_REST_MS = 1000;

/** What the page needs of the server, which the report remembers. */
function makePolicy({ analyzed, around }: DetailView): void {
  if (analyzed && hasSnippet(analyzed)) void pagePolicy(analyzed, around)?.policy.policy;
}

/** How many requests that would let through. */
function tryPolicy({ analyzed, around }: DetailView): void {
  if (analyzed && hasSnippet(analyzed)) void pagePolicy(analyzed, around)?.policy.wouldAllow;
}

function sinceOf(pageSince: EpochMs, onlyThisLoad: boolean, { tab }: TraceLog): EpochMs {
  return onlyThisLoad ? Math.max(pageSince, tab?.navigatedAt ?? 0) : pageSince;
}

function startedSince({ traces }: Report, since: EpochMs): readonly AnalyzedTrace[] {
  if (since === 0) return traces;
  // A log is in the order of time.
  let [from, to] = [0, traces.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((traces[middle] as AnalyzedTrace).trace.startedAt < since) from = middle + 1;
    else to = middle;
  }
  return traces.slice(from);
}

function emptyStateOf({ tab }: TraceLog, left: number, ofThisPage: number, shown: number): EmptyState | null {
  if (tab === undefined) return 'loading';
  if (tab.access === 'internal') return 'internal';
  if (shown > 0) return null;
  if (ofThisPage > 0) return 'no-match';
  if (left > 0) return 'loading';
  if (tab.access === 'withheld') return 'withheld';
  return tab.origin === null ? 'no-requests' : 'no-cross-origin';
}
