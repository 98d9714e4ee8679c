import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { Page } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getHeader, headerLines } from '../../src/analyzer/fetch/header-list.ts';
import { launchWithExtension, type Session } from '../support/browser.ts';
import { openPanel, type PanelFrame, selectTrace, snippetText } from '../support/panel.ts';
import { waitFor } from '../support/wait-for.ts';
import { ask, askPermission } from './answers.ts';
import type { PreparedBackend } from './backend.ts';
import { type RunningApp, startApp } from './backends.ts';
import { checksWithCurl } from './curl-check.ts';
import { FULL_POLICY_BACKENDS } from './full-policy/list.ts';
import { BLOCKED, type Outcome, request } from './page-request.ts';
import { guessedStack, type Named, namesCauses } from './panel-report.ts';
import { leaveOut, startProof } from './proof.ts';

const ERRORS = { 401: '/api/private', 404: '/api/missing', 500: '/api/broken' } as const;
/** Each is in the policy for the page; the last is the exposed header. */
const NEEDS = ['GET', 'PATCH', 'authorization', 'content-type', 'x-request-id', 'x-total'];

/** Made ready before the tests, whose time the installation of packages would eat up. */
const entries = await prepared();
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

describe.each(entries)(
  'a page with many needs and the server $id that knows nothing of CORS',
  ({ id, stack, backend }) => {
    it('work together once everything that the page needs is pasted', async ({ skip }) => {
      if ('missing' in backend) return skip(backend.missing);
      const { framework, library, version } = backend;
      const versioned = version === undefined ? {} : { version };
      const proof = startProof({ id, stack, ...versioned, framework, library, plan: ['full-policy'] });
      const app = await startApp(backend);
      try {
        await provePolicy(app, backend);
      } finally {
        await app.close();
      }
      await proof.green('full-policy', session.browser);
    }, 300_000);
  },
);

/** One after the other, for some share what they install. */
async function prepared() {
  const ready = [];
  for (const { id, stack, prepare } of FULL_POLICY_BACKENDS) {
    const backend = await prepare();
    if ('missing' in backend) {
      console.error(`${id} is left out: ${backend.missing}`);
      leaveOut(id, stack, backend.missing);
    }
    ready.push({ id, stack, backend });
  }
  return ready;
}

async function provePolicy(app: RunningApp, backend: PreparedBackend): Promise<void> {
  const server = `http://localhost:${app.port}`;
  const running = [backend.stack, ...(backend.runsOn ?? [])];
  const page = await session.browser.newPage();
  await page.goto(`${server}/login`);
  await page.goto(origin);
  const panel = await openPanel(session, page);

  expect(await everything(page, server)).toEqual([BLOCKED, BLOCKED, BLOCKED, BLOCKED, BLOCKED]);
  await namesCauses(panel, causesBefore(backend));
  await selectTrace(panel, '/api/items/1');
  await guessedStack(panel, running);
  await app.fixWith(await completeSnippet(panel, backend));

  const [read, change, ...errors] = await everything(page, server);
  expect(read).toMatchObject({ status: 200, total: '2' });
  expect(bodyOf(read)).toMatchObject({ session: 's3ssion' });
  expect(bodyOf(change)).toEqual({ session: 's3ssion', authorization: 'Bearer t0ken', item: { name: 'new' } });
  const expected = Object.keys(ERRORS).map((status) => readable(backend, Number(status)));
  expect(errors.map((outcome) => ('status' in outcome ? outcome.status : outcome))).toEqual(expected);
  await becomesAllowed(panel, '/api/items/1');
  await guessedStack(panel, running);
  await namesCauses(panel, causesAfter(backend));
  await checksWithCurl(panel, '/api/items/1', origin);
  await stillRefuses(page, server);
  await namesCauses(panel, refusals(backend));
  await answersRight(app.port);
  await page.close();
}

/** What the report has to say of {@link everything} while the server knows nothing of CORS. */
function causesBefore({ unconfigured = 'preflight-route-missing' }: PreparedBackend): readonly Named[] {
  return [
    ['GET', '/api/session', 'allow-origin-missing'],
    ['PATCH', '/api/items/1', unconfigured],
    ['GET', ERRORS[401], 'error-response-hidden'],
    ['GET', ERRORS[404], 'error-response-hidden'],
    ['GET', ERRORS[500], 'server-error-hidden'],
  ];
}

/** The same once the policy is pasted. */
function causesAfter({ unreadable = {} }: PreparedBackend): readonly Named[] {
  return [
    ['GET', '/api/session', null],
    ['PATCH', '/api/items/1', null],
    ['GET', ERRORS[401], 401 in unreadable ? 'error-response-hidden' : null],
    ['GET', ERRORS[404], 404 in unreadable ? 'error-response-hidden' : null],
    ['GET', ERRORS[500], 500 in unreadable ? 'server-error-hidden' : null],
  ];
}

