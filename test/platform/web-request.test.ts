import { beforeEach, describe, expect, test, vi } from 'vitest';
import { LISTENED } from '../../bench/listened.ts';
import type { Observation } from '../../src/analyzer/trace/observation.ts';
import { FakeEvent } from './fake-event.ts';

const fake = vi.hoisted(() => ({
  runtime: { getURL: (path: string) => `chrome-extension://abcdef/${path}` },
  webRequest: {} as Record<string, unknown>,
}));
vi.mock('../../src/platform/browser.ts', () => ({ browser: fake }));
const { BROWSER, observeRequests } = await import('../../src/platform/web-request.ts');

const EVENTS = [
  'onBeforeRequest',
  'onBeforeSendHeaders',
  'onHeadersReceived',
  'onBeforeRedirect',
  'onResponseStarted',
  'onCompleted',
  'onErrorOccurred',
] as const;

type Events = Record<(typeof EVENTS)[number], FakeEvent<[object]>>;
let events: Events;

function offer(extraHeaders: boolean): void {
  events = Object.fromEntries(EVENTS.map((name) => [name, new FakeEvent<[object]>()])) as Events;
  const options = EVENTS.map((name) => [
    `O${name.slice(1)}Options`,
    extraHeaders ? { EXTRA_HEADERS: 'extraHeaders' } : {},
  ]);
  fake.webRequest = { ...events, ...Object.fromEntries(options) };
}

beforeEach(() => offer(true));

const PAGE = 'https://app.example';
const common = { requestId: '7', url: 'https://api.example/a?token=canary#canary', timeStamp: 1234.5 };
const told = { requestId: '7', url: 'https://api.example/a?token=‹redacted›', at: 1234.5 };
const request = { ...common, method: 'PUT', type: 'xmlhttprequest', tabId: 3, frameId: 0 };

function observe(name: keyof Events, details: object): Observation[] {
  const observed: Observation[] = [];
  observeRequests((observation) => observed.push(observation));
  events[name].emit(details);
  return observed;
}

describe('listeners', () => {
  test('ask Chromium for extra headers on every event', () => {
    observeRequests(() => undefined);
    for (const name of EVENTS)
      expect(events[name].options).toEqual([[{ urls: ['<all_urls>'] }, expect.arrayContaining(['extraHeaders'])]]);
  });

  test('are one for each of seven events, and ask for what the bench compares them with', () => {
    const listeners = observeRequests(() => undefined);
    listeners.start();
    expect(Object.keys(LISTENED)).toEqual([...EVENTS]);
    for (const name of EVENTS) {
      expect(events[name].listeners.size).toBe(1);
      expect(events[name].options).toEqual([[{ urls: ['<all_urls>'] }, LISTENED[name]]]);
    }
  });

  test('never say that word to Firefox, and give no options where there are none', () => {
    offer(false);
    observeRequests(() => undefined);
    expect(JSON.stringify(EVENTS.map((name) => events[name].options))).not.toContain('extraHeaders');
    expect(events.onErrorOccurred.options).toEqual([[{ urls: ['<all_urls>'] }]]);
  });

  test('can be registered anew, and stay one each', () => {
    const { registerAgain } = observeRequests(() => undefined);
    registerAgain();
    for (const name of EVENTS) {
      expect(events[name].listeners.size).toBe(1);
      expect(events[name].options).toHaveLength(2);
    }
  });

  test('can be removed and added again, and are not registered anew while they are removed', () => {
    const listeners = observeRequests(() => undefined);
    listeners.stop();
    listeners.registerAgain();
    expect(EVENTS.map((name) => events[name].listeners.size)).toEqual(EVENTS.map(() => 0));
    listeners.start();
    listeners.start();
    expect(EVENTS.map((name) => events[name].listeners.size)).toEqual(EVENTS.map(() => 1));
  });

  test('know the browser by the address of the extension', () => {
    expect(BROWSER).toBe('chromium');
  });
});

