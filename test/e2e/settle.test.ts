import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Page } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { close, listen, portOf } from '../../lab/servers.ts';
import type { TraceJson } from '../../src/analyzer/report-json.ts';
import { HOOK } from '../../src/page/hook.ts';
import { exportReport, launchWithExtension, type Session } from '../support/browser.ts';
import { type CorsWatch, watchCors } from '../support/cors-watch.ts';
import { openPanel, type PanelFrame, selectTrace, textOf } from '../support/panel.ts';
import { waitFor } from '../support/wait-for.ts';

/** How the page asks for each path; all preflights are answered alike, so only the credentials mode tells them apart. */
const CALLS = `
  const api = location.hash.slice(1) || sessionStorage.api;
  sessionStorage.api = api;
  const put = (path, init) => fetch(api + path, { method: 'PUT', ...init }).catch(() => undefined);
  const xhr = (path, withCredentials) => new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open('PUT', api + path);
    request.withCredentials = withCredentials;
    request.onloadend = resolve;
    request.send();
  });
  window.run = () => Promise.all([
    put('/include', { credentials: 'include' }),
    put('/omit', { credentials: 'omit' }),
    put('/usual', {}),
    fetch(new Request(api + '/request', { method: 'PUT', credentials: 'include' })).catch(() => undefined),
    xhr('/xhr-include', true),
    xhr('/xhr-usual', false),
    put('/mixed', { credentials: 'include' }),
    put('/mixed', { credentials: 'omit' }),
    fetch(api + '/moved', { redirect: 'manual' }).then(({ type }) => { window.moved = type; }),
    fetch(api + '/unwanted', { redirect: 'error' }).catch(() => undefined),
  ]).then(() => { window.done = true; });
  window.run();`;

const WITH_CREDENTIALS = ['/include', '/request', '/xhr-include'];
const WITHOUT = ['/omit', '/usual', '/xhr-usual'];

let session: Session;
let app: Server;
let api: Server;
let page: Page;
let panel: PanelFrame;
let watch: CorsWatch;
let appOrigin: string;

beforeAll(async () => {
  [app, api] = await Promise.all([listen(), listen()]);
  appOrigin = `http://localhost:${portOf(app)}`;
  const apiOrigin = `http://localhost:${portOf(api)}`;
  const frames = [appOrigin, apiOrigin].map((origin) => `<iframe src="${origin}/frame"></iframe>`).join('');
  app.on('request', ({ url }: IncomingMessage, response: ServerResponse) => {
    const content = url === '/frame' ? framed(`${apiOrigin}/from-frame`) : `<script>${CALLS}</script>${frames}`;
    response.setHeader('Content-Type', 'text/html').end(`<!doctype html>${content}`);
  });
  api.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (request.url === '/frame') {
      response.setHeader('Content-Type', 'text/html').end(framed(`${appOrigin}/from-other-frame`));
      return;
    }
    response.setHeader('Access-Control-Allow-Origin', appOrigin);
    const moved = request.url === '/moved' || request.url === '/unwanted';
    if (moved) response.setHeader('Location', '/elsewhere');
    response.writeHead(moved ? 302 : 404).end();
  });
  session = await launchWithExtension();
  await session.worker();
  page = await session.browser.newPage();
  watch = await watchCors(page);
  await page.goto(`${appOrigin}/page#${apiOrigin}`);
  panel = await openPanel(session, page);
});
afterAll(async () => {
  await session.close();
  await Promise.all([close(app), close(api)]);
});

/** A frame that makes one request. */
function framed(url: string): string {
  return `<script>fetch('${url}', { method: 'PUT', credentials: 'include' }).catch(() => undefined)</script>`;
}

/** The last trace of a path, once `is` says so of it. */
async function traceOf(path: string, is: (trace: TraceJson) => boolean): Promise<TraceJson> {
  let last: TraceJson | undefined;
  return waitFor(
    async () => {
      const { traces } = await exportReport(session, appOrigin);
      last = traces.findLast(({ url }) => url.endsWith(path));
      return last !== undefined && is(last) && last;
    },
    () => `the wanted trace of ${path}; last: ${JSON.stringify(last)}`,
  );
}

async function hasRecorder(): Promise<boolean> {
  return page.evaluate((name) => Object.hasOwn(globalThis, Symbol.for(name)), HOOK);
}

