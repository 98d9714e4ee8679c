import { describe, expect, test } from 'vitest';
import { assemble } from '../../../src/analyzer/trace/assemble.ts';
import type { FetchTrace } from '../../../src/analyzer/trace/fetch-trace.ts';
import { pairPreflights } from '../../../src/analyzer/trace/pair-preflights.ts';
import { type RequestChain, requestChainOf } from '../../../src/analyzer/trace/request-chain.ts';
import { API, type Begin, Capture, type RequestEvents } from '../../support/capture.ts';

/** `request id: preflight id pairing` of every trace, for its first hop. */
function pairs(capture: Capture, browser: FetchTrace['browser'] = 'chromium'): string[] {
  return assemble(capture.observations, browser).map(({ id, hops: [hop], preflightOnly }) => {
    if (preflightOnly) return `${id}: alone`;
    return hop?.preflight ? `${id}: ${hop.preflight.requestId} ${hop.preflight.pairing}` : `${id}: none`;
  });
}

function answered(preflight: RequestEvents): void {
  preflight.receives(204).starts(204).completes(204);
}

describe('in Chromium the preflight that starts first belongs to the request that starts first', () => {
  test('whatever the order in which the answers come', () => {
    const capture = new Capture();
    const ids = ['1', '2', '3', '4', '5'];
    const requests = new Map(ids.map((id) => [id, capture.request(id, API, { method: 'PUT' })]));
    const preflights = new Map(ids.map((id) => [id, capture.preflight(`1${id}`, API, 'PUT')]));
    for (const id of ['3', '1', '5', '2', '4']) {
      const preflight = preflights.get(id);
      if (preflight) answered(preflight);
      requests.get(id)?.sends().receives(200).completes(200);
    }
    // The last one to be answered cannot have been for those that had gone out by then.
    expect(pairs(capture)).toEqual(ids.map((id) => `${id}: 1${id} ${id === '4' ? 'observed' : 'inferred'}`));
  });

  test('although requests that fail are told before others whose answer came sooner', () => {
    const capture = new Capture();
    const first = capture.request('1', API, { method: 'PUT' });
    const second = capture.request('2', API, { method: 'PUT' });
    const third = capture.request('3', API, { method: 'PUT' });
    const [one, two, three] = ['11', '12', '13'].map((id) => capture.preflight(id, API, 'PUT')) as [
      RequestEvents,
      RequestEvents,
      RequestEvents,
    ];
    answered(one);
    answered(three);
    answered(two);
    third.fails();
    second.fails();
    first.sends();
    expect(pairs(capture)).toEqual(['1: 11 inferred', '2: 12 inferred', '3: 13 inferred']);
  });

  test('requests one after the other are no reason to doubt', () => {
    const capture = new Capture();
    for (const id of ['1', '2']) {
      const put = capture.request(id, API, { method: 'PUT' });
      answered(capture.preflight(`1${id}`, API, 'PUT'));
      put.sends().receives(200).completes(200);
    }
    expect(pairs(capture)).toEqual(['1: 11 observed', '2: 12 observed']);
  });

  test('a request that used a cached answer did not wait and gets no preflight', () => {
    const capture = new Capture();
    const cached = capture.request('1', API, { method: 'PUT' }).sends();
    const waiting = capture.request('2', API, { method: 'PUT' });
    answered(capture.preflight('3', API, 'PUT'));
    waiting.sends().receives(200).completes(200);
    cached.receives(200).completes(200);
    expect(pairs(capture)).toEqual(['1: none', '2: 3 observed']);
  });

  test('an answer that is still being read when the request goes out does not come too late', () => {
    const capture = new Capture();
    const put = capture.request('1', API, { method: 'PUT' });
    const preflight = capture.preflight('2', API, 'PUT').receives(204).starts(204);
    put.sends();
    preflight.completes(204);
    expect(pairs(capture)).toEqual(['1: 2 observed']);
  });

  test('a request that fails in the same moment as its preflight still has it', () => {
    const capture = new Capture();
    const put = capture.request('1', API, { method: 'PUT' });
    const preflight = capture.preflight('2', API, 'PUT');
    put.fails('net::ERR_ABORTED');
    preflight.fails('net::ERR_ABORTED');
    expect(pairs(capture)).toEqual(['1: 2 observed']);
  });
});

describe('a preflight is not for a request', () => {
  test.each<[string, Begin, string]>([
    ['with another method', { method: 'DELETE' }, API],
    ['in another document', { method: 'PUT', documentId: 'document-2' }, API],
    ['in another tab', { method: 'PUT', documentId: null, tabId: 2 }, API],
    ['in another frame', { method: 'PUT', documentId: null, frameId: 7 }, API],
    ['to another URL', { method: 'PUT' }, `${API}?page=2`],
  ])('%s', (_, begin, url) => {
    const capture = new Capture();
    const request = capture.request('1', url, begin);
    answered(capture.preflight('2', API, 'PUT'));
    request.sends();
    expect(pairs(capture)).toEqual(['1: none', '2: alone']);
  });

  test('of another service worker', () => {
    const capture = new Capture();
    const outside = { tabId: -1, frameId: -1, documentId: null };
    const request = capture.request('1', API, { ...outside, method: 'PUT', initiatorOrigin: 'http://localhost:4000' });
    answered(capture.preflight('2', API, 'PUT', '', outside));
    request.sends();
    expect(pairs(capture)).toEqual(['1: none', '2: alone']);
  });

  test('that began after it', () => {
    const capture = new Capture();
    answered(capture.preflight('2', API, 'PUT'));
    capture.request('1', API, { method: 'PUT' }).sends();
    expect(pairs(capture)).toEqual(['2: alone', '1: none']);
  });
});