describe('an event', () => {
  test('that begins a request says who asked', () => {
    const details = { ...request, initiator: 'https://app.example', documentId: 'd', documentLifecycle: 'active' };
    const { initiator, ...rest } = { initiator: 'https://app.example', documentId: 'd', documentLifecycle: 'active' };
    expect(observe('onBeforeRequest', details)).toEqual([
      {
        kind: 'before-request',
        ...told,
        method: 'PUT',
        type: 'xmlhttprequest',
        tabId: 3,
        frameId: 0,
        initiatorOrigin: initiator,
        ...rest,
      },
    ]);
  });

  test.each<[string, object, string | undefined]>([
    ['an opaque one in Chromium', { initiator: 'null' }, 'null'],
    ['a file', { initiator: 'file://' }, 'null'],
    [
      'an address in Firefox, of which the origin is kept',
      { originUrl: 'https://app.example/reset?token=canary' },
      'https://app.example',
    ],
    ['a document in Firefox', { documentUrl: 'https://app.example/?token=canary' }, 'https://app.example'],
    ['an extension page', { initiator: 'chrome-extension://xyz' }, 'chrome-extension://xyz'],
    ['an extension page in Firefox', { originUrl: 'moz-extension://xyz/popup.html?canary' }, 'moz-extension://xyz'],
    ['DevTools', { initiator: 'devtools://devtools' }, 'devtools://devtools'],
    ['nobody', {}, undefined],
  ])('takes its initiator from %s', (_, details, origin) => {
    const [observation] = observe('onBeforeRequest', { ...request, ...details });
    expect(observation).toHaveProperty('kind', 'before-request');
    expect((observation as { initiatorOrigin?: string }).initiatorOrigin).toBe(origin);
    expect(JSON.stringify(observation)).not.toContain('canary');
  });

  test('says of a page that is a file no more than that', () => {
    const [observation] = observe('onBeforeRequest', { ...request, originUrl: 'file:///home/canary/page.html' });
    expect(observation).toMatchObject({ initiatorOrigin: 'null', documentFrom: 'file:' });
    expect(JSON.stringify(observation)).not.toContain('canary');
  });

  test.each<[keyof Events, object, object]>([
    [
      'onBeforeSendHeaders',
      {
        requestHeaders: [
          { name: 'Cookie', value: 'canary' },
          { name: 'Origin', value: 'https://app.example' },
        ],
      },
      {
        kind: 'before-send-headers',
        requestHeaders: [
          ['Cookie', '‹redacted›'],
          ['Origin', 'https://app.example'],
        ],
      },
    ],
    [
      'onHeadersReceived',
      {
        statusCode: 200,
        responseHeaders: [
          { name: 'Set-Cookie', value: 'canary' },
          { name: 'X', binaryValue: [72, 233] },
        ],
      },
      {
        kind: 'headers-received',
        status: 200,
        responseHeaders: [
          ['Set-Cookie', '‹redacted›'],
          ['X', 'H\udce9'],
        ],
      },
    ],
    [
      'onHeadersReceived',
      { statusCode: 304, fromCache: true },
      { kind: 'headers-received', status: 304, responseHeaders: [], fromCache: true },
    ],
    [
      'onBeforeRedirect',
      {
        statusCode: 302,
        redirectUrl: 'https://u:canary@b.example/#canary',
        fromCache: false,
        responseHeaders: [{ name: 'Location', value: 'https://u:canary@b.example/#canary' }],
      },
      {
        kind: 'before-redirect',
        status: 302,
        redirectUrl: 'https://‹redacted›@b.example/',
        fromCache: false,
        responseHeaders: [['Location', 'https://‹redacted›@b.example/']],
      },
    ],
    [
      'onResponseStarted',
      { statusCode: 200, fromCache: true, responseHeaders: [{ name: 'X', value: 'y' }] },
      { kind: 'response-started', status: 200, fromCache: true },
    ],
    [
      'onCompleted',
      { statusCode: 200, fromCache: false, ip: '127.0.0.1', responseHeaders: [{ name: 'Vary', value: 'Origin' }] },
      { kind: 'completed', status: 200, fromCache: false, ip: '127.0.0.1', responseHeaders: [['Vary', 'Origin']] },
    ],
    [
      'onErrorOccurred',
      { error: 'net::ERR_FAILED', fromCache: false },
      { kind: 'error-occurred', netError: 'net::ERR_FAILED', fromCache: false },
    ],
  ])('%s is told in our own words, without secrets', (name, details, expected) => {
    expect(observe(name, { ...request, ...details }).at(-1)).toEqual({ ...told, ...expected });
  });

  test('says who asked when the one that began the request was not heard, once', () => {
    const observed: Observation[] = [];
    observeRequests((observation) => observed.push(observation));
    events.onResponseStarted.emit({ ...request, initiator: PAGE, statusCode: 200, fromCache: false });
    events.onCompleted.emit({ ...request, initiator: PAGE, statusCode: 200, fromCache: false });
    expect(observed.map(({ kind }) => kind)).toEqual(['before-request', 'response-started', 'completed']);
    expect(observed[0]).toMatchObject({ ...told, late: true, method: 'PUT', tabId: 3, initiatorOrigin: PAGE });
  });

  test('does not say it of a request that was seen to begin', () => {
    const observed: Observation[] = [];
    observeRequests((observation) => observed.push(observation));
    events.onBeforeRequest.emit(request);
    events.onErrorOccurred.emit({ ...request, error: 'net::ERR_FAILED', fromCache: false });
    expect(observed.map((observation) => 'late' in observation)).toEqual([false, false]);
  });
});
