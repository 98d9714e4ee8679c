import type { FetchTrace } from '../../src/analyzer/trace/fetch-trace.ts';
import type { TraceSource } from '../../src/panel/state.ts';
import type { RequestReport, Settings, TabState } from '../../src/protocol/messages.ts';
import { DEFAULT_SETTINGS } from '../../src/protocol/settings-values.ts';
import { parseTranscripts } from './transcript.ts';

/** One blocked, one allowed and one opaque fetch to two servers. */
export const THREE_FETCHES = `
page http://localhost:5173
> GET http://localhost:3001/v1/users
< 200
X-Powered-By: Express
Access-Control-Allow-Origin: http://localhost:3000
Vary: Origin
! net::ERR_FAILED
---
page http://localhost:5173
> OPTIONS http://localhost:3001/upload
Access-Control-Request-Method: PUT
< 204
Access-Control-Allow-Origin: http://localhost:5173
Access-Control-Allow-Methods: PUT
> PUT http://localhost:3001/upload
< 200
X-Powered-By: Express
Access-Control-Allow-Origin: http://localhost:5173
Vary: Origin
Set-Cookie: ‹redacted›
! completed
---
page http://localhost:5173
mode no-cors
> GET https://cdn.example/logo.svg
< 200
! completed
`;

const TAB: TabState = {
  id: 1,
  origin: 'http://localhost:5173',
  capturedFrom: 0,
  navigatedAt: null,
  dropped: 0,
  access: 'granted',
  recording: 'on',
};

/** A background in memory. `change` is a new state of the log and a nudge. */
export function memorySource(transcripts: string, tabChange: Partial<TabState> = {}) {
  let traces: readonly FetchTrace[] = transcripts === '' ? [] : parseTranscripts(transcripts);
  let tab: TabState = { ...TAB, ...tabChange };
  let settings: Settings = { ...DEFAULT_SETTINGS, defaultStack: 'express' };
  let revision = 1;
  let reachable = true;
  let listener: Parameters<TraceSource['watch']>[0] | undefined;
  const calls: string[] = [];
  /** What the inspected page gives back, and what was reported about it. */
  const page = {
    records: [] as readonly unknown[],
    timings: [] as readonly unknown[],
    reports: [] as RequestReport[],
    now: 1_000_000,
  };
  const source: TraceSource = {
    list: async () => {
      if (!reachable) throw new Error('no answer to traces/list');
      return { revision, traces, removed: [], complete: true, tab };
    },
    watch: (given) => {
      listener = given;
    },
    clear: async () => {
      traces = [];
      revision += 1;
    },
    exportReport: async () => {
      throw new Error('not asked for in these tests');
    },
    settings: async () => settings,
    saveSettings: async (change) => {
      settings = { ...settings, ...change };
      return settings;
    },
    reload: async () => {
      calls.push('reload');
    },
    version: '1.2.3',
    page: {
      reloadRecorded: async () => {
        calls.push('reload recorded');
      },
      readRecords: async () => {
        calls.push('read records');
        return page.records;
      },
      readTimings: async () => {
        calls.push('read timings');
        return page.timings;
      },
      report: async (reports) => {
        page.reports.push(...reports);
      },
      now: () => page.now,
    },
  };
  return {
    source,
    calls,
    page,
    settings: () => settings,
    change(next: { traces?: readonly FetchTrace[]; tab?: Partial<TabState>; reachable?: boolean }): void {
      traces = next.traces ?? traces;
      tab = { ...tab, ...next.tab };
      reachable = next.reachable ?? reachable;
      revision += 1;
      listener?.changed();
    },
    disconnect(): void {
      listener?.connection('reconnecting');
    },
  };
}
