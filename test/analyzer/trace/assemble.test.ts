import { describe, expect, test } from 'vitest';
import type { HeaderList } from '../../../src/analyzer/fetch/header-list.ts';
import { assemble } from '../../../src/analyzer/trace/assemble.ts';
import type { FetchTrace } from '../../../src/analyzer/trace/fetch-trace.ts';
import { API, Capture, PAGE } from '../../support/capture.ts';

const ALLOW: HeaderList = [['Access-Control-Allow-Origin', PAGE]];
const OTHER = 'http://localhost:9000/items';
const THIRD = 'http://localhost:9001/items';

function only(capture: Capture, browser: FetchTrace['browser'] = 'chromium'): FetchTrace {
  const traces = assemble(capture.observations, browser);
  expect(traces).toHaveLength(1);
  return traces[0] as FetchTrace;
}

describe('Chromium', () => {
  test('a request that passes is completed, with the headers of its last event', () => {
    const capture = new Capture();
    capture.request('1', API).sends().receives(200, ALLOW).starts().completes(200, ALLOW);
    expect(only(capture)).toMatchObject({
      id: '1',
      tabId: 1,
      documentId: 'document-1',
      initiatorOrigin: PAGE,
      fromServiceWorker: false,
      preflightOnly: false,
      startedAt: 1000,
      hops: [
        {
          url: API,
          method: 'GET',
          sentAt: 1001,
          endedAt: 1004,
          response: { status: 200, headers: ALLOW, receivedAt: 1002 },
        },
      ],
      outcome: { kind: 'completed', at: 1004 },
    });
  });

  test('a request whose response fails CORS ends in an error before its response started', () => {
    const capture = new Capture();
    capture.request('1', API).sends().receives(200).fails();
    expect(only(capture)).toMatchObject({
      hops: [{ response: { status: 200, headers: [] } }],
      outcome: { kind: 'error', netError: 'net::ERR_FAILED', afterResponseStarted: false },
    });
  });

  test('a transfer that breaks off is told apart: its response had started', () => {
    const capture = new Capture();
    capture.request('1', API).sends().receives(200, ALLOW).starts().fails('net::ERR_CONNECTION_RESET');
    expect(only(capture).outcome).toMatchObject({ kind: 'error', afterResponseStarted: true });
  });

  test('a request under way is pending, then started', () => {
    const capture = new Capture();
    const request = capture.request('1', API).sends();
    expect(only(capture).outcome).toEqual({ kind: 'pending' });
    request.receives(200, ALLOW).starts();
    expect(only(capture).outcome).toEqual({ kind: 'response-started', at: 1003 });
  });

  test('a preflight belongs to the hop that it asked for', () => {
    const capture = new Capture();
    const put = capture.request('1', API, { method: 'PUT' });
    capture.preflight('2', API, 'PUT').receives(204, ALLOW).starts(204).completes(204, ALLOW);
    put.sends().receives(200, ALLOW).starts().completes(200, ALLOW);
    expect(only(capture).hops[0]?.preflight).toMatchObject({
      requestId: '2',
      method: 'OPTIONS',
      pairing: 'observed',
      response: { status: 204, headers: ALLOW },
    });
  });

  test('a request whose preflight is refused was never sent, and the preflight itself completed', () => {
    const capture = new Capture();
    const put = capture.request('1', API, { method: 'PUT' });
    capture.preflight('2', API, 'PUT').receives(403).starts(403).completes(403);
    put.fails();
    const [hop] = only(capture).hops;
    expect(hop).not.toHaveProperty('requestHeaders');
    expect(hop?.preflight).toMatchObject({ response: { status: 403 } });
    expect(hop?.preflight).not.toHaveProperty('netError');
  });

  test('a preflight that gets no answer names the error, and the request the same one', () => {
    const capture = new Capture();
    const put = capture.request('1', API, { method: 'PUT' });
    capture.preflight('2', API, 'PUT').fails('net::ERR_FAILED');
    put.fails('net::ERR_EMPTY_RESPONSE');
    expect(only(capture)).toMatchObject({
      hops: [{ preflight: { netError: 'net::ERR_FAILED' } }],
      outcome: { netError: 'net::ERR_EMPTY_RESPONSE' },
    });
  });

  test('a redirect that fails CORS is the last hop', () => {
    const capture = new Capture();
    capture
      .request('1', API)
      .sends()
      .receives(302, [['Location', OTHER]])
      .fails();
    const { hops } = only(capture);
    expect(hops).toMatchObject([{ response: { status: 302 } }]);
    expect(hops[0]).not.toHaveProperty('redirect');
  });

  test('a redirect that is followed leads to a second hop', () => {
    const capture = new Capture();
    capture
      .request('1', API, { method: 'POST' })
      .sends()
      .receives(302, [['Location', OTHER]])
      .redirects(OTHER)
      .arrives({ method: 'GET' })
      .sends()
      .receives(200)
      .fails();
    expect(only(capture).hops).toMatchObject([
      { url: API, method: 'POST', response: { status: 302 }, redirect: { to: OTHER, status: 302, byExtension: false } },
      { url: OTHER, method: 'GET', response: { status: 200 } },
    ]);
  });

  test('a redirect that is not followed leads nowhere', () => {
    const capture = new Capture();
    capture
      .request('1', API)
      .sends()
      .receives(302, [['Location', OTHER]])
      .redirects(OTHER)
      .fails('net::ERR_ABORTED');
    expect(only(capture)).toMatchObject({
      hops: [{ url: API, redirect: { to: OTHER } }],
      outcome: { kind: 'error', netError: 'net::ERR_ABORTED' },
    });
  });

  test('a redirect made by an extension has no response', () => {
    const capture = new Capture();
    capture
      .request('1', API)
      .redirects(OTHER, 307, [])
      .arrives()
      .sends()
      .receives(200, ALLOW)
      .starts()
      .completes(200, ALLOW);
    const [first] = only(capture).hops;
    expect(first).toMatchObject({ redirect: { status: 307, byExtension: true } });
    expect(first).not.toHaveProperty('response');
  });

  test('a redirect made by an extension has no response when Chromium makes its headers up, either', () => {
    const capture = new Capture();
    const madeUp: HeaderList = [
      ['Location', OTHER],
      ['Non-Authoritative-Reason', 'WebRequest API'],
    ];
    capture
      .request('1', API)
      .redirects(OTHER, 307, madeUp)
      .arrives()
      .sends()
      .receives(200, ALLOW)
      .completes(200, ALLOW);
    const [first] = only(capture).hops;
    expect(first).toMatchObject({ redirect: { status: 307, byExtension: true } });
    expect(first).not.toHaveProperty('response');
  });

  test('an upgrade to https by the browser itself is a redirect with headers', () => {
    const capture = new Capture();
    const upgraded = API.replace('http:', 'https:');
    capture
      .request('1', API)
      .redirects(upgraded, 307, [['Non-Authoritative-Reason', 'HSTS']])
      .arrives()
      .sends()
      .receives(200);
    expect(only(capture).hops[0]).toMatchObject({ response: { status: 307 }, redirect: { byExtension: false } });
  });

  test('a redirect back to the same URL is a hop of its own', () => {
    const capture = new Capture();
    capture
      .request('1', API)
      .sends()
      .receives(302)
      .redirects(API)
      .arrives()
      .sends([['X-Second', '1']])
      .receives(200, ALLOW);
    expect(only(capture).hops).toMatchObject([
      { response: { status: 302 } },
      {
        response: { status: 200 },
        requestHeaders: [
          ['Origin', PAGE],
          ['X-Second', '1'],
        ],
      },
    ]);
  });

  test('each hop has the preflight that was made for its URL', () => {
    const capture = new Capture();
    const put = capture.request('1', API, { method: 'PUT' });
    capture.preflight('2', API, 'PUT').receives(204, ALLOW).completes(204, ALLOW);
    put.sends().receives(307, ALLOW).redirects(OTHER, 307).arrives();
    capture.preflight('3', OTHER, 'PUT').receives(204).completes(204);
    put.fails();
    expect(only(capture).hops.map(({ preflight }) => preflight?.requestId)).toEqual(['2', '3']);
  });

  test('headers that another extension changed are shown as judged, with the original beside them', () => {
    const capture = new Capture();
    capture.request('1', API).sends().receives(200).starts().completes(200, ALLOW);
    expect(only(capture).hops[0]?.response).toMatchObject({ headers: ALLOW, headersBeforeExtensions: [] });
  });

  test('headers that nobody changed have no original, whatever their order and case', () => {
    const capture = new Capture();
    const vary = ['Vary', 'Origin'] as const;
    capture
      .request('1', API)
      .sends()
      .receives(200, [...ALLOW, vary])
      .completes(200, [['vary', 'Origin'], ...ALLOW]);
    expect(only(capture).hops[0]?.response).not.toHaveProperty('headersBeforeExtensions');
  });

  test('a response that the browser emptied keeps the headers that arrived', () => {
    const capture = new Capture();
    capture.request('1', API, { type: 'image' }).sends().receives(200, ALLOW).completes(200, []);
    expect(only(capture).hops[0]?.response?.headers).toEqual(ALLOW);
  });

  test('a preflight is judged by its last event, which another extension may have changed', () => {
    const capture = new Capture();
    const put = capture.request('1', API, { method: 'PUT' });
    capture
      .preflight('2', API, 'PUT')
      .receives(204, ALLOW)
      .starts(204)
      .completes(204, [['X-Stripped', '1']]);
    put.fails();
    expect(only(capture).hops[0]?.preflight?.response).toMatchObject({
      headers: [['X-Stripped', '1']],
      headersBeforeExtensions: ALLOW,
    });
  });

  test('a restart for authentication stays one hop, with the headers that were sent last', () => {
    const capture = new Capture();
    capture
      .request('1', API)
      .sends()
      .receives(401)
      .sends([['Authorization', 'x']])
      .receives(200, ALLOW)
      .completes(200, ALLOW);
    expect(only(capture).hops).toMatchObject([
      {
        requestHeaders: [
          ['Origin', PAGE],
          ['Authorization', 'x'],
        ],
        response: { status: 200 },
      },
    ]);
  });

  test('an answer from the HTTP cache says so', () => {
    const capture = new Capture();
    capture.request('1', API).sends().receives(200, ALLOW).starts(200, true).completes(200, ALLOW, true);
    expect(only(capture).hops[0]?.response?.fromCache).toBe(true);
  });

  test('a script that sends OPTIONS itself has made an ordinary request, with a preflight of its own', () => {
    const capture = new Capture();
    const options = capture.request('1', API, { method: 'OPTIONS' });
    capture.preflight('2', API, 'OPTIONS').receives(204, ALLOW).completes(204, ALLOW);
    options.sends().receives(200, ALLOW).completes(200, ALLOW);
    expect(only(capture)).toMatchObject({ id: '1', hops: [{ method: 'OPTIONS', preflight: { requestId: '2' } }] });
  });

  test('an OPTIONS that is blocked before its headers are shown is the preflight of the request that fails with it', () => {
    const capture = new Capture();
    const put = capture.request('1', API, { method: 'PUT' });
    capture.request('2', API, { method: 'OPTIONS' }).fails('net::ERR_BLOCKED_BY_CLIENT');
    put.fails('net::ERR_BLOCKED_BY_CLIENT');
    expect(only(capture)).toMatchObject({ id: '1', hops: [{ preflight: { netError: 'net::ERR_BLOCKED_BY_CLIENT' } }] });
  });

  test('an OPTIONS whose headers are still to come is not shown as a request', () => {
    const capture = new Capture();
    capture.request('1', API, { method: 'PUT' });
    capture.request('2', API, { method: 'OPTIONS' });
    expect(only(capture).id).toBe('1');
  });

  test('a preflight without a request stands for the request that nobody saw', () => {
    const capture = new Capture();
    capture.preflight('2', API, 'DELETE').receives(204).completes(204);
    expect(only(capture)).toMatchObject({
      id: '2',
      preflightOnly: true,
      hops: [{ url: API, method: 'DELETE', preflight: { requestId: '2', response: { status: 204 } } }],
      outcome: { kind: 'pending' },
    });
  });

  test('the look into the cache that precedes a font is ignored', () => {
    const capture = new Capture();
    const font = 'http://localhost:8000/icons.woff2';
    capture.request('1', font, { type: 'font' }).sends().fails('net::ERR_CACHE_MISS');
    capture.request('2', font, { type: 'font' }).sends().receives(200).fails();
    expect(only(capture).id).toBe('2');
  });
});

