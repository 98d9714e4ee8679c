import { describe, expect, it } from 'vitest';
import { analyze } from '../../src/analyzer/analyze.ts';
import { serializedOriginOf } from '../../src/analyzer/fetch/origin.ts';
import { toReportJson } from '../../src/analyzer/report-json.ts';
import { assemble } from '../../src/analyzer/trace/assemble.ts';
import { place } from '../oracle/case.ts';
import { TABLE } from '../oracle/cases/index.ts';
import { SITUATION_CASES } from '../oracle/cases/situation-cases.ts';
import { type FirefoxSaid, inOrder } from '../oracle/firefox.ts';
import { gradedCase } from '../oracle/firefox-suite.ts';
import { originsAt, whereOf } from '../oracle/situations.ts';
import { type RecordedCase, type Recording, readRecording } from './recording.ts';

describe.each(['firefox-table', 'firefox-random'])('what was recorded for %s', (name) => {
  const recording = readRecording<FirefoxSaid>(name);
  const graded = recording.cases.map((one) => replay(recording, one));

  it('is judged as Firefox judged it, except where an input is hidden', () => {
    expect(graded.map(({ complaint }) => complaint).filter((complaint) => complaint !== '')).toEqual([]);
  });

  it('is more than a handful of cases', () => {
    expect(graded.length).toBeGreaterThan(200);
  });

  it('is exact in more than 8 of 10 cases', () => {
    const grades = graded.flatMap((one) => one.grades);
    expect(grades.filter(({ grade }) => grade === 'exact').length / grades.length).toBeGreaterThan(0.8);
  });
});

it('what was recorded where not only page and servers have a say is judged as Firefox judged it, every case', () => {
  const recording = readRecording<FirefoxSaid>('firefox-situations');
  const complaints = recording.cases.map((one) => replay(recording, one).complaint);
  expect(complaints.filter((complaint) => complaint !== '')).toEqual([]);
  expect(recording.cases.map((one) => one.case)).toEqual(SITUATION_CASES.map(({ id }) => id));
});

const KNOWN = new Map([...TABLE, ...SITUATION_CASES].map((one) => [one.id, one]));

function replay({ browser, version, ...servers }: Recording<FirefoxSaid>, recorded: RecordedCase<FirefoxSaid>) {
  const one = typeof recorded.case === 'string' ? KNOWN.get(recorded.case) : recorded.case;
  if (!one) throw new Error(`case ${String(recorded.case)} is recorded but no longer in the table: record anew`);
  const origins = one.plain ? servers.plainOrigins : originsAt(whereOf(one), servers);
  const report = toReportJson(analyze(assemble(recorded.observations, browser)), {
    version,
    browser,
    tab: { id: 1, origin: origins.O },
    capturedFrom: 0,
    dropped: 0,
  });
  const { outcomes, truths, observations } = recorded;
  const traces = inOrder(report.traces);
  const left = observations.some(({ url }) => serializedOriginOf(url) !== origins.O);
  const placed = place(one, recorded.key, origins);
  const asks = one.asks.length;
  const run = { placed, outcomes, said: truths, reported: traces.slice(0, asks), left };
  return gradedCase(run, Math.max(0, traces.length - asks));
}
