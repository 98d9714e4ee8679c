import { analyze } from '../src/analyzer/analyze.ts';
import { toReportJson } from '../src/analyzer/report-json.ts';
import type { FetchTrace } from '../src/analyzer/trace/fetch-trace.ts';
import { filtering } from '../src/panel/filter.ts';
import { timed } from './processor-time.ts';
import type { Row } from './row.ts';
import { generatedTraces } from './session.ts';

const SIZES = [1000, 10_000, 100_000] as const;
/** A hundred thousand take their time. */
const MOST_ROUNDS = 2;

const WORK = ['analysis', 'policy', 'export', 'filter'] as const;
type Work = (typeof WORK)[number];

const TITLES: Readonly<Record<Work, string>> = {
  analysis: 'verdicts and words',
  policy: 'policies of all servers',
  export: 'export as JSON',
  filter: 'filter by server and words',
};

/** Microseconds a trace, one a round. */
type PerTrace = Readonly<Record<Work, number[]>>;

/** Whether each thing that is done with a log takes as long for each of its traces, however long the log is. */
export function measureGrowth(rounds: number): readonly Row[] {
  const sizes = SIZES.map((size) => ({ size, perTrace: measureSize(size, Math.min(rounds, MOST_ROUNDS)) }));
  const [first] = sizes;
  return WORK.flatMap((work) =>
    sizes.slice(1).map(({ size, perTrace }) => ({
      what: `${TITLES[work]} of ${size.toLocaleString('en')} traces, by trace`,
      unit: 'µs',
      values: perTrace[work],
      reference: { what: 'of 1,000', values: first?.perTrace[work] ?? [] },
      target: 'about 1 × (linear)',
    })),
  );
}

function measureSize(size: number, rounds: number): PerTrace {
  const perTrace: PerTrace = { analysis: [], policy: [], export: [], filter: [] };
  const template = generatedTraces(size);
  // Of a few traces the clock shows nothing: they are taken so often that there are as many.
  const times = Math.max(1, Math.round(10_000 / size));
  // The first round warms up and does not count.
  for (let round = size === SIZES[0] ? -1 : 0; round < rounds; round += 1) {
    const sums: Record<Work, number> = { analysis: 0, policy: 0, export: 0, filter: 0 };
    for (let time = 0; time < times; time += 1) add(sums, measureOnce(template));
    if (round < 0) continue;
    for (const work of WORK) perTrace[work].push((sums[work] * 1000) / times / size);
  }
  return perTrace;
}

function add(sums: Record<Work, number>, more: Readonly<Record<Work, number>>): void {
  for (const work of WORK) sums[work] += more[work];
}

function measureOnce(template: readonly FetchTrace[]): Readonly<Record<Work, number>> {
  // New objects, of which nothing is remembered.
  const traces = template.map((trace) => ({ ...trace, hops: trace.hops.map((hop) => ({ ...hop })) }));
  const [report, analysis] = timed(() => {
    const made = analyze(traces);
    for (const { findings, cause } of made.traces)
      if (findings.length > 0 && cause === null) throw new Error('not reached');
    return made;
  });
  const [, policy] = timed(() => report.policies.map((one) => [one.policy, one.wouldAllow]));
  const [, exported] = timed(() => JSON.stringify(toReportJson(report, META)).length);
  const filter = { verdict: 'all', server: null, text: 'server:api-3 put' } as const;
  const [, filtered] = timed(() => filtering().find(report.traces, filter).traces.length);
  return { analysis, policy, export: exported, filter: filtered };
}

const META = {
  version: '0.0.0',
  browser: 'chromium',
  tab: { id: 1, origin: 'https://app.example.com' },
  capturedFrom: 0,
  dropped: 0,
} as const;
