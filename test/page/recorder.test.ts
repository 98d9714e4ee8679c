import { afterEach, describe, expect, test } from 'vitest';
import { HOOK } from '../../src/page/hook.ts';
import type { PageCall, PageRecords } from '../../src/page/page-call.ts';
import { recordsExpression } from '../../src/page/readers.ts';
import { recorderScript } from '../../src/page/recorder.ts';
import { openPageWindow, type PageWindow } from '../support/page-window.ts';

const API = 'http://localhost:8000/items';
let page: PageWindow;

afterEach(() => page.close());

/** A page that is recorded from its beginning. */
function recorded(html = ''): PageWindow {
  page = openPageWindow(html);
  page.run(recorderScript());
  return page;
}

function records(): PageRecords {
  const [json, ...more] = page.run<string[]>(recordsExpression());
  expect(more).toEqual([]);
  return JSON.parse(json ?? 'null');
}

/** The calls that a script leads to, without their times. */
function callsOf(script: string): readonly Omit<PageCall, 'at'>[] {
  recorded();
  page.run(script);
  return records().calls.map(({ at: _at, ...call }) => call);
}

describe('of a fetch', () => {
  const USUAL = { via: 'fetch', method: 'GET', url: API, credentials: 'same-origin', mode: 'cors', redirect: 'follow' };

  test.each<[string, object]>([
    [`fetch('${API}')`, {}],
    [`fetch('${API}', { credentials: 'include' })`, { credentials: 'include' }],
    [`fetch('${API}', { credentials: 'omit', mode: 'no-cors', redirect: 'error' })`, NO_CORS()],
    [`fetch('${API}', { method: 'put' })`, { method: 'PUT' }],
    [`fetch('${API}', { method: 'patch' })`, { method: 'patch' }],
    [`fetch(new URL('${API}'))`, {}],
    [`fetch('//localhost:8000/items#part')`, {}],
    [`fetch('items')`, { url: 'http://localhost:3000/shop/items' }],
    [`fetch(new Request('${API}', { method: 'POST', credentials: 'include' }))`, POSTED()],
    [`fetch(new Request('${API}', { credentials: 'include' }), { redirect: 'manual' })`, MANUAL()],
    [`fetch('${API}', Object.create({ credentials: 'include' }))`, { credentials: 'include' }],
    [`fetch('${API}', null)`, {}],
    [`fetch.call(undefined, '${API}')`, {}],
  ])('%s', (script, facts) => {
    expect(callsOf(script)).toEqual([{ ...USUAL, ...facts }]);
  });

  test('what only a getter knows stays untold', () => {
    const script = `fetch('${API}', { get credentials() { return 'include'; } })`;
    expect(callsOf(script)).toEqual([{ ...USUAL, credentials: undefined }]);
  });

  test.each([
    `fetch({ toString: () => '${API}' })`,
    `fetch('data:text/plain,hello')`,
    `fetch('${API}', { method: { toString: () => 'PUT' } })`,
    'fetch().catch(() => 0)',
  ])('%s leaves nothing that could be told', (script) => expect(callsOf(script)).toEqual([]));

  test('the time is that of the call', () => {
    const before = Date.now();
    recorded().run(`fetch('${API}')`);
    const [call] = records().calls;
    expect(call?.at).toBeGreaterThanOrEqual(before);
    expect(call?.at).toBeLessThanOrEqual(Date.now());
  });
});

/**
 * Replaces what a careless recorder would use. The stand-ins for the natives use it too, so only calls that come from a
 * function of the recorder are written down.
 */
