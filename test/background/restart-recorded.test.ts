import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FetchTrace } from '../../src/analyzer/trace/fetch-trace.ts';
import type { Observation } from '../../src/analyzer/trace/observation.ts';
import type { TraceStore } from '../../src/background/trace-store.ts';
import { readRecording } from '../conformance/recording.ts';
import { generatedSession } from '../support/generated-session.ts';
import { FakeSessionArea } from '../support/session-area.ts';
import { openStore } from './open-store.ts';

/** What real browsers told, a stretch of several cases each: eight sessions of Chromium and eight of Firefox. */
const SESSIONS = ['chromium-table', 'chromium-random', 'firefox-table', 'firefox-random'].flatMap((name) => {
  const { browser, cases } = readRecording<unknown>(name);
  return [0, 60, 120, 180].map((from) => ({
    title: `${name} from case ${from + 1}`,
    browser,
    observations: cases.slice(from, from + 5).flatMap((one) => one.observations),
  }));
});

describe.each(SESSIONS)('$title, moved to a fresh worker after every single event', ({ browser, observations }) => {
  test('has the same traces at every step as one that was never moved', async () => {
    expect(observations.length).toBeGreaterThanOrEqual(8);
    await expectSameEverywhere(observations, browser);
  });
});

test('any session, moved to a fresh worker after every single event, has the same traces at every step', async () => {
  const { NIGHTLY } = process.env;
  const runs = NIGHTLY === '1' ? 3000 : 20;
  await fc.assert(
    fc.asyncProperty(generatedSession, ({ observations, browser }) => expectSameEverywhere(observations, browser)),
    { numRuns: runs },
  );
}, 600_000);

async function expectSameEverywhere(observations: readonly Observation[], browser: FetchTrace['browser']) {
  const steady = await openStore(new FakeSessionArea(), { browser });
  let area = new FakeSessionArea();
  for (const observation of observations) {
    steady.store.record(observation);
    const life = await openStore(area, { browser });
    life.store.record(observation);
    expect(tracesIn(life.store)).toEqual(tracesIn(steady.store));
    // Killed when it may tell what it knows, and not later: whatever is stored by then is all that the next one gets.
    await life.store.saved();
    area = life.area.copy();
  }
  const last = await openStore(area, { browser });
  expect(tracesIn(last.store)).toEqual(tracesIn(steady.store));
}

function tracesIn(store: TraceStore): readonly (readonly FetchTrace[])[] {
  return store
    .tabIds()
    .sort((a, b) => a - b)
    .map((tabId) => store.traces(tabId));
}