test('header names decide where the order of events does not', () => {
  const capture = new Capture();
  const plain = capture.request('1', API, { method: 'PUT' });
  const withHeader = capture.request('2', API, { method: 'PUT' });
  const forPlain = capture.preflight('3', API, 'PUT');
  const forHeader = capture.preflight('4', API, 'PUT', 'x-test');
  answered(forHeader);
  answered(forPlain);
  plain.sends().receives(200);
  withHeader.sends([['X-Test', '1']]).receives(200);
  expect(pairs(capture)).toEqual(['1: 3 inferred', '2: 4 observed']);
});

test('a request that fails before the others go out gets its own preflight, not the first that was answered', () => {
  const capture = new Capture();
  const requests = ['1', '2', '3'].map((id) => capture.request(id, API));
  const preflights = ['a', 'b', 'c'].map((name, index) => capture.preflight(`1${index}`, API, 'GET', `x-${name}`));
  preflights.forEach(answered);
  requests[2]?.fails();
  requests[0]?.sends([['X-A', '1']]);
  requests[1]?.sends([['X-B', '1']]);
  expect(pairs(capture)).toEqual(['1: 10 inferred', '2: 11 inferred', '3: 12 observed']);
});

test("a beacon's preflight has a type of its own", () => {
  const capture = new Capture();
  const beacon = capture.request('1', API, { method: 'POST', type: 'ping' });
  answered(capture.preflight('2', API, 'POST', 'content-type', { type: 'other' }));
  beacon.sends([['Content-Type', 'application/json']]);
  expect(pairs(capture)).toEqual(['1: 2 observed']);
});

describe('in Firefox the preflight that starts first belongs to the request that starts first', () => {
  test('although the answers come in another order', () => {
    const capture = new Capture();
    const first = capture.request('1', API, { method: 'PUT' }).sends();
    const one = capture.preflight('2', API, 'PUT');
    const second = capture.request('3', API, { method: 'PUT' }).sends();
    const other = capture.preflight('4', API, 'PUT');
    answered(other);
    second.receives(200).completes(200);
    answered(one);
    first.receives(200).completes(200);
    expect(pairs(capture, 'firefox')).toEqual(['1: 2 observed', '3: 4 inferred']);
  });

  test('and those that include credentials say so in both', () => {
    const capture = new Capture();
    const included = [['Sec-Fetch-Storage-Access', 'none']] as const;
    const without = capture.request('1', API, { method: 'PUT' }).sends();
    const include = capture.request('2', API, { method: 'PUT' }).sends(included);
    const asks = [['Access-Control-Request-Method', 'PUT']] as const;
    // The first request needs no preflight: an earlier answer, which does not count for the second one, allows it.
    answered(capture.request('3', API, { method: 'OPTIONS' }).sends([...asks, ...included]));
    without.receives(200).completes();
    include.receives(200).completes();
    expect(pairs(capture, 'firefox')).toEqual(['1: none', '2: 3 observed']);
  });

  test('also within one millisecond', () => {
    const capture = new Capture({ tick: 0 });
    const put = capture.request('1', API, { method: 'PUT' }).sends();
    answered(capture.preflight('2', API, 'PUT'));
    put.receives(200).completes(200);
    expect(pairs(capture, 'firefox')).toEqual(['1: 2 observed']);
  });
});

describe('a page that sends many preflighted requests to one URL, one after the other', () => {
  test.each([100, 1000])('looks at each of %i a few times only', (count) => {
    const capture = new Capture();
    for (let number = 0; number < count; number += 1) {
      const put = capture.request(`r${number}`, API, { method: 'PUT' });
      answered(capture.preflight(`p${number}`, API, 'PUT'));
      put.sends().receives(200).completes(200);
    }
    let looks = 0;
    const chains = chainsOf(capture).map((chain): RequestChain => {
      const { begin } = chain;
      return Object.defineProperty({ ...chain }, 'begin', {
        get: () => {
          looks += 1;
          return begin;
        },
      });
    });
    const { requests, unpaired } = pairPreflights(chains, 'chromium');
    expect(unpaired).toEqual([]);
    const paired = requests.map(({ chain, preflights: [preflight] }) => [chain.requestId, preflight?.chain.requestId]);
    expect(paired).toEqual(Array.from({ length: count }, (_, number) => [`r${number}`, `p${number}`]));
    expect(looks).toBeGreaterThan(count);
    expect(looks).toBeLessThan(count * 10);
  });
});

function chainsOf({ observations }: Capture): readonly RequestChain[] {
  const ids = new Set(observations.map(({ requestId }) => requestId));
  return [...ids].flatMap((id) => requestChainOf(observations.filter(({ requestId }) => requestId === id)) ?? []);
}