const SPOIL = `(() => {
  const noticed = (globalThis.noticed = new Set());
  const own = globalThis[Symbol.for('${HOOK}')];
  globalThis.readHook = () => own();
  const add = noticed.add.bind(noticed);
  const exec = RegExp.prototype.exec.bind(/\\b(note\\w*|absolute|option|entry|safely|choice|attribute|elements|read) \\(/);
  const notice = (name) => { if (exec(new Error().stack)) add(name); };
  const { defineProperty } = Object;
  const spoil = (owner, name) => {
    const original = owner[name];
    const value = function (...args) { notice(name); return original.apply(this, args); };
    defineProperty(owner, name, { configurable: true, writable: true, value });
  };
  globalThis.URL = function () { notice('URL'); };
  globalThis.Proxy = function () { notice('Proxy'); };
  for (const name of ['push', 'join', 'map', 'slice', 'includes']) spoil(Array.prototype, name);
  for (const name of ['indexOf', 'slice', 'toUpperCase', 'toLowerCase', 'startsWith']) spoil(String.prototype, name);
  for (const name of ['get', 'set', 'has', 'delete']) spoil(WeakMap.prototype, name);
  for (const name of ['getOwnPropertyDescriptor', 'keys', 'defineProperty']) spoil(Object, name);
  spoil(Object.prototype, 'hasOwnProperty');
  for (const [owner, name] of [[JSON, 'stringify'], [Date, 'now'], [Symbol, 'for']]) spoil(owner, name);
  const trap = (owner, name) => {
    const accessor = { __proto__: null, configurable: true };
    accessor.get = () => notice('get ' + name);
    accessor.set = () => notice('set ' + name);
    defineProperty(owner, name, accessor);
  };
  for (const name of ['0', '1', 'toJSON']) trap(Array.prototype, name);
  for (const name of ['1', 'toJSON', 'apply', 'construct', 'via', 'next', 'credentials', 'mode', 'url', 'text']) {
    trap(Object.prototype, name);
  }
})()`;

function NO_CORS() {
  return { credentials: 'omit', mode: 'no-cors', redirect: 'error' };
}

function POSTED() {
  return { method: 'POST', credentials: 'include' };
}

function MANUAL() {
  return { credentials: 'include', redirect: 'manual' };
}

describe('of the other ways to make a request', () => {
  const XHR = { via: 'xhr', method: 'PUT', url: API, mode: 'cors', redirect: 'follow' };

  test.each([
    ['', 'same-origin'],
    ['x.withCredentials = true;', 'include'],
  ])('XMLHttpRequest with "%s" is %s', (setting, credentials) => {
    const script = `{ const x = new XMLHttpRequest(); x.open('put', '${API}'); ${setting} x.send(); }`;
    expect(callsOf(script)).toEqual([{ ...XHR, credentials }]);
  });

  test('XMLHttpRequest is told once for each time that it is sent', () => {
    const script = `{
      const x = new XMLHttpRequest();
      try { x.send(); } catch {}
      x.open('PUT', '${API}');
      try { x.open('P T', 'x'); } catch {}
      x.send();
      try { x.send(); } catch {}
    }`;
    expect(callsOf(script)).toEqual([{ ...XHR, credentials: 'same-origin' }]);
  });

  test.each([
    ['', 'same-origin'],
    [', { withCredentials: true }', 'include'],
  ])('EventSource with "%s" is %s', (init, credentials) => {
    const told = { via: 'event-source', method: 'GET', url: API, mode: 'cors', redirect: 'follow', credentials };
    expect(callsOf(`new EventSource('${API}'${init})`)).toEqual([told]);
  });

  test('sendBeacon includes credentials, and is told only when it was queued', () => {
    const told = { via: 'beacon', method: 'POST', url: API, credentials: 'include', redirect: 'follow' };
    expect(callsOf(`navigator.sendBeacon('${API}'); navigator.sendBeacon('${API}?full')`)).toEqual([told]);
  });

  test.each([
    [`<img src="${API}">`, 'no-cors', 'include'],
    [`<img src="${API}" crossorigin>`, 'cors', 'same-origin'],
    [`<img src="${API}" crossorigin="Use-Credentials">`, 'cors', 'include'],
    [`<link rel="stylesheet" href="${API}" crossorigin="anonymous">`, 'cors', 'same-origin'],
    [`<script type="module" src="${API}"></script>`, 'cors', 'same-origin'],
    [`<script src="${API}"></script>`, 'no-cors', 'include'],
  ])('the attributes of %s mean %s and %s', (html, mode, credentials) => {
    recorded(html);
    expect(records().elements).toEqual([
      { via: 'element', method: 'GET', url: API, mode, credentials, redirect: 'follow' },
    ]);
  });
});

