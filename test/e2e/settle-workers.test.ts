import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Page } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { close, listen, portOf } from '../../lab/servers.ts';
import { HOOK } from '../../src/page/hook.ts';
import type { PageRecords } from '../../src/page/page-call.ts';
import { recorderScript } from '../../src/page/recorder.ts';
import { launchWithExtension, type Session } from '../support/browser.ts';
import { waitFor } from '../support/wait-for.ts';

/** What a worker sees of itself, and what becomes of its relative URLs. */
const LOOK = `
  const look = async () => ({
    href: location.href,
    search: self.location.search,
    text: String(location),
    kind: location instanceof WorkerLocation,
    relative: await fetch('told?a#part').then((response) => response.text()),
    request: new Request('x').url,
    xhr: await new Promise((resolve) => {
      const request = new XMLHttpRequest();
      request.open('GET', '../up');
      request.withCredentials = true;
      request.onloadend = () => resolve(request.responseURL);
      request.send();
    }),
    names: [fetch.name, importScripts.name, Request.name, Worker.name],
  });
  addEventListener('message', async ({ data }) => postMessage([data, self.name, await look()]));`;

const FILES: Readonly<Record<string, string>> = {
  '/deep/classic.js': `importScripts('part.js'); ${LOOK}`,
  '/deep/part.js': 'self.part = 1;',
  '/deep/module.js': `import './module-part.js'; ${LOOK}`,
  '/deep/module-part.js': 'export {};',
  '/deep/broken.js': 'throw new Error("mine");',
};

let session: Session;
let app: Server;
let origin: string;

beforeAll(async () => {
  app = await listen();
  origin = `http://localhost:${portOf(app)}`;
  app.on('request', ({ url = '/' }: IncomingMessage, response: ServerResponse) => {
    const script = FILES[new URL(url, origin).pathname];
    if (url.startsWith('/strict')) response.setHeader('Content-Security-Policy', "worker-src 'self'");
    response.setHeader('Content-Type', script === undefined ? 'text/html' : 'text/javascript');
    const meta = `<meta http-equiv="Content-Security-Policy" content="worker-src 'self'">`;
    response.end(script ?? (url.startsWith('/meta') ? `<!doctype html>${meta}` : url));
  });
  session = await launchWithExtension();
});
afterAll(async () => {
  await session.close();
  await close(app);
});

/** A page that is recorded, or one that is not. */
async function open(path: string, recorded: boolean): Promise<Page> {
  const page = await session.browser.newPage();
  if (recorded) await page.evaluateOnNewDocument(recorderScript());
  await page.goto(`${origin}${path}`);
  return page;
}

async function records(page: Page): Promise<PageRecords> {
  return page.evaluate((name) => {
    const read = (globalThis as unknown as Record<symbol, () => string>)[Symbol.for(name)];
    return JSON.parse(read?.() ?? 'null');
  }, HOOK);
}

/** Starts a worker, sends it a message at once, and gives what it answers, or how it fails. */
async function started(page: Page, url: string, options: WorkerOptions = {}): Promise<unknown> {
  return page.evaluate(
    (address, init) =>
      new Promise((resolve) => {
        const worker = new Worker(address, init);
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = (event) => resolve(`failed: ${event.message?.replace(/^.*: /, '')}`);
        worker.postMessage('first');
      }),
    url,
    options,
  );
}

describe('a worker of a recorded page', () => {
  it.each([
    ['classic', '/deep/classic.js?x=1#here', { name: 'mine' }],
    ['module', '/deep/module.js', { type: 'module' }],
  ] as const)('that is %s sees what it sees in any other page, and its calls are told', async (_kind, url, options) => {
    const plain = await open('/', false);
    const usual = await started(plain, url, options);
    await plain.close();
    const page = await open('/', true);
    await waitFor(async () => (await records(page)).workers, 'workers to be recorded');
    expect(await started(page, url, options)).toEqual(usual);
    const { calls } = await waitFor(async () => {
      const told = await records(page);
      return told.calls.length === 2 && told;
    }, 'both calls of the worker to be told');
    expect(calls.map(({ via, url: address, credentials }) => [via, address, credentials])).toEqual([
      ['fetch', `${origin}/deep/told?a`, 'same-origin'],
      ['xhr', `${origin}/up`, 'include'],
    ]);
    await page.close();
  });

  it('fails as it always did when its script throws', async () => {
    const page = await open('/', true);
    await waitFor(async () => (await records(page)).workers, 'workers to be recorded');
    expect(await started(page, '/deep/broken.js')).toBe('failed: mine');
    await page.close();
  });

  it.each(['/strict', '/meta'])(
    'is left as it is where the policy of the page (%s) forbids anything else',
    async (path) => {
      const page = await open(path, true);
      const answer = (await started(page, '/deep/classic.js')) as unknown[];
      expect(answer[0]).toBe('first');
      expect((await records(page)).calls).toEqual([]);
      await page.close();
    },
  );
});
