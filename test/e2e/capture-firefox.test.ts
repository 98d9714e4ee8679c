import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getHeader } from '../../src/analyzer/fetch/header-list.ts';
import type { FetchTrace } from '../../src/analyzer/trace/fetch-trace.ts';
import { type FirefoxSession, launchFirefoxWithExtension } from '../support/firefox.ts';
import { type ScriptedServer, startScriptedServer } from '../support/scripted-server.ts';
import { waitFor } from '../support/wait-for.ts';

let firefox: FirefoxSession;
let app: ScriptedServer;
let api: ScriptedServer;

beforeAll(async () => {
  [app, api] = await Promise.all([startScriptedServer(), startScriptedServer()]);
  firefox = await launchFirefoxWithExtension();
  const opened = firefox.open(`${app.origin}/page`);
  const page = '<!doctype html><link rel=icon href=data:,>';
  (await app.arrival('GET', '/page')).answer(200, { 'Content-Type': 'text/html' }, page);
  await opened;
});
afterAll(async () => {
  await firefox.close();
  await Promise.all([app.close(), api.close()]);
});

describe('traces of real requests in Firefox', () => {
  it('end like any other when the page may not read the response', async () => {
    await send('/blocked');
    (await api.arrival('GET', '/blocked')).answer(200);
    expect(await settled('/blocked')).toMatchObject([
      {
        browser: 'firefox',
        initiatorOrigin: app.origin,
        outcome: { kind: 'completed' },
        hops: [{ response: { status: 200 } }],
      },
    ]);
  });

  it('have their preflight, which begins after the request', async () => {
    await send('/put', { method: 'PUT', headers: { 'X-Test': '1' } });
    (await api.arrival('OPTIONS', '/put')).answer(204, { ...allowing(), 'Access-Control-Allow-Headers': 'X-Test' });
    (await api.arrival('PUT', '/put')).answer(200, allowing());
    expect(await settled('/put')).toMatchObject([
      {
        hops: [
          { method: 'PUT', response: { status: 200 }, preflight: { pairing: 'observed', response: { status: 204 } } },
        ],
      },
    ]);
  });

  it('have a refused preflight, and fail with it', async () => {
    await send('/refused', { method: 'PUT' });
    (await api.arrival('OPTIONS', '/refused')).answer(403);
    const [trace] = await settled('/refused');
    expect(trace?.outcome).toMatchObject({ kind: 'error', netError: 'NS_ERROR_DOM_BAD_URI' });
    expect(trace?.hops).toMatchObject([{ preflight: { response: { status: 403 } } }]);
    expect(trace?.hops[0]).not.toHaveProperty('response');
  });

  it('have the preflight that was redirected', async () => {
    await send('/redirected-preflight', { method: 'PUT' });
    (await api.arrival('OPTIONS', '/redirected-preflight')).answer(302, { ...allowing(), Location: '/elsewhere' });
    const [trace] = await settled('/redirected-preflight');
    expect(trace?.hops).toMatchObject([{ preflight: { response: { status: 302 } } }]);
  });

  it('have a hop for each redirect', async () => {
    await send('/one');
    (await api.arrival('GET', '/one')).answer(302, { ...allowing(), Location: '/two' });
    (await api.arrival('GET', '/two')).answer(301, { ...allowing(), Location: '/three' });
    (await api.arrival('GET', '/three')).answer(200, allowing());
    const [trace] = await settled('/one');
    expect(trace?.hops.map(({ response }) => response?.status)).toEqual([302, 301, 200]);
  });

  it('stop at a redirect that fails CORS', async () => {
    await send('/stopped');
    (await api.arrival('GET', '/stopped')).answer(302, { Location: '/never' });
    const [trace] = await settled('/stopped');
    expect(trace?.hops).toMatchObject([{ response: { status: 302 } }]);
    expect(trace?.outcome).toMatchObject({ kind: 'error', afterResponseStarted: false });
  });

  it('have each its own preflight, although several requests to one URL wait at the same time', async () => {
    const count = 4;
    for (let i = 0; i < count; i += 1) await send('/at-once', { method: 'PUT' });
    const preflights = [];
    for (let i = 0; i < count; i += 1) preflights.push(await api.arrival('OPTIONS', '/at-once'));
    for (const index of [2, 0, 3, 1]) {
      const mark = { 'X-Number': String(index) };
      preflights[index]?.answer(204, { ...allowing(), ...mark });
      (await api.arrival('PUT', '/at-once')).answer(200, { ...allowing(), ...mark });
    }
    const numberOf = (headers: FetchTrace['hops'][number]['response']) => getHeader(headers?.headers ?? [], 'x-number');
    const traces = await settled('/at-once', count);
    const numbers = traces.map(({ hops: [hop] }) => [numberOf(hop?.preflight?.response), numberOf(hop?.response)]);
    expect(numbers.map(([asked]) => asked).sort()).toEqual(['0', '1', '2', '3']);
    for (const [asked, sent] of numbers) expect(sent).toBe(asked);
  });

  it('are kept for an opaque initiator, which Firefox does not name', async () => {
    await firefox.inPage(
      `const frame = document.createElement('iframe');
       frame.sandbox = 'allow-scripts';
       frame.srcdoc = '<script>fetch(' + JSON.stringify(arguments[0]) + ').catch(() => 0)<' + '/script>';
       document.body.append(frame);`,
      `${api.origin}/opaque`,
    );
    const arrived = await api.arrival('GET', '/opaque');
    expect(arrived.headers.origin).toBe('null');
    arrived.answer(200);
    const [trace] = await settled('/opaque');
    expect(getHeader(trace?.hops[0]?.requestHeaders ?? [], 'origin')).toBe('null');
  });
});

/** Headers that let the page read an answer. */
function allowing(): Record<string, string> {
  return { 'Access-Control-Allow-Origin': app.origin, 'Access-Control-Allow-Methods': 'PUT' };
}

/** Starts a request in the page and returns without waiting for its end. */
async function send(path: string, init: RequestInit = {}): Promise<void> {
  await firefox.inPage('fetch(arguments[0], arguments[1]).catch(() => undefined);', api.origin + path, init);
}

/** The traces of a path, once there are so many and all of them are over. */
async function settled(path: string, count = 1): Promise<readonly FetchTrace[]> {
  return waitFor(async () => {
    const { traces } = await firefox.traces();
    const found = traces.filter(({ hops: [hop] }) => hop?.url.endsWith(path));
    const over = found.filter(({ outcome }) => outcome.kind === 'completed' || outcome.kind === 'error');
    return over.length === count && found.length === count && found;
  }, `${count} finished traces of ${path}`);
}