describe('the page notices nothing', () => {
  const FUNCTIONS = ['fetch', 'XMLHttpRequest.prototype.open', 'XMLHttpRequest.prototype.send', 'EventSource'];
  const WRAPPED = [...FUNCTIONS, 'Navigator.prototype.sendBeacon'];
  const SHAPE = (name: string) => `((f) => JSON.stringify([f.name, f.length, typeof f, Reflect.ownKeys(f).map(String),
    Object.getOwnPropertyDescriptor(f, 'prototype')?.writable]))(${name})`;

  test.each(WRAPPED)('%s keeps name, length and properties, and shows no source', (name) => {
    page = openPageWindow();
    const before = page.run(SHAPE(name));
    page.run(recorderScript());
    expect(page.run(SHAPE(name))).toBe(before);
    expect(page.run(`Function.prototype.toString.call(${name})`)).toMatch(/^function \w*\(\) \{ \[native code\] \}$/);
  });

  test.each([
    ['globalThis', 'fetch'],
    ['XMLHttpRequest.prototype', 'open'],
    ['EventSource.prototype', 'constructor'],
  ])('the descriptor of %s.%s stays as it was', (owner, name) => {
    page = openPageWindow();
    const flags = `((d) => [d.writable, d.enumerable, d.configurable].join())(
      Object.getOwnPropertyDescriptor(${owner}, '${name}'))`;
    const before = page.run(flags);
    page.run(recorderScript());
    expect(page.run(flags)).toBe(before);
  });

  test('there is one more property, and no loop finds it', () => {
    page = openPageWindow();
    page.run('globalThis.before = Reflect.ownKeys(globalThis)');
    page.run(recorderScript());
    const added = page.run<symbol[]>(
      'Reflect.ownKeys(globalThis).filter((key) => !before.includes(key) && key !== "before")',
    );
    expect([...added]).toEqual([Symbol.for(HOOK)]);
    expect(page.run(`Object.getOwnPropertyDescriptor(globalThis, Symbol.for('${HOOK}')).enumerable`)).toBe(false);
  });

  test('EventSource stays the constructor of what it makes, for subclasses too', () => {
    recorded();
    expect(page.run(`new EventSource('/a').constructor === EventSource`)).toBe(true);
    expect(page.run(`new EventSource('/a') instanceof EventSource && EventSource.CONNECTING === 0`)).toBe(true);
    expect(page.run(`new (class Mine extends EventSource {})('/a').constructor.name`)).toBe('Mine');
    expect(records().calls).toHaveLength(3);
  });

  test('arguments, receiver and result are passed on as they are', async () => {
    recorded();
    page.run(`globalThis.init = { credentials: 'include' }; globalThis.result = fetch('${API}', init, 'third')`);
    expect(page.run(`seen[0].args[1] === init && seen[0].args.length === 3 && seen[0].self === undefined`)).toBe(true);
    await expect(page.run<Promise<string>>('result')).resolves.toBe('response');
  });

  test.each([
    ['fetch()', /TypeError: 1 argument/],
    ['new XMLHttpRequest().open("GET")', /TypeError: 2 arguments/],
    ['new XMLHttpRequest().open("G T", "/")', /SyntaxError: not a method/],
    ['new XMLHttpRequest().send()', /RangeError: not opened/],
    ['XMLHttpRequest.prototype.send.call({})', /TypeError/],
    ['EventSource("/a")', /TypeError/],
    ['new EventSource("http://[")', /TypeError/],
    ['new EventSource()', /TypeError: 1 argument/],
    ['new fetch("/a")', /TypeError: .*not a constructor/],
  ])('%s fails as it always did', async (script, error) => {
    const outcome = `(async () => ${script})().then(() => 'nothing', (error) => String(error))`;
    page = openPageWindow();
    const before = await page.run<Promise<string>>(outcome);
    expect(before).toMatch(error);
    page.run(recorderScript());
    expect(await page.run<Promise<string>>(outcome)).toBe(before);
  });

  test('no getter is read and nothing is converted more often than before', () => {
    recorded();
    page.run(`{
      globalThis.noticed = [];
      const init = { get credentials() { noticed.push('getter'); }, method: { toString() { noticed.push('method'); } } };
      fetch({ toString() { noticed.push('url'); return '/'; } }, init);
      fetch('/a', init);
      new XMLHttpRequest().open('GET', { toString() { noticed.push('open'); return '/'; } });
    }`);
    expect([...page.run<string[]>('noticed')]).toEqual([]);
  });
});

