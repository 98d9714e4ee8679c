import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assemble } from '../../../src/analyzer/trace/assemble.ts';
import type { FetchTrace } from '../../../src/analyzer/trace/fetch-trace.ts';
import { judge } from '../../../src/analyzer/trace/judge.ts';
import type { BeforeRequest, Observation } from '../../../src/analyzer/trace/observation.ts';
import { readRecording } from '../../conformance/recording.ts';
import { API, Capture, PAGE } from '../../support/capture.ts';
import { RECORDED_SESSIONS } from '../../support/recorded-sessions.ts';

// A background that is ended by force loses the events that were on their way to it. Every event says who asked, so the
// next life makes up for the one that began a request (src/platform/web-request.ts).

const { NIGHTLY, WHYCORS_FUZZ_SEED } = process.env;
const DRAWN = { numRuns: NIGHTLY === '1' ? 300 : 20, seed: Number(WHYCORS_FUZZ_SEED ?? 11) };

/** Each fetch of a recording has a URL of its own. */
const RECORDINGS = ['chromium-table', 'chromium-random', 'firefox-table', 'firefox-random'].map((name) => {
  const { browser, cases } = readRecording<unknown>(name);
  const some = cases.slice(0, NIGHTLY === '1' ? 60 : 15);
  return { name, browser, observations: some.flatMap((one) => one.observations) };
});

/** What one life of the background makes of these events of a session, some of whose events it may not have heard. */
function heardBy(events: readonly Observation[], session: readonly Observation[]): readonly Observation[] {
  const begun = new Set<string>();
  return events.flatMap((event) => {
    const isNew = !begun.has(event.requestId);
    begun.add(event.requestId);
    if (!isNew || event.kind === 'before-request' || event.kind === 'page-report') return [event];
    const late = lateBegin(event, session);
    return late ? [late, event] : [event];
  });
}

function lateBegin(event: Observation, session: readonly Observation[]): BeforeRequest | undefined {
  const begins = session.filter((other) => other.kind === 'before-request' && other.requestId === event.requestId);
  const begin = begins.find(({ url }) => url === event.url) ?? begins[0];
  return begin?.kind === 'before-request' ? { ...begin, at: event.at, url: event.url, late: true } : undefined;
}

function verdicts(observations: readonly Observation[], browser: FetchTrace['browser']): ReadonlyMap<string, string> {
  return new Map(assemble(observations, browser).map((trace) => [nameOf(trace), judge(trace).verdict]));
}

/** A preflight whose request was not heard of at all is a trace of its own. */
function nameOf({ id, preflightOnly }: FetchTrace): string {
  return preflightOnly ? `preflight ${id}` : id;
}

describe.each([...RECORDED_SESSIONS, ...RECORDINGS])('of $name', ({ observations, browser }) => {
  test('nothing looks different when the background ends anywhere and the next life says again who asked', () => {
    const all = assemble(observations, browser);
    fc.assert(
      fc.property(fc.nat(observations.length), (cut) => {
        const lives = [
          ...heardBy(observations.slice(0, cut), observations),
          ...heardBy(observations.slice(cut), observations),
        ];
        expect(assemble(lives, browser)).toEqual(all);
      }),
      DRAWN,
    );
  });
});

// Firefox ends its event page only when it has nothing left to do.
describe.each(RECORDINGS.filter(({ browser }) => browser === 'chromium'))('of $name', ({ observations, browser }) => {
  test('events that were lost with a life decide nothing that was not asked for, and turn no verdict around', () => {
    const all = verdicts(observations, browser);
    const stretch = fc.tuple(fc.nat(observations.length), fc.integer({ min: 1, max: 12 }));
    fc.assert(
      fc.property(stretch, ([from, count]) => {
        const first = heardBy(observations.slice(0, from), observations);
        const second = heardBy(observations.slice(from + count), observations);
        for (const [name, verdict] of verdicts([...first, ...second], browser)) {
          if (verdict === 'undetermined' || name.startsWith('preflight ')) continue;
          expect(all.has(name), name).toBe(true);
          expect(`${verdict} instead of ${all.get(name)}`).not.toMatch(
            /^allowed instead of blocked|^blocked instead of allowed/,
          );
        }
      }),
      DRAWN,
    );
  });
});

const ALLOW = [['Access-Control-Allow-Origin', PAGE]] as const;

function preflighted(answer: typeof ALLOW | readonly []): readonly Observation[] {
  const capture = new Capture();
  const put = capture.request('1', API, { method: 'PUT' });
  capture.preflight('2', API, 'PUT').receives(204, ALLOW).starts(204).completes(204, ALLOW);
  put.sends().receives(200, answer);
  if (answer.length > 0) put.starts().completes(200, answer);
  else put.fails();
  return capture.observations;
}

describe.each([
  { name: 'an allowed', session: preflighted(ALLOW), verdict: 'allowed' },
  { name: 'a blocked', session: preflighted([]), verdict: 'blocked' },
])('$name request with a preflight', ({ session, verdict }) => {
  test.each(session.map((event, index) => [`${event.kind} of request ${event.requestId}`, index] as const))(
    'is one trace with the same verdict when the background never hears %s',
    (_, index) => {
      const heard = heardBy(session.toSpliced(index, 1), session);
      expect([...verdicts(heard, 'chromium')]).toEqual([['1', verdict]]);
    },
  );

  test('is one trace with the same verdict when only its answer is heard', () => {
    const answered = session.findIndex(({ kind, requestId }) => kind === 'headers-received' && requestId === '1');
    expect([...verdicts(heardBy(session.slice(answered), session), 'chromium')]).toEqual([['1', verdict]]);
  });
});
