import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getHeader } from '../../src/analyzer/fetch/header-list.ts';
import type { FetchTrace } from '../../src/analyzer/trace/fetch-trace.ts';
import type { TracesReply } from '../../src/protocol/messages.ts';
import { killWorker, launchWithExtension, type Session, tabIdOf, withExtensionPage } from '../support/browser.ts';
import { type ScriptedServer, startScriptedServer } from '../support/scripted-server.ts';
import { waitFor } from '../support/wait-for.ts';

const WORKER = `
  self.addEventListener('install', () => self.skipWaiting());
  self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
  self.addEventListener('fetch', (event) => event.respondWith(fetch(event.request)));
`;

let session: Session;
let app: ScriptedServer;
let api: ScriptedServer;
let page: Page;
let otherExtension: string;

beforeAll(async () => {
  [app, api] = await Promise.all([startScriptedServer(), startScriptedServer()]);
  otherExtension = await extensionThatSetsHeaders('/changed-by-extension');
  session = await launchWithExtension({ otherExtensions: [otherExtension] });
  // Starts the background once before the page: its listeners are known to the browser from then on.
  await session.worker();
  page = await session.browser.newPage();
  await openPage('/page');
});
afterAll(async () => {
  await session.close();
  await Promise.all([app.close(), api.close(), rm(otherExtension, { recursive: true, force: true })]);
});

describe('traces of real requests', () => {
  it('have each its own preflight, although five requests to one URL wait at the same time', async () => {
    const count = 5;
    await page.evaluate(
      (url, n) => {
        for (let i = 0; i < n; i += 1) fetch(url, { method: 'PUT' }).catch(() => undefined);
      },
      `${api.origin}/at-once`,
      count,
    );
    const preflights = [];
    for (let i = 0; i < count; i += 1) preflights.push(await api.arrival('OPTIONS', '/at-once'));
    for (const index of [3, 0, 4, 1, 2]) {
      const mark = { 'X-Number': String(index) };
      preflights[index]?.answer(204, { ...allowing(), ...mark });
      // The request that this answer released is the only one that can arrive now.
      (await api.arrival('PUT', '/at-once')).answer(200, { ...allowing(), ...mark });
    }
    const traces = await settled('/at-once', count);
    const numberOf = (headers: FetchTrace['hops'][number]['response']) => getHeader(headers?.headers ?? [], 'x-number');
    const numbers = traces.map(({ hops: [hop] }) => [numberOf(hop?.preflight?.response), numberOf(hop?.response)]);
    expect(numbers.map(([asked]) => asked).sort()).toEqual(['0', '1', '2', '3', '4']);
    for (const [asked, sent] of numbers) expect(sent).toBe(asked);
  });

  it("know a script's own OPTIONS from a preflight", async () => {
    await send('/own-options', { method: 'OPTIONS' });
    const preflight = await api.arrival('OPTIONS', '/own-options');
    expect(preflight.headers['access-control-request-method']).toBe('OPTIONS');
    preflight.answer(204, { ...allowing(), 'Access-Control-Allow-Methods': 'OPTIONS' });
    (await api.arrival('OPTIONS', '/own-options')).answer(200, allowing());
    const [trace] = await settled('/own-options');
    expect(trace?.hops).toMatchObject([
      { method: 'OPTIONS', response: { status: 200 }, preflight: { response: { status: 204 } } },
    ]);
  });

  it('have a hop for a redirect back to the same URL', async () => {
    await send('/again');
    (await api.arrival('GET', '/again')).answer(302, { ...allowing(), Location: '/again' });
    (await api.arrival('GET', '/again')).answer(200, allowing());
    const [trace] = await settled('/again');
    expect(trace?.hops.map(({ response }) => response?.status)).toEqual([302, 200]);
  });

  it('show headers as another extension left them, and the original beside them', async () => {
    await send('/changed-by-extension');
    (await api.arrival('GET', '/changed-by-extension')).answer(200);
    const [trace] = await settled('/changed-by-extension');
    const response = trace?.hops[0]?.response;
    expect(trace?.outcome.kind).toBe('completed');
    expect(getHeader(response?.headers ?? [], 'access-control-allow-origin')).toBe('*');
    expect(getHeader(response?.headersBeforeExtensions ?? [], 'access-control-allow-origin')).toBeNull();
  });

  it('say that headers were changed only where they were', async () => {
    await send('/untouched', { method: 'PUT' });
    (await api.arrival('OPTIONS', '/untouched')).answer(204, { ...allowing(), 'Set-Cookie': ['a=1', 'b=2'] });
    (await api.arrival('PUT', '/untouched')).answer(200, {
      ...allowing(),
      'Set-Cookie': ['a=1', 'b=2'],
      Vary: 'Origin',
    });
    const [trace] = await settled('/untouched');
    expect(trace?.hops).toMatchObject([{ preflight: { pairing: 'observed' } }]);
    expect(trace?.hops[0]?.response).not.toHaveProperty('headersBeforeExtensions');
    expect(trace?.hops[0]?.preflight?.response).not.toHaveProperty('headersBeforeExtensions');
  });

  it('are not made of requests within one origin', async () => {
    await page.evaluate(() => void fetch('/own').catch(() => undefined));
    (await app.arrival('GET', '/own')).answer(200);
    await send('/after-own');
    (await api.arrival('GET', '/after-own')).answer(200, allowing());
    await settled('/after-own');
    expect((await pull()).traces.filter(({ hops: [hop] }) => hop?.url.startsWith(app.origin))).toEqual([]);
  });
});

