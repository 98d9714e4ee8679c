import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { Page } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getHeader, headerLines } from '../../src/analyzer/fetch/header-list.ts';
import { launchWithExtension, type Session } from '../support/browser.ts';
import { openPanel, type PanelFrame, selectTrace, snippetText } from '../support/panel.ts';
import { waitFor } from '../support/wait-for.ts';
import { ask } from './answers.ts';
import type { Backend } from './backend.ts';
import { availableBackends, type RunningApp, startApp } from './backends.ts';

/** What a page could read of a response, or the error that it got instead. */
type Outcome = { readonly status: number; readonly body: string } | { readonly error: string };

/** What browsers tell a page whenever CORS keeps a response from it. */
const BLOCKED = { error: 'TypeError: Failed to fetch' };

const backends = await availableBackends();
let session: Session;
let pages: Server;
/** Two origins of the page server, on two sites. */
let origin: string;
let foreignOrigin: string;

beforeAll(async () => {
  pages = createServer((_request, response) => response.setHeader('Content-Type', 'text/html').end('<!doctype html>'));
  pages.listen(0, '127.0.0.1');
  await once(pages, 'listening');
  const address = pages.address();
  if (address === null || typeof address === 'string') throw new Error('the page server has no port');
  origin = `http://localhost:${address.port}`;
  foreignOrigin = `http://127.0.0.1:${address.port}`;
  session = await launchWithExtension();
});

afterAll(async () => {
  await session?.close();
  pages?.closeAllConnections();
  pages?.close();
});

describe.each(backends)('a page and a $stack server that knows nothing of CORS', (backend) => {
  it('work together once the snippet for one plain GET is pasted', () =>
    inFrontOf(backend, async ({ app, page, panel, server }) => {
      const read = () => request(page, `${server}/api/session`);
      expect(await read()).toEqual(BLOCKED);

      await selectTrace(panel, '/api/session');
      await chooseScope(panel, 'request');
      await app.fixWith(await snippetText(panel, backend.stack));

      expect(await read()).toMatchObject({ status: 200 });
      await becomesAllowed(panel, '/api/session');
      expect(await request(page, `${server}/missing`)).toMatchObject({ status: 404 });
      await stillRefuses({ app, page, server }, { method: 'PATCH' }, {});
      expect(await request(page, `${server}/api/session`, { credentials: 'include' })).toEqual(BLOCKED);
    }));

  it('work together once the snippet for a page with a session is pasted', () =>
    inFrontOf(backend, async ({ app, page, panel, server }) => {
      const read = () => request(page, `${server}/api/session`, { credentials: 'include' });
      const change = (token: string) =>
        request(page, `${server}/api/items/1`, {
          method: 'PATCH',
          credentials: 'include',
          headers: { 'Content-Type': 'application/json', Authorization: 'Bearer t0ken', 'X-CSRFToken': token },
          body: JSON.stringify({ name: 'new' }),
        });
      expect([await read(), await change('none')]).toEqual([BLOCKED, BLOCKED]);

      await selectTrace(panel, '/api/items/1');
      await chooseScope(panel, 'page');
      await app.fixWith(await completeSnippet(panel, backend));

      const { session: cookie, token } = bodyOf(await read());
      expect(cookie).toBe('s3ssion');
      expect(bodyOf(await change(String(token)))).toEqual({
        session: 's3ssion',
        authorization: 'Bearer t0ken',
        item: { name: 'new' },
      });
      await becomesAllowed(panel, '/api/items/1');
      expect(await request(page, `${server}/missing`, { credentials: 'include' })).toMatchObject({ status: 404 });
      await stillRefuses(
        { app, page, server },
        { method: 'DELETE', credentials: 'include' },
        { credentials: 'include' },
      );
    }));
});

interface Setting {
  readonly app: RunningApp;
  /** A tab at {@link origin}, with a session cookie of the server. */
  readonly page: Page;
  /** The CORS panel of the tab's DevTools. */
  readonly panel: PanelFrame;
  readonly server: string;
}

async function inFrontOf(backend: Backend, use: (setting: Setting) => Promise<void>): Promise<void> {
  const app = await startApp(backend);
  try {
    const page = await session.browser.newPage();
    const server = `http://localhost:${app.port}`;
    await page.goto(`${server}/login`);
    await page.goto(origin);
    const panel = await openPanel(session, page);
    await use({ app, page, panel, server });
    await page.close();
  } finally {
    await app.close();
  }
}

/** What the snippet shall cover. The choice appears together with the snippet, when the verdict is there. */
async function chooseScope(panel: PanelFrame, scope: 'request' | 'page'): Promise<void> {
  await panel.waitForSelector(`[data-scope="${scope}"]`);
  await panel.click(`[data-scope="${scope}"]`);
  await panel.waitForSelector(`[data-scope="${scope}"][aria-pressed="true"]`);
}

/** The snippet, once the panel has heard of everything that it has to cover. */
async function completeSnippet(panel: PanelFrame, { stack }: Backend): Promise<string> {
  const covers = async () => {
    const text = await snippetText(panel, stack);
    return /"GET"|'GET'/.test(text) && text.includes('PATCH') && /credentials/i.test(text) && text;
  };
  return waitFor(covers, `the ${stack} snippet to cover both requests and credentials`);
}

/** The panel shows a request to this path that passed. */
async function becomesAllowed(panel: PanelFrame, path: string): Promise<void> {
  const shown = () =>
    panel.evaluate((part) => {
      const rows = [...document.querySelectorAll('[data-trace-id][data-verdict="allowed"]')];
      return rows.some((row) => row.outerHTML.includes(part));
    }, path);
  await waitFor(shown, `a row of ${path} to be allowed`);
}

/** Nothing but what was asked for is allowed. `unlisted` is a request that the snippet does not cover. */
async function stillRefuses(
  { app, page, server }: Pick<Setting, 'app' | 'page' | 'server'>,
  unlisted: RequestInit,
  listed: RequestInit,
): Promise<void> {
  expect(await request(page, `${server}/api/items/1`, unlisted)).toEqual(BLOCKED);
  const withHeader = { ...listed, headers: { 'X-Unlisted': '1' } };
  expect(await request(page, `${server}/api/session`, withHeader)).toEqual(BLOCKED);
  const stranger = await session.browser.newPage();
  await stranger.goto(foreignOrigin);
  expect(await request(stranger, `${server}/api/session`, listed)).toEqual(BLOCKED);
  await stranger.close();
  const { headers } = await ask(app.port, '/api/session', { headers: { Origin: origin } });
  expect(headerLines(headers, 'access-control-allow-origin')).toEqual([origin]);
  expect(getHeader(headers, 'vary')?.toLowerCase()).toContain('origin');
}

/** Runs in the page. */
async function request(page: Page, url: string, init: RequestInit = {}): Promise<Outcome> {
  return page.evaluate(
    async (target, options) => {
      try {
        const response = await fetch(target, options);
        return { status: response.status, body: await response.text() };
      } catch (error) {
        return { error: String(error) };
      }
    },
    url,
    init,
  );
}

function bodyOf(outcome: Outcome): Record<string, unknown> {
  if ('error' in outcome) throw new Error(outcome.error);
  if (outcome.status !== 200) throw new Error(`status ${outcome.status}: ${outcome.body.slice(0, 300)}`);
  return JSON.parse(outcome.body);
}
