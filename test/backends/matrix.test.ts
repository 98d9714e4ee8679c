import type { Page } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getHeader, headerLines } from '../../src/analyzer/fetch/header-list.ts';
import type { StackId } from '../../src/analyzer/server/server-guess.ts';
import { choose, openPanel, type PanelFrame, selectTrace, snippetText } from '../support/panel.ts';
import { waitFor } from '../support/wait-for.ts';
import { ask } from './answers.ts';
import type { RunningApp } from './backends.ts';
import { checksWithCurl } from './curl-check.ts';
import type { MatrixBackend, ShownFix } from './matrix/backend.ts';
import { isGreen, type MatrixBrowser, type Places, startMatrixBrowser } from './matrix/browser.ts';
import { availableBackends, startBroken } from './matrix/list.ts';
import { type Call, kindsOf, type Scenario, scenariosOf, TOKEN_HEADER } from './matrix/scenarios.ts';
import { BLOCKED, type Outcome, request } from './page-request.ts';
import { guessedStack, type Named, namesCauses } from './panel-report.ts';
import { leaveOut, type Proof, startProof } from './proof.ts';

const { backends, missing } = await availableBackends();
for (const { id, stack } of missing) leaveOut(id, stack, 'its packages cannot be installed here, as printed above');
let browser: MatrixBrowser;

beforeAll(async () => {
  browser = await startMatrixBrowser();
});

afterAll(() => browser?.close());

describe.each(backends)('a page in front of a broken server of $id', (backend) => {
  const { id, stack, version, framework, library } = backend;
  const of = version === undefined ? {} : { version };
  let proof: Proof;
  let page: Page;
  let panel: PanelFrame;

  beforeAll(async () => {
    proof = startProof({ id, stack, ...of, framework, library, plan: kindsOf(stack) });
    page = await browser.session.browser.newPage();
    await page.goto(browser.local.origin);
    panel = await openPanel(browser.session, page);
  });

  afterAll(() => page?.close());

  it.each(scenariosOf(stack))(
    'gets what it asks for once it does what the panel says about $kind, $broken',
    async (scenario) => {
      const places = placesOf(scenario);
      await page.goto(places.origin);
      const around = { origin: places.origin, secureHost: new URL(places.secure).host };
      const app = await startBroken(backend, scenario.broken, around);
      try {
        await prove({ backend, scenario, app, page, panel, places, server: places.server(app.port) });
      } finally {
        await app.close();
      }
      await proof.green(scenario.kind, browser.session.browser);
    },
  );
});

function placesOf({ at }: Scenario): Places {
  if (at === 'across-sites') return browser.acrossSites;
  return at === 'behind-tls' ? browser.behindTls : browser.local;
}

interface Setting {
  readonly backend: MatrixBackend;
  readonly scenario: Scenario;
  readonly app: RunningApp<ShownFix>;
  readonly page: Page;
  readonly panel: PanelFrame;
  readonly places: Places;
  /** The server as the page addresses it. */
  readonly server: string;
}

async function prove(setting: Setting): Promise<void> {
  const { scenario, app, panel } = setting;
  const { calls } = scenario;
  for (const [index, outcome] of (await everything(setting, calls)).entries()) {
    // A header that is not exposed keeps nothing else from the page.
    if (calls[index]?.readsTotal) expect(outcome).toMatchObject({ status: 200, total: null });
    else expect(outcome).toEqual(BLOCKED);
  }
  await settled(panel, calls.length);
  await selectLast(setting, calls);
  await namesCauses(panel, causesOf(setting));
  await showsCause(panel, causesOf(setting).at(-1)?.[2] ?? '');
  await recognises(setting);

  const extent = of(setting, scenario.extent);
  if (extent === 'url') return atTheShownUrl(setting);
  await app.fixWith(await shownFix(setting, extent));
  await isRepaired(setting, calls);
}