describe('Firefox', () => {
  test('a request that fails CORS is completed like any other', () => {
    const capture = new Capture();
    capture.request('1', API, { documentId: null }).sends().receives(200).starts().completes(200);
    expect(only(capture, 'firefox').outcome.kind).toBe('completed');
  });

  test('a request is sent before its preflight, and both fail', () => {
    const capture = new Capture();
    const put = capture.request('1', API, { method: 'PUT', documentId: null }).sends([['X-Test', '1']]);
    const preflight = capture.preflight('2', API, 'PUT', 'x-test', { documentId: null }).receives(403).starts(403);
    put.fails('NS_ERROR_DOM_BAD_URI');
    preflight.fails('NS_ERROR_DOM_BAD_URI');
    expect(only(capture, 'firefox').hops).toMatchObject([
      {
        requestHeaders: [
          ['Origin', PAGE],
          ['X-Test', '1'],
        ],
        preflight: { requestId: '2', pairing: 'observed', response: { status: 403 }, netError: 'NS_ERROR_DOM_BAD_URI' },
      },
    ]);
  });

  test('a redirected preflight stops at its redirect', () => {
    const capture = new Capture();
    const put = capture.request('1', API, { method: 'PUT' }).sends();
    capture
      .preflight('2', API, 'PUT')
      .receives(302, [['Location', OTHER]])
      .redirects(OTHER);
    put.fails('NS_ERROR_DOM_BAD_URI');
    expect(only(capture, 'firefox').hops[0]?.preflight).toMatchObject({
      response: { status: 302 },
      endedAt: expect.any(Number),
    });
  });

  test('a redirect that fails CORS announces a response with status 0, which is none', () => {
    const capture = new Capture();
    capture
      .request('1', API)
      .sends()
      .receives(302, [['Location', OTHER]])
      .redirects(OTHER)
      .at(API)
      .starts(0)
      .fails('NS_ERROR_UNEXPECTED');
    expect(only(capture, 'firefox')).toMatchObject({
      hops: [{ redirect: { to: OTHER } }],
      outcome: { kind: 'error', afterResponseStarted: false },
    });
  });

  test('an opaque initiator is known by its Origin header only', () => {
    const capture = new Capture();
    capture
      .request('1', API, { initiatorOrigin: null })
      .sends([['Origin', 'null']])
      .receives(200)
      .completes(200);
    expect(only(capture, 'firefox')).not.toHaveProperty('initiatorOrigin');
  });

  test('a revalidated answer is the stored response, not the 304', () => {
    const capture = new Capture({ tick: 0 });
    capture
      .request('1', API)
      .sends()
      .receives(304)
      .receives(200, ALLOW, true)
      .starts(200, true)
      .completes(200, ALLOW, true);
    expect(only(capture, 'firefox').hops[0]?.response).toMatchObject({ status: 200, fromCache: true, headers: ALLOW });
  });

  test('a redirect made by an extension has a status that is none', () => {
    const capture = new Capture();
    capture
      .request('1', API)
      .sends()
      .redirects(OTHER, 200, ALLOW)
      .arrives()
      .sends()
      .receives(200, ALLOW)
      .completes(200, ALLOW);
    expect(only(capture, 'firefox').hops[0]).toMatchObject({ redirect: { byExtension: true } });
  });

  describe('gives a request to the service worker of its page', () => {
    const handedOver = (tick: number) => {
      const capture = new Capture({ tick });
      return { capture, request: capture.request('1', API).redirects(API, 0, []) };
    };

    test('and it is no trace while the worker has it, as in Chromium', () => {
      expect(assemble(handedOver(1).capture.observations, 'firefox')).toEqual([]);
    });

    test.each([0, 1])('and it is one of one hop when the worker lets it be (%i ms apart)', (tick) => {
      const { capture, request } = handedOver(tick);
      request.arrives().sends().receives(200, ALLOW).completes(200, ALLOW);
      const { hops, outcome } = only(capture, 'firefox');
      expect(hops).toHaveLength(1);
      expect(hops[0]).not.toHaveProperty('redirect');
      expect(hops[0]?.response).toMatchObject({ status: 200, headers: ALLOW });
      expect(outcome.kind).toBe('completed');
    });

    test('and it is a trace although the rest of what was told was lost with the background', () => {
      const { capture, request } = handedOver(1);
      request.completes(200, ALLOW);
      expect(only(capture, 'firefox').outcome.kind).toBe('completed');
    });
  });

  test('hops within one millisecond are told apart by where they lead', () => {
    const capture = new Capture({ tick: 0 });
    capture
      .request('1', API)
      .sends()
      .receives(302)
      .redirects(OTHER)
      .arrives()
      .sends()
      .receives(301)
      .redirects(THIRD, 301)
      .arrives()
      .sends()
      .receives(200, ALLOW)
      .starts()
      .completes(200, ALLOW);
    for (const observations of [capture.observations, capture.observations.toReversed()]) {
      expect(assemble(observations, 'firefox')).toMatchObject([
        {
          hops: [
            { url: API, response: { status: 302 }, redirect: { to: OTHER } },
            { url: OTHER, response: { status: 301 }, redirect: { to: THIRD } },
            { url: THIRD, response: { status: 200 } },
          ],
        },
      ]);
    }
  });
});

