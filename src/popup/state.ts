import { batch, computed, signal } from '@preact/signals';
import { analyze } from '../analyzer/analyze.ts';
import type { AnalyzedTrace, Report } from '../analyzer/report.ts';
import type { Verdict } from '../analyzer/trace/judgement.ts';
import type { Settings, TracesReply } from '../protocol/messages.ts';
import { DEFAULT_SETTINGS } from '../protocol/settings-values.ts';
import { EMPTY_LOG, mergeReply, type TraceLog } from '../ui/trace-log.ts';

/** Where the popup's data comes from; `main.tsx` binds it to the background and the browser. */
export interface PopupSource {
  list(since: number): Promise<TracesReply>;
  /** Calls `changed` whenever there may be something new, and `connection` when the link is lost or back. */
  watch(listener: { changed(): void; connection(state: 'connected' | 'reconnecting' | 'gone'): void }): void;
  settings(): Promise<Settings>;
  saveSettings(change: Partial<Settings>): Promise<Settings>;
  /** Asks the user for access to all sites. Must run inside the click that asks for it. */
  requestAccess(): Promise<boolean>;
  /** Reloads the tab that the popup is about. */
  reload(): Promise<unknown>;
}

export type PopupEmptyState =
  | 'loading'
  | 'internal'
  | 'withheld'
  | 'paused'
  | 'needs-devtools'
  | 'no-requests'
  | 'no-cross-origin';

/** One server with everything that the page asked of it. */
export interface ServerSummary {
  readonly server: string;
  readonly of: number;
  readonly blocked: number;
  /** The blocked fetch to show: the most frequent cause, its newest fetch. */
  readonly worst: AnalyzedTrace;
}

export type PopupState = ReturnType<typeof createPopupState>;

export function createPopupState(source: PopupSource) {
  const log = signal<TraceLog>(EMPTY_LOG);
  const connection = signal<'connected' | 'reconnecting' | 'gone'>('connected');
  const settings = signal<Settings>(DEFAULT_SETTINGS);
  const granted = signal(false);
  const report = computed<Report>(() => {
    const { traces, tab } = log.value;
    const since = tab?.navigatedAt ?? null;
    return analyze(since === null ? traces : traces.filter(({ startedAt }) => startedAt >= since));
  });
  const refresh = async () => {
    try {
      const next = mergeReply(log.value, await source.list(log.value.revision));
      batch(() => {
        log.value = next;
        connection.value = 'connected';
      });
    } catch {
      connection.value = 'reconnecting';
    }
  };
  return {
    log,
    connection,
    settings,
    granted,
    report,
    counts: computed(() => verdictCounts(report.value.traces)),
    servers: computed(() => blockedServers(report.value.traces)),
    emptyState: computed(() => emptyStateOf(log.value, report.value.traces.length)),
    actions: {
      async start(): Promise<void> {
        source.watch({
          changed: () => void refresh(),
          connection: (value) => {
            connection.value = value;
          },
        });
        settings.value = await source.settings();
        await refresh();
      },
      requestAccess(): Promise<void> {
        return source.requestAccess().then((answer) => {
          granted.value = answer;
        });
      },
      reload: () => source.reload(),
      async saveSettings(change: Partial<Settings>): Promise<void> {
        settings.value = { ...settings.value, ...change };
        settings.value = await source.saveSettings(change);
        await refresh();
      },
    },
  };
}

function emptyStateOf({ tab }: TraceLog, count: number): PopupEmptyState | null {
  if (tab === undefined) return 'loading';
  if (tab.access !== 'granted') return tab.access;
  if (count > 0) return null;
  if (tab.recording !== 'on') return tab.recording;
  return tab.origin === null ? 'no-requests' : 'no-cross-origin';
}

function verdictCounts(traces: readonly AnalyzedTrace[]): Readonly<Record<Verdict, number>> {
  const counts = { blocked: 0, allowed: 0, opaque: 0, 'not-cors': 0, undetermined: 0 };
  for (const { judgement } of traces) counts[judgement.verdict] += 1;
  return counts;
}

/** Servers with blocked fetches, most blocked first. */
function blockedServers(traces: readonly AnalyzedTrace[]): readonly ServerSummary[] {
  return [...groupedBy(traces, ({ serverOrigin }) => serverOrigin)]
    .flatMap(([server, group]) => {
      const blocked = group.filter(({ judgement }) => judgement.verdict === 'blocked');
      const worst = mostFrequentCause(blocked);
      return worst ? [{ server, of: group.length, blocked: blocked.length, worst }] : [];
    })
    .sort((a, b) => b.blocked - a.blocked);
}

function mostFrequentCause(blocked: readonly AnalyzedTrace[]): AnalyzedTrace | undefined {
  const byRule = groupedBy(blocked, ({ cause }) => cause?.rule ?? '');
  const most = [...byRule.values()].sort((a, b) => b.length - a.length)[0];
  return most?.at(-1);
}

function groupedBy(
  traces: readonly AnalyzedTrace[],
  keyOf: (analyzed: AnalyzedTrace) => string,
): ReadonlyMap<string, readonly AnalyzedTrace[]> {
  const groups = new Map<string, AnalyzedTrace[]>();
  for (const analyzed of traces) {
    const key = keyOf(analyzed);
    const group = groups.get(key);
    if (group) group.push(analyzed);
    else groups.set(key, [analyzed]);
  }
  return groups;
}