/** What the panel says is not the server's to change: the page asks elsewhere. What is blocked there is pasted for. */
async function atTheShownUrl(setting: Setting): Promise<void> {
  const { scenario, panel, places, app } = setting;
  const [call] = scenario.calls;
  const shown = await panel.waitForSelector('[data-change="request-url"] code');
  const url = new URL((await shown?.evaluate((element) => element.textContent)) ?? '');
  const server = scenario.at === 'behind-tls' ? places.secure : setting.server;
  expect(url.href).toBe(`${server}${scenario.shown}`);
  const elsewhere = { ...setting, server };
  const calls = [{ ...call, path: url.pathname }];
  const [outcome] = await everything(elsewhere, calls);
  if (outcome && 'error' in outcome) {
    await settled(panel, 2);
    await selectLast(elsewhere, calls);
    await app.fixWith(await shownFix(elsewhere, 'full'));
  }
  await isRepaired(elsewhere, calls);
}

/** The same requests pass, errors are readable, and nobody else is let in. */
async function isRepaired(setting: Setting, calls: readonly Call[]): Promise<void> {
  const outcomes = await everything(setting, calls);
  expect(outcomes.map((outcome, index) => isGreen(outcome, calls[index]) || outcome)).toEqual(calls.map(() => true));
  await becomesAllowed(setting, calls);
  await namesCauses(
    setting.panel,
    calls.map((call) => namedAs(call, null)),
  );
  await recognises(setting);
  if (setting.scenario.kind === 'header') await checksWithCurl(setting.panel, '/api/items', setting.places.origin);
  await errorsAreReadable(setting);
  await refusesOthers(setting, calls);
  await answersRight(setting);
}

/** One after the other; the CSRF token that an answer holds goes into the requests after it. */
async function everything({ page, server }: Setting, calls: readonly Call[]): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  let token = 'none';
  for (const { path, init } of calls) {
    const headers: Record<string, string> = { ...(init?.headers as Record<string, string> | undefined) };
    if (TOKEN_HEADER in headers) headers[TOKEN_HEADER] = token;
    const outcome = await request(page, `${server}${path}`, { ...init, headers });
    outcomes.push(outcome);
    if ('body' in outcome && outcome.body.includes('"token"')) token = JSON.parse(outcome.body).token;
  }
  return outcomes;
}

/** The panel knows how that many requests of this page ended. */
async function settled(panel: PanelFrame, count: number): Promise<void> {
  const ended = () =>
    panel.evaluate(
      () => document.querySelectorAll(':is([data-verdict="blocked"], [data-verdict="allowed"])[data-trace-id]').length,
    );
  await waitFor(async () => (await ended()) === count, `${count} requests to be in the panel`);
}

async function selectLast({ panel, server }: Setting, calls: readonly Call[]): Promise<void> {
  await selectTrace(panel, `${server}${calls.at(-1)?.path}`);
}

/** What the report has to say of each call: that every scenario declares. */
function causesOf(setting: Setting): readonly Named[] {
  const { calls, cause } = setting.scenario;
  return calls.map((call) => namedAs(call, of(setting, call.cause ?? cause)));
}

function namedAs({ path, init }: Call, rule: string | null): Named {
  return [init?.method ?? 'GET', path, rule];
}

/** What a scenario says of the setting's stack. */
function of<T>({ backend, scenario }: Setting, said: T | Partial<Readonly<Record<StackId, T>>>): T {
  const mine = typeof said === 'object' && said !== null ? (said as Partial<Record<StackId, T>>)[backend.stack] : said;
  if (mine === undefined) throw new Error(`${scenario.kind} says nothing of ${backend.stack}`);
  return mine as T;
}

async function showsCause(panel: PanelFrame, rule: string): Promise<void> {
  const named = () => panel.$eval('[data-trace-id][aria-selected="true"]', (row) => row.getAttribute('data-rule'));
  let last: string | null = null;
  await waitFor(
    async () => {
      last = await named();
      return last === rule;
    },
    () => `the cause to be ${rule}, and not ${last}`,
  );
}

/** Development servers of all three write their names, so here it is never absent. */
async function recognises({ panel, backend }: Setting): Promise<void> {
  expect(await guessedStack(panel, [backend.stack])).toBe(backend.stack);
}