describe('what is kept', () => {
  const own = `${PAGE}/api`;

  test.each<[string, (capture: Capture) => void, number]>([
    ['nothing of a request within one origin', (c) => c.request('1', own).sends().receives(200).completes(), 0],
    ['nothing of it while a redirect could still change that', (c) => c.request('1', own).sends(), 0],
    ['a request that leaves its origin by a redirect', (c) => c.request('1', own).sends().redirects(API).arrives(), 1],
    ['a request of an opaque origin', (c) => c.request('1', own, { initiatorOrigin: 'null' }), 1],
    ['a frame of another origin', (c) => c.request('1', API, { type: 'sub_frame' }), 1],
    ['a WebSocket to another origin', (c) => c.request('1', 'ws://localhost:8000/', { type: 'websocket' }), 1],
    [
      'no WebSocket to the own server',
      (c) => c.request('1', 'ws://localhost:3000/', { type: 'websocket' }).completes(101),
      0,
    ],
    ['no top-level navigation', (c) => c.request('1', API, { type: 'main_frame' }), 0],
    ['nothing of an extension page', (c) => c.request('1', API, { initiatorOrigin: 'chrome-extension://abc' }), 0],
    ['nothing of a Firefox extension page', (c) => c.request('1', API, { initiatorOrigin: 'moz-extension://abc' }), 0],
    ['nothing of DevTools', (c) => c.request('1', API, { initiatorOrigin: 'devtools://devtools' }), 0],
    ['nothing whose initiator is unknown', (c) => c.request('1', API, { initiatorOrigin: null }).fails(), 0],
    [
      'a request of an unknown initiator that says that it crosses sites',
      (c) => sendsWithoutOrigin(c, 'cross-site'),
      1,
    ],
    ['nothing of one that says that it does not', (c) => sendsWithoutOrigin(c, 'same-origin'), 0],
    ['nothing that never began', (c) => c.observations.push(...endOf(API)), 0],
  ])('%s', (_, tell, count) => {
    const capture = new Capture();
    tell(capture);
    expect(assemble(capture.observations, 'chromium')).toHaveLength(count);
  });

  test("a service worker's request, marked as such", () => {
    const capture = new Capture();
    capture.request('1', API, { tabId: -1, frameId: -1, documentId: null }).sends().receives(200).fails();
    expect(only(capture)).toMatchObject({ tabId: -1, fromServiceWorker: true });
  });
});

function sendsWithoutOrigin(capture: Capture, site: string) {
  capture.request('1', API, { initiatorOrigin: null });
  const requestHeaders = [['Sec-Fetch-Site', site]] as const;
  capture.push({ kind: 'before-send-headers', requestId: '1', at: capture.at, url: API, requestHeaders });
}

function endOf(url: string) {
  const capture = new Capture();
  capture.request('9', url).completes();
  return capture.observations.slice(1);
}
