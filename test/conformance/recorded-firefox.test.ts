import { describe, expect, it } from 'vitest';
import { serializedOriginOf } from '../../src/analyzer/fetch/origin.ts';
import { SITUATION_CASES } from '../oracle/cases/situation-cases.ts';
import { type FirefoxSaid, inOrder } from '../oracle/firefox.ts';
import { gradedCase } from '../oracle/firefox-suite.ts';
import { type RecordedCase, type Recording, readRecording } from './recording.ts';
import { replayed } from './replay.ts';

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

function replay(recording: Recording<FirefoxSaid>, recorded: RecordedCase<FirefoxSaid>) {
  const { origins, placed, asks, ...replay } = replayed(recording, recorded);
  const { outcomes, truths, observations } = recorded;
  const traces = inOrder(replay.traces);
  const left = observations.some(({ url }) => serializedOriginOf(url) !== origins.O);
  const run = { placed, outcomes, said: truths, reported: traces.slice(0, asks), left };
  return gradedCase(run, Math.max(0, traces.length - asks));
}
