import type { Page } from 'puppeteer';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DetourId } from '../../src/analyzer/fixes/detours/detour.ts';
import { launchWithExtension, type Session } from '../support/browser.ts';
import { choose, openPanel, type PanelFrame, selectTrace, textOf } from '../support/panel.ts';
import { waitFor } from '../support/wait-for.ts';
import { nextStage, viteStage, webpackStage } from './detours/dev-servers.ts';
import { type ForeignServer, startForeignServer } from './detours/foreign-server.ts';
import { djangoStage, expressStage, flaskStage } from './detours/relays.ts';
import { type RunningStage, type Stage, startStage } from './detours/stage.ts';
import { BLOCKED, type Outcome, request } from './page-request.ts';
import { guessedStack, type Named, namesCauses } from './panel-report.ts';
import { leaveOut, startProof } from './proof.ts';
import { pythonWithPins } from './python.ts';

/** What the report has to say of what the page asks the foreign server itself. */
const CAUSES: readonly Named[] = [
  ['GET', '/v1/users?page=2', 'allow-origin-missing'],
  ['POST', '/v1/users', 'preflight-route-missing'],
  ['GET', '/v1/moved', 'redirect-allow-origin-missing'],
];
const CHANGE = { method: 'POST', body: '{"name":"new"}' };

const stages = await availableStages();
let session: Session;
let foreign: ForeignServer;

beforeAll(async () => {
  foreign = await startForeignServer();
  session = await launchWithExtension();
});
beforeEach(async () => {
  foreign.forget();
  // One host, whatever its ports: what an earlier way around let the foreign server set would go along.
  const context = session.browser.defaultBrowserContext();
  await context.deleteCookie(...(await context.cookies()));
});
afterAll(async () => {
  await session?.close();
  foreign?.close();
});

describe.each(stages)('$detour, pasted from the panel for a server that is not one’s own', (stage) => {
  const proof = startProof({
    id: `detour-${stage.detour}`,
    stack: stage.detour,
    framework: stage.framework,
    library: null,
    plan: ['detour'],
  });

  it('lets the page read what was blocked, and passes on no more than that', () =>
    onStage(stage, async ({ own, page, panel }) => {
      const url = `${foreign.origin}/v1/users`;
      expect(await request(page, `${url}?page=2`)).toEqual(BLOCKED);
      expect(await request(page, url, await change(page, own))).toEqual(BLOCKED);
      expect(await request(page, `${foreign.origin}/v1/moved`)).toEqual(BLOCKED);
      await namesCauses(panel, CAUSES);

      const { snippet, to, notes } = await detourFrom(panel, stage.detour);
      // The foreign server is none of the stacks, and the developer's own does not stand in for it.
      expect(await guessedStack(panel, [])).toBeNull();
      await own.leadAroundWith(snippet);
      await page.reload();
      await page.evaluate(() => {
        // biome-ignore lint/suspicious/noDocumentCookie: a cookie of the developer's own, which nobody else may get.
        document.cookie = 'own=secret';
      });
      foreign.forget();

      const { passesCookiesOn = false } = stage;
      expect(notes.includes('every cookie')).toBe(passesCookiesOn);
      const cookie = passesCookiesOn ? 'own=secret' : '';
      expect(arrivedIn(await request(page, `${to}?page=2`))).toMatchObject({ url: '/v1/users?page=2', cookie });
      expect(arrivedIn(await request(page, to, await change(page, own)))).toEqual({
        ...{ method: 'POST', url: '/v1/users', authorization: 'Bearer t0ken', client: 'page' },
        // The first answer has set one of the foreign server's.
        cookie: passesCookiesOn ? 'theirs=1; own=secret' : '',
        body: CHANGE.body,
      });
      if (stage.detour.startsWith('relay-')) await refusesTheRest(page, to);
      await proof.green('detour', session.browser);
    }));
});

interface Setting {
  readonly own: RunningStage;
  readonly page: Page;
  readonly panel: PanelFrame;
}

async function onStage(stage: Stage, use: (setting: Setting) => Promise<void>): Promise<void> {
  const own = await startStage(stage);
  try {
    const page = await session.browser.newPage();
    await page.goto(own.origin);
    await use({ own, page, panel: await openPanel(session, page) });
    await page.close();
  } finally {
    await own.close();
  }
}

