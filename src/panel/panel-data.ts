import { computed, signal } from '@preact/signals';
import { analyze } from '../analyzer/analyze.ts';
import type { AnalyzedTrace, Report } from '../analyzer/report.ts';
import type { StackId } from '../analyzer/server/server-guess.ts';
import type { EpochMs } from '../analyzer/trace/observation.ts';
import type { Settings } from '../protocol/messages.ts';
import type { Scope } from '../ui/suggested-fix.ts';
import { EMPTY_LOG, type TraceLog } from '../ui/trace-log.ts';
import { type Filter, matchingText, matchingVerdict, NO_FILTER, verdictCounts } from './filter.ts';
import { createFixChoices } from './fix-choices.ts';
import { AUTOMATIC, type Selection } from './selection.ts';
import { timelineItems } from './timeline-items.ts';
import { barSegments, timeScale } from './waterfall.ts';

/** `reloading`: asked for, nothing heard of the page yet. `recording`: this load of the page is being recorded. */
export type Settling = 'off' | 'reloading' | 'recording';

export type Connection = 'connected' | 'reconnecting';

/** What is shown instead of a list, in the order in which it is decided. */
export type EmptyState = 'loading' | 'internal' | 'withheld' | 'no-requests' | 'no-cross-origin' | 'no-match';

export type PanelData = ReturnType<typeof createPanelData>;

/** The panel's facts as signals: what was told and chosen, and what follows from it. */
export function createPanelData() {
  const told = {
    log: signal<TraceLog>(EMPTY_LOG),
    connection: signal<Connection>('connected'),
    settings: signal<Settings>({ preserveLog: false, defaultStack: 'django' }),
    filter: signal<Filter>(NO_FILTER),
    selection: signal<Selection>(AUTOMATIC),
    scope: signal<Scope>('page'),
    chosenStacks: signal<ReadonlyMap<string, StackId>>(new Map()),
    fixChoices: createFixChoices(),
    /** Fetches before this moment belong to an earlier page. It stands still while the log is preserved. */
    pageSince: signal<EpochMs>(0),
    /** What "Reload and settle it" is doing. */
    settling: signal<Settling>('off'),
  };
  const report = computed<Report>(() => analyze(told.log.value.traces));
  const ofThisPage = computed(() => {
    const since = told.pageSince.value;
    const { traces } = report.value;
    return since === 0 ? traces : traces.filter(({ trace }) => trace.startedAt >= since);
  });
  const found = computed(() => matchingText(ofThisPage.value, told.filter.value));
  const shown = computed(() => matchingVerdict(found.value, told.filter.value.verdict));
  return {
    ...told,
    report,
    ofThisPage,
    items: computed(() => timelineItems(shown.value)),
    selected: computed(() => selectedTrace(told.selection.value, ofThisPage.value)),
    counts: computed(() => verdictCounts(found.value)),
    servers: computed(() => [...new Set(ofThisPage.value.map(({ serverOrigin }) => serverOrigin))]),
    scale: computed(() => timeScale(shown.value.map(barSegments))),
    emptyState: computed(() => emptyStateOf(told.log.value, ofThisPage.value.length, shown.value.length)),
  };
}

function selectedTrace(selection: Selection, traces: readonly AnalyzedTrace[]): AnalyzedTrace | undefined {
  return selection.kind === 'chosen' ? traces.find(({ trace }) => trace.id === selection.id) : undefined;
}

function emptyStateOf({ tab }: TraceLog, ofThisPage: number, shown: number): EmptyState | null {
  if (tab === undefined) return 'loading';
  if (tab.access === 'internal') return 'internal';
  if (shown > 0) return null;
  if (ofThisPage > 0) return 'no-match';
  if (tab.access === 'withheld') return 'withheld';
  return tab.origin === null ? 'no-requests' : 'no-cross-origin';
}