describe('a hostile page', () => {
  test('that changes every built-in finds the recorder using none of them, and is told about all the same', () => {
    recorded();
    page.run(SPOIL);
    page.run(`{
      fetch('${API}', Object.create(null));
      const x = new XMLHttpRequest(); x.open('GET', '${API}'); x.send();
      new EventSource('${API}', Object.create(null));
      navigator.sendBeacon('${API}');
    }`);
    const told = JSON.parse(page.run<string>('readHook()'));
    expect(told.calls.map(({ via }: PageCall) => via)).toEqual(['fetch', 'xhr', 'event-source', 'beacon']);
    expect(page.run('noticed.size')).toBe(0);
  });

  test('that has frozen what it uses is left alone', () => {
    page = openPageWindow();
    page.run(`Object.defineProperty(globalThis, 'fetch', { value: fetch, writable: false, configurable: false });
      Object.freeze(XMLHttpRequest.prototype); globalThis.own = fetch`);
    page.run(recorderScript());
    expect(page.run(`fetch === own`)).toBe(true);
    page.run(`fetch('${API}'); new EventSource('${API}')`);
    expect(records().calls.map(({ via }) => via)).toEqual(['event-source']);
  });

  test('that lacks what others have is left alone', () => {
    page = openPageWindow();
    page.run(`for (const name of ['fetch', 'XMLHttpRequest', 'EventSource', 'Request']) delete globalThis[name]`);
    page.run(recorderScript());
    expect(records()).toMatchObject({ calls: [], dropped: 0 });
  });

  test('that throws from a proxy gets its call through', () => {
    recorded();
    page.run(`fetch('${API}', new Proxy({}, { getOwnPropertyDescriptor() { throw new Error('mine'); } }))`);
    expect(page.run(`seen.length`)).toBe(1);
  });

  test('that never stops does not fill the memory', () => {
    recorded();
    page.run(`for (let i = 0; i < 1500; i += 1) fetch('${API}?' + i)`);
    const { calls, dropped } = records();
    expect([calls.length, dropped]).toEqual([1000, 500]);
    expect(page.run('seen.length')).toBe(1500);
  });

  test('cannot take the recording away', () => {
    recorded();
    page.run(`delete globalThis[Symbol.for('${HOOK}')]; fetch('${API}')`);
    expect(records().calls).toHaveLength(1);
  });
});

test('a second injection into the same window changes nothing', () => {
  recorded();
  page.run(recorderScript());
  page.run(`fetch('${API}')`);
  expect(records().calls).toHaveLength(1);
});

test('without the recorder there is nothing to read', () => {
  page = openPageWindow();
  expect([...page.run<string[]>(recordsExpression())]).toEqual([]);
});
