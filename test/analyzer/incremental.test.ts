import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { analyze, judgeAhead } from '../../src/analyzer/analyze.ts';
import type { AnalyzedTrace } from '../../src/analyzer/report.ts';
import { RULES } from '../../src/analyzer/rules/index.ts';
import { assemble } from '../../src/analyzer/trace/assemble.ts';
import type { FetchTrace } from '../../src/analyzer/trace/fetch-trace.ts';
import { generatedSession } from '../support/generated-session.ts';
import { parseTranscript } from '../support/transcript.ts';

/** The same traces as objects that nothing is remembered about. */
function unknown(traces: readonly FetchTrace[]): readonly FetchTrace[] {
  return structuredClone(traces) as FetchTrace[];
}

const FIELDS = Object.keys({
  trace: true,
  judgement: true,
  preflightHistory: true,
  cacheFill: true,
  cause: true,
  browserNames: true,
  candidateNames: true,
  readings: true,
  findings: true,
  server: true,
  timeline: true,
  serverOrigin: true,
} satisfies Record<keyof AnalyzedTrace, true>) as readonly (keyof AnalyzedTrace)[];

/** Everything that is said, whether it was computed already or not. */
function saidOf(traces: readonly FetchTrace[]): unknown {
  const { traces: analyzed, policies } = analyze(traces);
  return structuredClone({ analyzed: analyzed.map((one) => FIELDS.map((name) => one[name])), policies });
}

function settled(number: number, allowed: string): FetchTrace {
  const text = `page http://localhost:3000
    > GET http://localhost:8000/items?${number}
    < 200
    Access-Control-Allow-Origin: ${allowed}
    ! ${allowed === '*' ? 'completed' : 'net::ERR_FAILED'}`;
  return parseTranscript(text, `trace-${number}`, 1000 + number * 10);
}

/** Runs `work` and returns for how many fetches rules were asked. */
function diagnosed(work: () => unknown): number {
  const asked = new Set<string>();
  const spies = RULES.map((rule) => {
    const original = rule.diagnose;
    return vi.spyOn(rule, 'diagnose').mockImplementation((context) => {
      asked.add(context.trace.id);
      return original(context);
    });
  });
  work();
  for (const spy of spies) spy.mockRestore();
  return asked.size;
}

describe('an analysis of traces that were partly known', () => {
  test('says the same as one from scratch, however the list got there', () => {
    const steps = fc.array(fc.record({ kind: fc.constantFrom('append', 'remove', 'change'), at: fc.nat() }), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(generatedSession, steps, ({ browser, observations }, changes) => {
        const all = assemble(observations, browser);
        let shown: readonly FetchTrace[] = [];
        for (const { kind, at } of changes) {
          const index = shown.length === 0 ? 0 : at % shown.length;
          if (kind === 'append') shown = [...shown, ...all.slice(shown.length, shown.length + 1 + (at % 3))];
          else if (kind === 'remove') shown = shown.filter((_, position) => position !== index);
          else {
            shown = shown.map((trace, position) =>
              position === index ? { ...trace, outcome: { kind: 'pending' } as const } : trace,
            );
          }
          expect(saidOf(shown)).toEqual(saidOf(unknown(shown)));
        }
      }),
      { numRuns: 25 },
    );
  });

  test('finds no words for a fetch before somebody reads them', () => {
    const traces = [settled(1, 'http://localhost:1'), settled(2, '*')];
    expect(diagnosed(() => analyze(traces))).toBe(0);
    expect(diagnosed(() => analyze(traces).traces.at(0)?.cause)).toBe(1);
    expect(diagnosed(() => analyze(traces).traces.at(0)?.cause)).toBe(0);
  });

  test('finds the words again only for what is new, when nothing else follows from it', () => {
    const before = Array.from({ length: 40 }, (_, number) => settled(number, '*'));
    const readAll = (traces: readonly FetchTrace[]) => analyze(traces).traces.map(({ findings }) => findings);
    expect(diagnosed(() => readAll(before))).toBe(40);
    expect(diagnosed(() => readAll([...before, settled(40, '*')]))).toBe(1);
  });

  test('keeps the words of fetches that look at nothing of their server, although it shows something new', () => {
    const before = Array.from({ length: 40 }, (_, number) => settled(number, '*'));
    const readAll = (traces: readonly FetchTrace[]) => analyze(traces).traces.map(({ findings }) => findings);
    readAll(before);
    const after = [...before, settled(40, 'http://localhost:1')];
    expect(diagnosed(() => readAll(after))).toBe(1);
    expect(analyze(after).traces[0]).not.toBe(analyze(before).traces[0]);
  });
});

describe('judging ahead', () => {
  test('stops when the time is over and says where, and changes nothing about the result', () => {
    const traces = Array.from({ length: 9 }, (_, number) => settled(number, '*'));
    let left = 4;
    const reached = judgeAhead(traces, 2, () => left-- > 0);
    expect(reached).toBe(6);
    expect(judgeAhead(traces, reached, () => true)).toBe(9);
    expect(saidOf(traces)).toEqual(saidOf(unknown(traces)));
  });
});