/** Of what the page itself asks in {@link stillRefuses}. */
function refusals({ refusesAsAWhole }: PreparedBackend): readonly Named[] {
  return [
    ['DELETE', '/api/items/1', refusesAsAWhole ? 'preflight-request-refused' : 'method-unlisted'],
    ['PATCH', '/api/items/1', refusesAsAWhole ? 'preflight-request-refused' : 'header-unlisted'],
  ];
}

/** The status of an error that the page can read; where it cannot, that is checked too, so that the reason stays true. */
function readable({ unreadable = {} }: PreparedBackend, status: number): unknown {
  return status in unreadable ? BLOCKED : status;
}

/** Everything that the page asks of its server, in the order of the session, the item and {@link ERRORS}. */
async function everything(page: Page, server: string): Promise<readonly Outcome[]> {
  const outcomes = [
    await request(page, `${server}/api/session`, { credentials: 'include' }),
    await request(page, `${server}/api/items/1`, {
      method: 'PATCH',
      credentials: 'include',
      headers: { 'Content-Type': 'application/json', Authorization: 'Bearer t0ken', 'X-Request-Id': '7' },
      body: JSON.stringify({ name: 'new' }),
    }),
  ];
  for (const path of Object.values(ERRORS)) {
    outcomes.push(await request(page, `${server}${path}`, { credentials: 'include' }));
  }
  return outcomes;
}

/** The snippet for the whole page, once the panel has heard of everything that it has to cover. */
async function completeSnippet(panel: PanelFrame, { stack }: PreparedBackend): Promise<string> {
  await panel.waitForSelector('[data-scope="page"]');
  await panel.click('[data-scope="page"]');
  await panel.waitForSelector('[data-scope="page"][aria-pressed="true"]');
  const covers = async () => {
    const text = await snippetText(panel, stack);
    return NEEDS.every((need) => text.toLowerCase().includes(need.toLowerCase())) && /credential/i.test(text) && text;
  };
  return waitFor(covers, `the ${stack} snippet to cover everything that the page needs`);
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

/** A method, a header and an origin that are not in the policy. */
async function stillRefuses(page: Page, server: string): Promise<void> {
  const item = `${server}/api/items/1`;
  const read = `${server}/api/session`;
  expect(await request(page, item, { method: 'DELETE', credentials: 'include' })).toEqual(BLOCKED);
  const unlisted: RequestInit = { method: 'PATCH', credentials: 'include', headers: { 'X-Unlisted': '1' } };
  expect(await request(page, item, unlisted)).toEqual(BLOCKED);
  const stranger = await session.browser.newPage();
  await stranger.goto(foreignOrigin);
  expect(await request(stranger, read)).toEqual(BLOCKED);
  expect(await request(stranger, read, { credentials: 'include' })).toEqual(BLOCKED);
  expect(await request(stranger, item, { method: 'PATCH', credentials: 'include' })).toEqual(BLOCKED);
  await stranger.close();
}

/** What only shows outside a browser: one origin in one line, and caches are told to keep origins apart. */
async function answersRight(port: number): Promise<void> {
  const names = ['authorization', 'content-type', 'x-request-id'];
  const answers = [
    await ask(port, '/api/session', { headers: { Origin: origin } }),
    await askPermission(port, '/api/items/1', { origin, method: 'PATCH', names }),
  ];
  for (const { headers } of answers) {
    expect(headerLines(headers, 'access-control-allow-origin')).toEqual([origin]);
    expect(headerLines(headers, 'access-control-allow-credentials')).toEqual(['true']);
  }
  for (const asked of [{ Origin: origin }, { Origin: foreignOrigin }]) {
    const { headers } = await ask(port, '/api/session', { headers: asked });
    expect(getHeader(headers, 'vary')?.toLowerCase().split(/, */)).toContain('origin');
  }
  for (const stranger of [foreignOrigin, `${origin}0`, 'null']) {
    const { headers } = await ask(port, '/api/session', { headers: { Origin: stranger } });
    expect(headerLines(headers, 'access-control-allow-origin')).not.toContain(stranger);
  }
}

function bodyOf(outcome: Outcome | undefined): unknown {
  if (outcome === undefined || 'error' in outcome) throw new Error(outcome?.error ?? 'nothing was asked');
  if (outcome.status !== 200) throw new Error(`status ${outcome.status}: ${outcome.body.slice(0, 300)}`);
  return JSON.parse(outcome.body);
}
