import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { analyze } from '../../../src/analyzer/analyze.ts';
import { exportHar } from '../../../src/analyzer/files/export-har.ts';
import { importFile } from '../../../src/analyzer/files/import-file.ts';
import type { ImportedTraffic } from '../../../src/analyzer/files/imported-file.ts';
import { toReportJson } from '../../../src/analyzer/report-json.ts';
import { plainText } from '../../../src/analyzer/rules/prose.ts';
import { assemble } from '../../../src/analyzer/trace/assemble.ts';
import type { FetchTrace } from '../../../src/analyzer/trace/fetch-trace.ts';
import type { Observation } from '../../../src/analyzer/trace/observation.ts';
import { generatedSession, mangledSession } from '../../support/generated-session.ts';
import { RECORDED_SESSIONS } from '../../support/recorded-sessions.ts';

const { NIGHTLY } = process.env;
const RUNS = NIGHTLY === undefined || NIGHTLY === '' ? 200 : 20_000;

const validate = new Ajv({ allErrors: true }).compile(JSON.parse(readFileSync('docs/report.schema.json', 'utf8')));

function imported(document: unknown): ImportedTraffic {
  const file = importFile(JSON.stringify(document));
  if ('error' in file) throw new Error(plainText(file.error));
  return file;
}

/** As they are captured: redacted. */
function tracesOf(observations: readonly Observation[], browser: FetchTrace['browser']): FetchTrace[] {
  const redacted = JSON.stringify(observations).replaceAll('user:secret@', '‹redacted›@');
  return assemble(JSON.parse(redacted) as Observation[], browser);
}

function reportOf(traces: readonly FetchTrace[], browser: FetchTrace['browser']) {
  const meta = { version: '0.0.0', browser, tab: { id: 1, origin: null }, capturedFrom: 0, dropped: 0 };
  return toReportJson(analyze(traces), meta);
}

/** What people are told about traces, by id. */
function conclusions(traces: readonly FetchTrace[]) {
  return analyze(traces).traces.map(({ trace, judgement, cause, browserNames, findings }) => ({
    id: trace.id,
    verdict: judgement.verdict,
    blockedBy: judgement.blockedBy,
    missing: judgement.missing,
    cause: cause?.rule,
    browserNames,
    findings: findings.map(({ rule }) => rule),
  }));
}

describe('a HAR of exported traffic', () => {
  test.each(RECORDED_SESSIONS)('gives the same conclusions when it is imported: $name', ({ browser, observations }) => {
    const traces = tracesOf(observations, browser);
    expect(conclusions(imported(exportHar(traces, { version: '0.0.0' })).traces)).toEqual(conclusions(traces));
  });

  test('gives the same conclusions whatever was going on', () => {
    fc.assert(
      fc.property(generatedSession, ({ browser, observations }) => {
        const traces = tracesOf(observations, browser);
        const file = imported(exportHar(traces, { version: '0.0.0' }));
        expect(conclusions(file.traces)).toEqual(conclusions(traces));
        expect(file.problems).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });
});

describe('an exported report', () => {
  test('gives the same traces and conclusions when it is imported, and follows the schema', () => {
    fc.assert(
      fc.property(generatedSession, ({ browser, observations }) => {
        const traces = tracesOf(observations, browser);
        const report = reportOf(traces, browser);
        validate(report);
        expect(validate.errors ?? []).toEqual([]);
        const file = imported(report);
        expect(file.problems).toEqual([]);
        expect(conclusions(file.traces)).toEqual(conclusions(traces));
        expect(file.traces.map(lowerCased)).toEqual(traces.map(lowerCased));
      }),
      { numRuns: RUNS },
    );
  });

  test('is read again without throwing when its texts are any bytes', () => {
    fc.assert(
      fc.property(mangledSession, ({ browser, observations }) => {
        const traces = tracesOf(observations, browser);
        expect(importFile(JSON.stringify(reportOf(traces, browser)))).toHaveProperty('problems');
        expect(importFile(JSON.stringify(exportHar(traces, { version: '' })))).toHaveProperty('problems');
      }),
      { numRuns: RUNS / 4 },
    );
  });

  test.each(RECORDED_SESSIONS)('of an earlier version gives the same verdicts: $name', ({ browser, observations }) => {
    const traces = tracesOf(observations, browser);
    const report = reportOf(traces, browser);
    const earlier = { ...report, traces: report.traces.map(({ capture: _capture, ...trace }) => trace) };
    const file = imported(earlier);
    const differing = conclusions(file.traces).filter(
      ({ verdict }, index) => verdict !== report.traces[index]?.verdict,
    );
    expect(differing).toEqual([]);
    expect(file.problems.map(plainText)).toContainEqual(expect.stringContaining('older version'));
  });

  test('says so when this version concludes something else', () => {
    const [session] = RECORDED_SESSIONS;
    const report = reportOf(tracesOf(session?.observations ?? [], 'chromium'), 'chromium');
    const traces = report.traces.map((trace) => ({ ...trace, verdict: 'opaque' }));
    expect(imported({ ...report, traces }).problems.map(plainText)).toContainEqual(
      expect.stringContaining(`Of ${traces.length} requests this version concludes something else`),
    );
  });
});

/** Reports write header names in lower case, and as initiator what the `Origin` header tells where the browser does not. */
function lowerCased({ initiatorOrigin: _told, ...trace }: FetchTrace): unknown {
  return JSON.parse(
    JSON.stringify(trace, (key, value) =>
      /headers/i.test(key) && Array.isArray(value)
        ? value.map(([name, text]: [string, string]) => [name.toLowerCase(), text])
        : value,
    ),
  );
}