describe('the log of a tab', () => {
  it('is told in full to a reader of an earlier life of the background, and in part to others', async () => {
    await send('/first');
    (await api.arrival('GET', '/first')).answer(200, allowing());
    await settled('/first');
    const { revision, tab } = await pull();
    expect(tab).toMatchObject({ origin: app.origin, access: 'granted', dropped: 0 });
    expect(tab.navigatedAt).toBeGreaterThan(0);
    expect(await pull(revision)).toMatchObject({ complete: false, traces: [] });
    await killWorker(session);
    const after = await pull(revision);
    expect(after.complete).toBe(true);
    expect(after.revision).toBeGreaterThan(revision);
    expect(after.tab).toEqual(tab);
  });

  it('has the requests of its service worker, before and after a restart of the background', async () => {
    const own = await session.browser.newPage();
    try {
      const url = `${app.origin}/with-worker`;
      void own.goto(url);
      (await app.arrival('GET', '/with-worker')).answer(
        200,
        { 'Content-Type': 'text/html' },
        '<!doctype html><title>a</title>',
      );
      await own.waitForFunction(() => document.title === 'a');
      const registered = own.evaluate(async () => {
        await navigator.serviceWorker.register('/worker.js');
        await navigator.serviceWorker.ready;
        if (navigator.serviceWorker.controller) return;
        await new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve));
      });
      (await app.arrival('GET', '/worker.js')).answer(200, { 'Content-Type': 'text/javascript' }, WORKER);
      await registered;
      await own.evaluate((target) => void fetch(target).catch(() => undefined), `${api.origin}/by-worker`);
      (await api.arrival('GET', '/by-worker')).answer(200);
      expect(await settled('/by-worker', 1, '/with-worker')).toMatchObject([{ fromServiceWorker: true }]);
      await killWorker(session);
      expect(await settled('/by-worker', 1, '/with-worker')).toMatchObject([{ fromServiceWorker: true }]);
    } finally {
      await own.evaluate(async () => {
        for (const registration of await navigator.serviceWorker.getRegistrations()) await registration.unregister();
      });
      await own.close();
    }
  });

  it('is empty when it was cleared, also after a restart, and fills again', async () => {
    await withExtensionPage(session, async (own) => {
      const tabId = await tabIdOf(own, '/page');
      await own.evaluate((id) => chrome.runtime.sendMessage({ type: 'traces/clear', tabId: id }), tabId);
    });
    await killWorker(session);
    expect((await pull()).traces).toEqual([]);
    await send('/after-clear');
    (await api.arrival('GET', '/after-clear')).answer(200, allowing());
    expect(await settled('/after-clear')).toHaveLength(1);
  });
});

/** Headers that let the page read an answer. */
function allowing(): Record<string, string> {
  return { 'Access-Control-Allow-Origin': app.origin, 'Access-Control-Allow-Methods': 'PUT' };
}

async function openPage(path: string): Promise<void> {
  const loaded = page.goto(app.origin + path);
  (await app.arrival('GET', path)).answer(
    200,
    { 'Content-Type': 'text/html' },
    '<!doctype html><link rel=icon href=data:,>',
  );
  await loaded;
}

/** Starts a request in the page and returns without waiting for its end. */
async function send(path: string, init: RequestInit = {}): Promise<void> {
  await page.evaluate((url, options) => void fetch(url, options).catch(() => undefined), api.origin + path, init);
}

async function pull(since = 0, tabUrlPart = '/page'): Promise<TracesReply> {
  return withExtensionPage(session, async (own) => {
    const tabId = await tabIdOf(own, tabUrlPart);
    const query = { type: 'traces/list', tabId, since };
    return own.evaluate((message) => chrome.runtime.sendMessage(message), query) as Promise<TracesReply>;
  });
}

/** The traces of a path, once there are so many and all of them are over. */
async function settled(path: string, count = 1, tabUrlPart = '/page'): Promise<readonly FetchTrace[]> {
  return waitFor(async () => {
    const { traces } = await pull(0, tabUrlPart);
    const found = traces.filter(({ hops: [hop] }) => hop?.url.endsWith(path));
    const over = found.filter(({ outcome }) => outcome.kind === 'completed' || outcome.kind === 'error');
    return over.length === count && found.length === count && found;
  }, `${count} finished traces of ${path}`);
}

/** Another extension in the same browser, which adds `Access-Control-Allow-Origin: *` to the answers of one path. */
async function extensionThatSetsHeaders(path: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'other-extension-'));
  const manifest = {
    manifest_version: 3,
    name: 'Sets headers',
    version: '1',
    permissions: ['declarativeNetRequest'],
    host_permissions: ['<all_urls>'],
    declarative_net_request: { rule_resources: [{ id: 'rules', enabled: true, path: 'rules.json' }] },
  };
  const header = { header: 'Access-Control-Allow-Origin', operation: 'set', value: '*' };
  const rule = {
    id: 1,
    action: { type: 'modifyHeaders', responseHeaders: [header] },
    condition: { urlFilter: path, resourceTypes: ['xmlhttprequest'] },
  };
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest));
  await writeFile(join(folder, 'rules.json'), JSON.stringify([rule]));
  return folder;
}
