import { describe, expect, it } from 'vitest';
import { analyze } from '../../src/analyzer/analyze.ts';
import { toReportJson } from '../../src/analyzer/report-json.ts';
import { assemble } from '../../src/analyzer/trace/assemble.ts';
import { place } from '../oracle/case.ts';
import { TABLE } from '../oracle/cases/index.ts';
import { SITUATION_CASES } from '../oracle/cases/situation-cases.ts';
import { askedOf } from '../oracle/grade.ts';
import { originsAt, whereOf } from '../oracle/situations.ts';
import { gradeRun } from '../oracle/suite.ts';
import { type RecordedCase, type Recording, readRecording } from './recording.ts';

describe.each(['chromium-table', 'chromium-random'])('what was recorded for %s', (name) => {
  const recording = readRecording(name);
  const graded = recording.cases.map((one) => replay(recording, one));

  it('is judged as the browser judged it', () => {
    expect(graded.map(({ complaint }) => complaint).filter((complaint) => complaint !== '')).toEqual([]);
  });

  it('is more than a handful of cases', () => {
    expect(graded.length).toBeGreaterThan(200);
  });

  it('leaves two candidates in no more than 13 of 100 cases', () => {
    const grades = graded.flatMap((one) => one.grades);
    expect(grades.filter(({ grade }) => grade === 'pair').length / grades.length).toBeLessThan(0.13);
  });
});

it('what was recorded where not only page and servers have a say is judged as the browser judged it, every case', () => {
  const recording = readRecording('chromium-situations');
  const complaints = recording.cases.map((one) => replay(recording, one).complaint);
  expect(complaints.filter((complaint) => complaint !== '')).toEqual([]);
  expect(recording.cases.map((one) => one.case)).toEqual(SITUATION_CASES.map(({ id }) => id));
});

it('every case of the table is recorded', () => {
  const recorded = readRecording('chromium-table').cases.map((one) => one.case);
  expect(TABLE.map(({ id }) => id).filter((id) => !recorded.includes(id))).toEqual([]);
});

const KNOWN = new Map([...TABLE, ...SITUATION_CASES].map((one) => [one.id, one]));

function replay({ browser, version, ...servers }: Recording, recorded: RecordedCase) {
  const one = typeof recorded.case === 'string' ? KNOWN.get(recorded.case) : recorded.case;
  if (!one) throw new Error(`case ${String(recorded.case)} is recorded but no longer in the table: record anew`);
  const origins = one.plain ? servers.plainOrigins : originsAt(whereOf(one), servers);
  const placed = place(one, recorded.key, origins);
  const report = toReportJson(analyze(assemble(recorded.observations, browser)), {
    version,
    browser,
    tab: { id: 1, origin: origins.O },
    capturedFrom: 0,
    dropped: 0,
  });
  return gradeRun(placed, askedOf(placed, recorded.outcomes, recorded.truths, report.traces));
}