/** What the panel shows for the selected request, its choices made. */
async function shownFix({ panel, scenario, backend }: Setting, extent: 'full' | 'change'): Promise<ShownFix> {
  await snippetText(panel, backend.stack);
  await choose(panel, 'scope', scenario.scope);
  if (backend.version !== undefined) await choose(panel, 'version', backend.version);
  if (extent === 'change' || (await panel.$('[data-extent="full"]')) !== null) await choose(panel, 'extent', extent);
  const shown = await panel.evaluate(() => {
    const text = (part: string) => document.querySelector(`[data-part="${part}"]`)?.textContent ?? '';
    const codes = [...document.querySelectorAll('[data-part="notes"] code')].map(({ textContent }) => textContent);
    return {
      install: text('install'),
      code: text('snippet'),
      placement: text('placement'),
      notes: text('notes'),
      notedCode: codes,
    };
  });
  if (extent === 'full') await backend.checkInstall(shown.install);
  else expect(shown.install).toBe('');
  return { extent, ...shown };
}

/** The panel shows that the requests passed: at least as many as there are calls, each by its URL. */
async function becomesAllowed({ panel, server }: Setting, calls: readonly Call[]): Promise<void> {
  const urls = calls.map(({ path }) => `${server}${path}`);
  const missingFrom = () =>
    panel.evaluate((wanted) => {
      const rows = [...document.querySelectorAll('[data-trace-id][data-verdict="allowed"]')];
      const seen = rows.map((row) => row.querySelector('.cell-name')?.getAttribute('title'));
      return wanted.filter((url) => {
        const at = seen.indexOf(url);
        if (at >= 0) seen.splice(at, 1);
        return at < 0;
      });
    }, urls);
  let absent: readonly string[] = [];
  await waitFor(
    async () => {
      absent = await missingFrom();
      return absent.length === 0;
    },
    () => `to be allowed in the panel: ${absent.join(', ')}`,
  );
}

async function errorsAreReadable({ page, server, scenario }: Setting): Promise<void> {
  const statuses: unknown[] = [];
  for (const path of ['/api/private', '/missing', '/broken']) {
    const outcome = await request(page, `${server}${path}`);
    statuses.push('status' in outcome ? outcome.status : outcome);
  }
  expect(statuses).toEqual([scenario.withoutLogin ?? 401, 404, 500]);
}

/** A method, a header and an origin that the fix was not for. */
async function refusesOthers({ page, panel, server, places }: Setting, calls: readonly Call[]): Promise<void> {
  const last = calls.at(-1);
  const url = `${server}${last?.path}`;
  expect(await request(page, url, { method: 'REPORT' })).toEqual(BLOCKED);
  expect(await request(page, url, { headers: { 'X-Unlisted': '1' } })).toEqual(BLOCKED);
  const path = last?.path ?? '';
  await namesCauses(panel, [
    ['REPORT', path, 'method-unlisted'],
    ['GET', path, 'header-unlisted'],
  ]);
  const stranger = await browser.session.browser.newPage();
  await stranger.goto(places.foreign);
  expect(await request(stranger, `${server}/api/items`)).toEqual(BLOCKED);
  expect(await request(stranger, `${server}/api/items`, { credentials: 'include' })).toEqual(BLOCKED);
  expect(await request(stranger, url, last?.init)).toEqual(BLOCKED);
  await stranger.close();
}

/** What only shows outside of a browser: the origin in one line, and caches are told to keep origins apart. */
async function answersRight({ app, places }: Setting): Promise<void> {
  // As a proxy that ends TLS asks; without one the header means nothing to the server.
  const asked = (Origin: string) => ask(app.port, '/api/items', { headers: { Origin, 'X-Forwarded-Proto': 'https' } });
  const { headers } = await asked(places.origin);
  expect(headerLines(headers, 'access-control-allow-origin')).toEqual([places.origin]);
  for (const Origin of [places.origin, places.foreign]) {
    const answer = await asked(Origin);
    expect(getHeader(answer.headers, 'vary')?.toLowerCase().split(/, */)).toContain('origin');
  }
  for (const Origin of [places.foreign, `${places.origin}0`, 'null']) {
    const answer = await asked(Origin);
    expect(headerLines(answer.headers, 'access-control-allow-origin')).not.toContain(Origin);
  }
}