/** What the panel offers once it has heard of all three requests: the snippet, and the path to call. */
async function detourFrom(
  panel: PanelFrame,
  detour: DetourId,
): Promise<{ snippet: string; to: string; notes: string }> {
  await selectTrace(panel, '/v1/users');
  const button = await panel.waitForSelector('[data-action="not-my-server"]');
  await button?.click();
  const tab = await panel.waitForSelector(`[data-detour="${detour}"]`);
  await tab?.click();
  await panel.waitForSelector(`[data-detour="${detour}"][aria-selected="true"]`);
  await choose(panel, 'scope', 'page');
  const covers = async () => {
    const calls = await textOf(panel, 'detour-calls');
    const snippet = await textOf(panel, 'snippet');
    const isComplete =
      !detour.startsWith('relay-') || ['POST', 'authorization'].every((name) => snippet.includes(name));
    return calls.includes('/v1/users') && calls.includes('/v1/moved') && isComplete && snippet;
  };
  const snippet = await waitFor(covers, `the ${detour} snippet to cover all requests`);
  const paths = await panel.$$eval('[data-part="call-to"]', (calls) => calls.map((call) => call.textContent));
  const to = paths.find((path) => path.endsWith('/v1/users'));
  if (to === undefined) throw new Error(`no call to /v1/users among ${paths.join(', ')}`);
  const notes = await panel.$$eval('[data-part="notes"]', (lists) => lists.map((list) => list.textContent).join());
  return { snippet, to, notes };
}

/** Only what was seen goes through, a redirect is not followed, and what comes back cannot act as one's own page. */
async function refusesTheRest(page: Page, to: string): Promise<void> {
  foreign.forget();
  const prefix = to.replace('/v1/users', '');
  for (const path of ['/secret', '/', '//localhost/v1/users', '/v1/users/', '/v1/users/1', '/v1/%75sers%2f..%2fx']) {
    expect(await request(page, `${prefix}${path}`), path).toMatchObject({ status: 404 });
  }
  expect(await request(page, to, { method: 'DELETE' })).toSatisfy((o) => [403, 404, 405].includes(o.status));
  expect(foreign.arrived).toEqual([]);
  expect(await request(page, `${prefix}/v1/moved`)).toMatchObject({ status: 302 });
  expect(foreign.arrived.map(({ url }) => url)).toEqual(['/v1/moved']);
  const headers = await page.evaluate(async (url) => [...(await fetch(url)).headers], to);
  expect(Object.fromEntries(headers)).toMatchObject({
    'content-security-policy': 'sandbox',
    'x-content-type-options': 'nosniff',
  });
  expect(await page.evaluate(() => document.cookie)).not.toContain('theirs');
}

async function change(page: Page, { origin }: RunningStage): Promise<RequestInit> {
  const answer = await request(page, `${origin}/token`);
  const token = 'body' in answer && answer.type.includes('json') ? String(JSON.parse(answer.body)) : 'none';
  const headers = { 'Content-Type': 'application/json', Authorization: 'Bearer t0ken', 'X-Client': 'page' };
  return { ...CHANGE, headers: { ...headers, 'X-CSRFToken': token } };
}

function arrivedIn(outcome: Outcome): Record<string, unknown> {
  if ('error' in outcome) throw new Error(outcome.error);
  if (outcome.status !== 200) throw new Error(`status ${outcome.status}: ${outcome.body.slice(0, 300)}`);
  return JSON.parse(outcome.body);
}

/** Those that can run on this machine; the others are left out by name. */
async function availableStages(): Promise<readonly Stage[]> {
  const django = await pythonWithPins('requirements-django-5.2.txt');
  const flask = await pythonWithPins('requirements-flask-cors-6.txt');
  const wanted: readonly (readonly [DetourId, Stage | null])[] = [
    ['vite', viteStage],
    ['webpack-dev-server', await webpackStage()],
    ['next-rewrites', await nextStage()],
    ['relay-django', django === null ? null : await djangoStage(django)],
    ['relay-flask', flask === null ? null : await flaskStage(flask)],
    ['relay-express', expressStage],
  ];
  return wanted.flatMap(([detour, stage]) => {
    if (stage) return stage;
    leaveOut(`detour-${detour}`, detour, 'its packages cannot be installed here');
    return [];
  });
}
