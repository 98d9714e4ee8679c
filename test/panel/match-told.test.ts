import { describe, expect, test } from 'vitest';
import { matchTold } from '../../src/panel/match-told.ts';
import type { Told } from '../../src/panel/page-records.ts';

const NOW = 100_000;

function call(at: number | undefined, credentialsMode: 'omit' | 'include', key = 'k'): Told {
  return { id: `${key} ${at}`, key, at, facts: { credentialsMode } };
}

function request(id: string, startedAt: number, key = 'k') {
  return { id, startedAt, key };
}

/** Request id to credentials mode. */
function told(calls: readonly Told[], requests: ReturnType<typeof request>[], now = NOW) {
  const { reports, used, unsettled } = matchTold(calls, requests, now);
  return {
    facts: Object.fromEntries(reports.map((report) => [report.requestId, report.credentialsMode])),
    used: used.length,
    unsettled,
  };
}

describe('calls and requests', () => {
  test('are matched in order when there are as many of each', () => {
    const calls = [call(2, 'include'), call(1, 'omit')];
    expect(told(calls, [request('b', 6), request('a', 5)])).toEqual({
      facts: { a: 'omit', b: 'include' },
      used: 2,
      unsettled: false,
    });
  });

  test('of other keys stay apart', () => {
    const calls = [call(1, 'omit', 'x'), call(1, 'include', 'y')];
    expect(told(calls, [request('a', 2, 'y'), request('b', 2, 'x'), request('c', 2, 'z')]).facts).toEqual({
      a: 'include',
      b: 'omit',
    });
  });

  test('wait for each other while a call is fresh', () => {
    const fresh = [call(NOW - 10, 'omit'), call(NOW - 5, 'include')];
    expect(told(fresh, [request('a', NOW - 4)])).toEqual({ facts: {}, used: 0, unsettled: true });
    expect(told(fresh, [])).toMatchObject({ unsettled: true });
    expect(told(fresh, [request('a', NOW - 4)], NOW + 2000)).toMatchObject({ unsettled: false });
  });

  test('that differ in number report only what all calls agree on', () => {
    expect(told([call(1, 'omit'), call(2, 'include')], [request('a', 3)]).facts).toEqual({});
    expect(told([call(1, 'omit'), call(2, 'omit')], [request('a', 3)]).facts).toEqual({ a: 'omit' });
  });

  test('are not matched when the request began before the call, or long after it', () => {
    expect(told([call(5000, 'omit')], [request('a', 4000)]).facts).toEqual({});
    expect(told([call(1, 'omit')], [request('a', 70_000)]).facts).toEqual({});
  });

  test('of a source that connects again: the first request is the one that the call made', () => {
    const { facts } = told([call(1, 'include')], [request('a', 2), request('b', 62_000)]);
    expect(facts).toEqual({ a: 'include' });
  });

  test('without a time are told of every request, and never used up', () => {
    const element = call(undefined, 'include');
    expect(told([element], [request('a', 1), request('b', 9)])).toEqual({
      facts: { a: 'include', b: 'include' },
      used: 0,
      unsettled: false,
    });
    expect(told([element, call(undefined, 'omit')], [request('a', 1)]).facts).toEqual({});
  });
});
