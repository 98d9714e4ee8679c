import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TraceJson } from '../../src/analyzer/report-json.ts';
import { exportReport, launchWithExtension, type Session } from '../support/browser.ts';
import { waitFor } from '../support/wait-for.ts';

let session: Session;
let server: Server;
let port: number;
let folder: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === '/sandboxed') response.setHeader('Content-Security-Policy', 'sandbox allow-scripts');
    response.setHeader('Content-Type', 'text/html');
    response.end(`<!doctype html>${request.url === '/frame' ? asking('/of-frame') : ''}`);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  port = address.port;
  folder = await mkdtemp(join(tmpdir(), 'whycors-file-'));
  session = await launchWithExtension();
});

afterAll(async () => {
  await session?.close();
  server?.closeAllConnections();
  server?.close();
  await rm(folder, { recursive: true, force: true });
});

describe('the panel knows of a page whose origin is null', () => {
  it('that it is a file', async () => {
    await writeFile(join(folder, 'page.html'), `<!doctype html>${asking('/of-file')}`);
    const { url, cause } = await blockedIn(pathToFileURL(join(folder, 'page.html')).href, 'page.html', '/of-file');
    expect(url).toBe(at('/of-file'));
    expect(cause).toMatchObject({ rule: 'opaque-origin-mismatch' });
    expect(cause?.headline).toContain('opened as a file');
  });

  it('that its own policy sandboxes it', async () => {
    const page = await open(at('/sandboxed'));
    await page.evaluate((url) => fetch(url).catch(() => undefined), at('/of-sandboxed'));
    const { cause } = await blocked('/sandboxed', '/of-sandboxed');
    expect(cause?.headline).toContain('in a sandbox');
    expect(cause?.explanation).toContain(`loaded from http://localhost:${port}`);
    await page.close();
  });

  it('that a frame with a foreign address is sandboxed', async () => {
    const page = await open(at('/around'));
    await page.evaluate((src) => {
      const frame = document.createElement('iframe');
      frame.setAttribute('sandbox', 'allow-scripts');
      frame.src = src;
      document.body.append(frame);
    }, `http://127.0.0.1:${port}/frame`);
    const { cause } = await blocked('/around', '/of-frame');
    expect(cause?.explanation).toContain(`loaded from http://127.0.0.1:${port}`);
    await page.close();
  });

  it.each([
    ['data', `data:text/html,`],
    ['srcdoc', 'srcdoc'],
  ])('no more than what it may be where the browser shows no address: %s', async (name, way) => {
    const page = await open(at(`/with-${name}`));
    const source = asking(`/of-${name}`);
    await page.evaluate(
      (markup, how) => {
        const frame = document.createElement('iframe');
        frame.setAttribute('sandbox', 'allow-scripts');
        if (how === 'srcdoc') frame.srcdoc = markup;
        else frame.src = how + encodeURIComponent(markup);
        document.body.append(frame);
      },
      source,
      way,
    );
    const { cause } = await blocked(`/with-${name}`, `/of-${name}`);
    expect(cause).toMatchObject({ rule: 'opaque-origin-mismatch' });
    for (const kind of ['sandbox', 'data:']) expect(cause?.explanation).toContain(kind);
    expect(cause?.explanation).not.toContain('loaded from');
    await page.close();
  });
});

const at = (path: string) => `http://localhost:${port}${path}`;

/** Markup that asks the server for a path and does not mind the answer. */
function asking(path: string): string {
  return `<script>fetch('${at(path)}').catch(() => undefined)</script>`;
}

async function open(url: string): Promise<Page> {
  const page = await session.browser.newPage();
  await page.goto(url);
  return page;
}

async function blockedIn(url: string, tab: string, path: string): Promise<TraceJson> {
  const page = await open(url);
  const trace = await blocked(tab, path);
  await page.close();
  return trace;
}

/** The request to that path, once the report of the tab says that it was blocked. */
function blocked(tab: string, path: string): Promise<TraceJson> {
  return waitFor(async () => {
    const { traces } = await exportReport(session, tab);
    return traces.find((trace) => trace.url.endsWith(path) && trace.verdict === 'blocked');
  }, `${path} to be blocked`);
}
