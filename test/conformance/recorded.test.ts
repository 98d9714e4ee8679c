import { describe, expect, it } from 'vitest';
import { TABLE } from '../oracle/cases/index.ts';
import { SITUATION_CASES } from '../oracle/cases/situation-cases.ts';
import { askedOf } from '../oracle/grade.ts';
import { gradeRun } from '../oracle/suite.ts';
import { type RecordedCase, type Recording, readRecording } from './recording.ts';
import { replayed } from './replay.ts';

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

function replay(recording: Recording, recorded: RecordedCase) {
  const { placed, traces } = replayed(recording, recorded);
  return gradeRun(placed, askedOf(placed, recorded.outcomes, recorded.truths, traces));
}