async function isNative(): Promise<boolean> {
  return page.evaluate(
    () => /function fetch\(/.test(Function.prototype.toString.call(fetch)) && !Reflect.ownKeys(fetch).includes('x'),
  );
}

const isOpen = ({ candidates }: TraceJson) => candidates.length === 2;
const isSettled = ({ credentials }: TraceJson) => credentials.source === 'page';

describe('"Reload and settle it"', () => {
  it('is not needed to see that there are two candidates, and puts nothing into the page before it is asked for', async () => {
    await traceOf('/include', isOpen);
    await selectTrace(panel, '/include');
    const shown = await panel.$$eval('[data-candidate]', (items) =>
      items.map((item) => [
        item.getAttribute('data-candidate'),
        item.querySelector('[data-part="candidate-name"]')?.textContent,
      ]),
    );
    expect(shown).toEqual([
      ['same-origin', 'PreflightInvalidStatus'],
      ['include', 'PreflightInvalidAllowCredentials'],
    ]);
    expect(await panel.$eval('[data-part="settle"]', (offer) => offer.getAttribute('data-missing'))).toBe(
      'credentials-mode',
    );
    expect(await hasRecorder()).toBe(false);
    expect(await isNative()).toBe(true);
  });

  it('puts nothing into the page that is reloaded without it', async () => {
    await page.reload();
    await page.waitForFunction(() => 'done' in window);
    expect(await hasRecorder()).toBe(false);
    expect(await isNative()).toBe(true);
  });

  it("settles every one of them with one click, to the browser's own error", async () => {
    await traceOf('/include', isOpen);
    await (await panel.waitForSelector('[data-action="settle"]'))?.evaluate((button) => {
      (button as HTMLElement).click();
    });
    await waitFor(() => hasRecorder().catch(() => false), 'the recorder to be in the page');
    for (const path of [...WITH_CREDENTIALS, ...WITHOUT]) {
      const trace = await traceOf(path, isSettled);
      const truth = await watch.verdictOf(path);
      expect(trace.cause?.chromium, path).toBe(truth.corsError);
      expect(trace.cause?.failedParameter, path).toBe(truth.failedParameter);
      expect(trace.candidates, path).toEqual([]);
      const include = WITH_CREDENTIALS.includes(path);
      expect(trace.credentials.value === 'include', path).toBe(include);
      expect(trace.cause?.chromium, path).toBe(include ? 'PreflightInvalidAllowCredentials' : 'PreflightInvalidStatus');
    }
  });

  it('tells two requests to one URL apart', async () => {
    const mixed = await waitFor(async () => {
      const { traces } = await exportReport(session, appOrigin);
      const found = traces.filter(({ url }) => url.endsWith('/mixed')).slice(-2);
      return found.length === 2 && found.every(isSettled) && found;
    }, 'both requests to /mixed to be settled');
    expect(mixed.map(({ credentials }) => credentials.value)).toEqual(['include', 'omit']);
    expect(mixed.map(({ cause }) => cause?.chromium)).toEqual([
      'PreflightInvalidAllowCredentials',
      'PreflightInvalidStatus',
    ]);
  });

  it.each(['/from-frame', '/from-other-frame'])('says nothing about %s, which no recorder heard of', async (path) => {
    const trace = await traceOf(path, ({ verdict }) => verdict === 'blocked');
    expect(trace.credentials).toEqual({ value: null, source: 'unknown' });
  });

  it('knows the redirect mode, and so what became of a redirect that was not followed', async () => {
    expect((await traceOf('/moved', ({ verdict }) => verdict !== 'undetermined')).verdict).toBe('allowed');
    const unwanted = await traceOf('/unwanted', ({ verdict }) => verdict !== 'undetermined');
    expect(unwanted).toMatchObject({ verdict: 'blocked', blockedBy: 'redirect', cause: { rule: 'redirect-refused' } });
    expect(await page.evaluate(() => (window as unknown as { moved: string }).moved)).toBe('opaqueredirect');
  });

  it('says in the panel where the fact comes from', async () => {
    await selectTrace(panel, '/include');
    await panel.waitForFunction(() => document.querySelector('[data-part="settle"]') === null);
    expect(await textOf(panel, 'credentials')).toContain('page-reported');
  });

  it('is gone with the next navigation', async () => {
    await page.reload();
    await page.waitForFunction(() => 'done' in window);
    expect(await hasRecorder()).toBe(false);
    expect(await isNative()).toBe(true);
    await traceOf('/include', isOpen);
  });
});
