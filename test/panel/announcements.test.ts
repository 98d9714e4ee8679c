import { signal } from '@preact/signals';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { analyze } from '../../src/analyzer/analyze.ts';
import type { AnalyzedTrace } from '../../src/analyzer/report.ts';
import { announceBlocked } from '../../src/panel/announcements.ts';
import { parseTranscripts } from '../support/transcript.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const blocked = (path: string) =>
  `page http://localhost:3000\n> GET http://localhost:8000/${path}\n< 200\n! net::ERR_FAILED`;
const ALLOWED = `page http://localhost:3000\n> GET http://localhost:8000/fine\n< 200
Access-Control-Allow-Origin: *\n! completed`;

/** The first `count` of these fetches have arrived. */
const FETCHES = analyze(
  parseTranscripts([blocked('a?q=1'), ALLOWED, ...['b', 'c', 'd'].map(blocked)].join('\n---\n')),
).traces;

function listening(present: number) {
  const traces = signal<readonly AnalyzedTrace[]>(FETCHES.slice(0, present));
  const isLoaded = signal(true);
  const spoken = signal('');
  announceBlocked(traces, isLoaded, spoken);
  return {
    spoken,
    arrive: (count: number) => {
      traces.value = FETCHES.slice(0, count);
    },
  };
}

test('the first blocked request is told at once, without its query, an allowed one never', () => {
  const { spoken, arrive } = listening(0);
  arrive(1);
  expect(spoken.value).toMatch(/^Blocked: GET http:\/\/localhost:8000\/a: /);
  const said = spoken.value;
  arrive(2);
  vi.advanceTimersByTime(10_000);
  expect(spoken.value).toBe(said);
});

test('what follows is gathered for three seconds and told in one sentence', () => {
  const { spoken, arrive } = listening(0);
  arrive(1);
  const said = spoken.value;
  arrive(3);
  arrive(4);
  vi.advanceTimersByTime(2999);
  expect(spoken.value).toBe(said);
  vi.advanceTimersByTime(1);
  expect(spoken.value).toMatch(/^2 requests blocked, first GET http:\/\/localhost:8000\/b: /);
});

test('after three quiet seconds the next one is told at once again', () => {
  const { spoken, arrive } = listening(0);
  arrive(1);
  vi.advanceTimersByTime(3000);
  expect(vi.getTimerCount()).toBe(0);
  arrive(3);
  expect(spoken.value).toMatch(/^Blocked: GET http:\/\/localhost:8000\/b: /);
});

test('what was there when the panel was opened is no news', () => {
  const { spoken, arrive } = listening(3);
  expect(spoken.value).toBe('');
  arrive(4);
  expect(spoken.value).toMatch(/^Blocked: GET http:\/\/localhost:8000\/c: /);
});
