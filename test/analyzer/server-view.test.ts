import fc from 'fast-check';
import { expect, test } from 'vitest';
import { analyze } from '../../src/analyzer/analyze.ts';
import { guessServer } from '../../src/analyzer/server/fingerprints.ts';
import { timelineOf } from '../../src/analyzer/timeline.ts';
import { assemble } from '../../src/analyzer/trace/assemble.ts';
import type { FetchTrace } from '../../src/analyzer/trace/fetch-trace.ts';
import { generatedSession } from '../support/generated-session.ts';

/** The same fetches over and over, as a page that asks again makes them. */
const repeatedTraces = fc
  .tuple(generatedSession, fc.array(fc.nat(5), { minLength: 1, maxLength: 20 }))
  .map(([{ browser, observations }, order]): readonly FetchTrace[] => {
    const trace = assemble(observations, browser);
    const traces = trace.length === 0 ? [] : order.map((index) => trace[index % trace.length] as FetchTrace);
    return traces.map((one, index) => ({ ...one, id: `${one.id}-${index}`, startedAt: one.startedAt + index * 1000 }));
  });

test('a server shows in fetches that are alike what it shows in all of them', () => {
  fc.assert(
    fc.property(repeatedTraces, (traces) => {
      const analyzed = analyze(traces).traces;
      for (const { serverOrigin, server, timeline } of analyzed) {
        const group = analyzed.filter((other) => other.serverOrigin === serverOrigin);
        expect(server).toEqual(guessServer(group.map(({ trace }) => trace)));
        expect(timeline).toEqual(timelineOf(serverOrigin, group, group));
      }
    }),
    { numRuns: 100 },
  );
});
