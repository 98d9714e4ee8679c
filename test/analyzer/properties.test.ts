import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { analyze } from '../../src/analyzer/analyze.ts';
import { describeCheck } from '../../src/analyzer/describe-check.ts';
import { dialectRules } from '../../src/analyzer/fetch/dialect.ts';
import { toReportJson } from '../../src/analyzer/report-json.ts';
import { plainText } from '../../src/analyzer/rules/prose.ts';
import { explainCredentials, explainPreflight, explainVerdict } from '../../src/analyzer/story.ts';
import { assemble } from '../../src/analyzer/trace/assemble.ts';
import { judge } from '../../src/analyzer/trace/judge.ts';
import { type GeneratedSession, generatedSession, mangledSession } from '../support/generated-session.ts';

const validate = new Ajv({ strict: false, allErrors: true }).compile(
  JSON.parse(readFileSync('docs/report.schema.json', 'utf8')),
);

function reportOf({ browser, observations }: GeneratedSession) {
  const meta = { version: '1.0.0', browser, tab: { id: 1, origin: null }, capturedFrom: 0, dropped: 0 };
  return toReportJson(analyze(assemble(observations, browser)), meta);
}

describe('whatever a page asks for', () => {
  test('the traces and the report do not depend on the order in which events arrive, nor on repeats', () => {
    const shuffled = generatedSession.chain((session) => {
      const all = fc.shuffledSubarray([...session.observations], { minLength: session.observations.length });
      const again = fc.subarray([...session.observations]);
      return fc.tuple(all, again).map(([mixed, repeats]) => ({ session, mixed: [...repeats, ...mixed] }));
    });
    fc.assert(
      fc.property(shuffled, ({ session, mixed }) => {
        const other = { ...session, observations: mixed };
        expect(assemble(mixed, session.browser)).toEqual(assemble(session.observations, session.browser));
        expect(reportOf(other)).toEqual(reportOf(session));
      }),
      { numRuns: 40 },
    );
  });

  test('a fetch has exactly one cause when it is blocked, and none otherwise', () => {
    fc.assert(
      fc.property(generatedSession, ({ browser, observations }) => {
        for (const { judgement, cause } of analyze(assemble(observations, browser)).traces) {
          expect(cause !== undefined).toBe(judgement.verdict === 'blocked');
          expect(judgement.blockedBy !== null).toBe(judgement.verdict === 'blocked');
        }
      }),
      { numRuns: 80 },
    );
  });

  test('whatever bytes the texts of its events have, all is said and the report is valid', () => {
    fc.assert(
      fc.property(mangledSession, (session) => {
        for (const analyzed of analyze(assemble(session.observations, session.browser)).traces) {
          const { trace, judgement } = analyzed;
          const { headline, explanation } = explainVerdict(analyzed);
          const said = [headline, explanation, explainCredentials(judgement)];
          for (const index of trace.hops.keys()) said.push(explainPreflight(analyzed, index));
          for (const step of judgement.steps) said.push(describeCheck(step, trace));
          for (const text of said) expect(plainText(text)).not.toBe('');
        }
        validate(JSON.parse(JSON.stringify(reportOf(session))));
        expect(validate.errors).toBeNull();
      }),
      { numRuns: 100 },
    );
  });
});

describe('the table of dialects', () => {
  const standard = dialectRules('standard') as unknown as Record<string, unknown>;
  const chromium = dialectRules('chromium') as unknown as Record<string, unknown>;
  const untouched = { ...standard };

  afterEach(() => void Object.assign(standard, untouched));

  test('holds all that makes the Standard and Chromium differ: with the same rows they agree', () => {
    Object.assign(standard, chromium);
    fc.assert(
      fc.property(generatedSession, (session) => {
        expect(differences(session)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  test('makes them differ: with its own rows the Standard is seen to disagree', () => {
    const found = fc.sample(generatedSession, { numRuns: 150, seed: 1 }).flatMap(differences);
    expect(found.length).toBeGreaterThan(0);
  });
});

/** Fetches that are judged otherwise under the Standard than under Chromium's rules. */
function differences({ observations }: GeneratedSession) {
  return assemble(observations, 'chromium').flatMap((trace) => {
    const judged = (['standard', 'chromium'] as const).map((dialect) => ({ ...judge(trace, dialect), dialect: null }));
    return JSON.stringify(judged[0]) === JSON.stringify(judged[1]) ? [] : [judged];
  });
}
