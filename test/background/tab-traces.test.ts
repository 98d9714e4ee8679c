import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assemble } from '../../src/analyzer/trace/assemble.ts';
import type { FetchTrace } from '../../src/analyzer/trace/fetch-trace.ts';
import type { Observation } from '../../src/analyzer/trace/observation.ts';
import { textOf } from '../../src/background/stored-chunk.ts';
import { TraceLog } from '../../src/background/trace-log.ts';
import { API, Capture, PAGE } from '../support/capture.ts';
import { generatedSession } from '../support/generated-session.ts';
import { RECORDED_SESSIONS } from '../support/recorded-sessions.ts';

type Browser = FetchTrace['browser'];

/** What one look at the whole of it gives, by tab. */
function atOnce(observations: readonly Observation[], tabId: number, browser: Browser): readonly FetchTrace[] {
  return assemble(observations, browser).filter((trace) => trace.tabId === tabId);
}

function add(log: TraceLog, observation: Observation): void {
  const text = textOf(observation);
  if (log.wants(observation.requestId, text)) log.add({ observation, text });
}

/** Looks after each event, and forgets the requests `gone` on the way: each when so many events have come. */
function expectSameSteps(observations: readonly Observation[], browser: Browser, gone: ReadonlyMap<number, string>) {
  const log = new TraceLog(browser);
  const forgotten = new Set<string>();
  const seen: Observation[] = [];
  for (const [at, observation] of observations.entries()) {
    const id = gone.get(at);
    if (id !== undefined) {
      log.forget([id]);
      forgotten.add(id);
    }
    add(log, observation);
    seen.push(observation);
    const counted = seen.filter(({ requestId }) => !forgotten.has(requestId));
    for (const tabId of log.tabIds()) expect(log.tracesOf(tabId)).toEqual(atOnce(counted, tabId, browser));
  }
}

test.each(RECORDED_SESSIONS)('$name gives at every event what one look at all events gives', (session) => {
  expectSameSteps(session.observations, session.browser, new Map());
});

test('any session gives at every event what one look at all events gives, also when requests are forgotten', () => {
  const { NIGHTLY } = process.env;
  const sessions = generatedSession.chain(({ observations, browser }) =>
    fc.record({
      observations: fc.shuffledSubarray([...observations], { minLength: Math.ceil(observations.length / 2) }),
      browser: fc.constant(browser),
      gone: fc.array(fc.tuple(fc.nat(observations.length), fc.nat(observations.length - 1)), { maxLength: 3 }),
      ids: fc.constant(observations.map(({ requestId }) => requestId)),
    }),
  );
  fc.assert(
    fc.property(sessions, ({ observations, browser, gone, ids }) => {
      expectSameSteps(observations, browser, new Map(gone.map(([at, index]) => [at, ids[index] ?? ''])));
    }),
    { numRuns: NIGHTLY === '1' ? 3000 : 30 },
  );
});

test('a trace that an event has nothing to do with stays the same object', () => {
  const capture = new Capture();
  capture.request('1', `${API}/1`).sends().receives(200).completes();
  capture.request('2', `${API}/2`).sends();
  const log = new TraceLog('chromium');
  for (const observation of capture.observations) add(log, observation);
  const [first, second] = log.tracesOf(1);
  const begun = capture.observations.length;
  capture.request('3', `${API}/2`, { method: 'PUT' });
  capture.preflight('4', `${API}/2`, 'PUT');
  for (const observation of capture.observations.slice(begun)) add(log, observation);
  expect(log.tracesOf(1)).toHaveLength(3);
  expect(log.tracesOf(1)[0]).toBe(first);
  expect(log.tracesOf(1)[1]).toBe(second);
});

test('a preflight that comes late moves from standing alone into its request, and back when the request is forgotten', () => {
  const capture = new Capture();
  capture.preflight('2', API, 'PUT').receives(204).completes(204);
  const log = new TraceLog('firefox');
  for (const observation of capture.observations) add(log, observation);
  expect(log.tracesOf(1)).toMatchObject([{ id: '2', preflightOnly: true }]);
  const earlier = new Capture({ at: 500 });
  earlier.request('1', API, { method: 'PUT' });
  for (const observation of earlier.observations) add(log, observation);
  expect(log.tracesOf(1)).toMatchObject([{ id: '1', preflightOnly: false, hops: [{ preflight: { requestId: '2' } }] }]);
  expect(log.requestIdsOfTrace(1, '1')).toEqual(['1', '2']);
  log.forget(['1']);
  expect(log.tracesOf(1)).toMatchObject([{ id: '2', preflightOnly: true }]);
  expect(log.requestIdsOfTrace(1, '1')).toEqual([]);
});

test('a navigation that is heard of late says where the page of earlier events is from', () => {
  const capture = new Capture();
  capture.request('2', API, { initiatorOrigin: 'null' }).sends().receives(200).fails();
  const log = new TraceLog('chromium');
  for (const observation of capture.observations) add(log, observation);
  expect(log.tracesOf(1)[0]?.documentFrom).toBeUndefined();
  const earlier = new Capture({ at: 10 });
  earlier.request('1', 'file:///a.html', { type: 'main_frame', documentId: null, initiatorOrigin: null }).starts();
  for (const observation of earlier.observations) add(log, observation);
  expect(log.tracesOf(1)[0]?.documentFrom).toBe('file:');
  expect(log.needs(1, '1')).toBe(true);
  expect(log.needs(1, '9')).toBe(false);
});

test('what turned out to be of no use is named once it is over for long, whenever it was looked at before', () => {
  const capture = new Capture();
  capture.request('1', `${PAGE}/own.js`, { type: 'script' }).sends();
  const log = new TraceLog('chromium');
  const tell = () => {
    for (const observation of capture.observations.splice(0)) add(log, observation);
    return log.irrelevant();
  };
  capture.request('2', API).sends().receives(200).completes();
  expect(tell()).toEqual([]);
  capture.at += 60_000;
  const late = new Capture({ at: capture.at });
  late.request('3', `${PAGE}/other.js`, { type: 'script' }).sends().receives(200).completes();
  for (const observation of late.observations) add(log, observation);
  expect(log.irrelevant()).toEqual([]);
  capture.at += 60_000;
  capture.request('4', API);
  expect(tell()).toEqual(['3']);
});
