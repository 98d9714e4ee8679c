import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConsoleMessage, Page } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportReport, openPopup, withExtensionPage } from '../support/browser.ts';
import { readClipboard, writeClipboard } from '../support/clipboard.ts';
import { type LabSession, openLab } from '../support/lab.ts';
import { openPanel, type PanelFrame, selectTrace } from '../support/panel.ts';
import { type ScriptedServer, startScriptedServer } from '../support/scripted-server.ts';
import { waitFor } from '../support/wait-for.ts';

/** One secret for each place where a request or a response can hold one. */
const SECRETS = {
  cookie: 'canary-cookie-5Zt81',
  authorization: 'canary-authorization-9Qm42',
  ownHeader: 'canary-own-header-2Lp63',
  setCookie: 'canary-set-cookie-7Kd36',
  query: 'canary-query-3Xw58',
  nested: 'canary-nested-8Hs29',
  fragment: 'canary-fragment-4Bn71',
  redirect: 'canary-redirect-6Rb17',
  webToken: 'eyJjYW5hcnkiOiJ3ZWItdG9rZW4ifQ.c2lnbmF0dXJlLWNhbmFyeQ',
  longNumber: '5ca1ab1e0ddba11facade0ff1ce0b5e55ed1b1e5a5ca1ab1e0ddba11facade0f',
};

const REDACTED = '‹redacted›';
const NOTHING_YET = 'nothing was copied yet';

/** What stands on the clipboard after a click, by the button's or the menu item's action. */
type Copied = ReadonlyMap<string, string>;

describe('secrets of the inspected traffic', () => {
  let opened: LabSession;
  let server: ScriptedServer;
  let panel: PanelFrame;
  let folder: string;
  const logged: string[] = [];
  const shown = new Map<string, string>();
  let copied: Copied;

  beforeAll(async () => {
    opened = await openLab();
    server = await startScriptedServer();
    folder = await mkdtemp(join(tmpdir(), 'whycors-secrets-'));
    const client = await opened.session.browser.target().createCDPSession();
    await client.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: folder });
    const worker = await (await opened.session.worker()).worker();
    worker?.on('console', (message: ConsoleMessage) => logged.push(message.text()));
    await listenToScripts(opened.page);
    panel = await openPanel(opened.session, opened.page);
    panel.page().on('console', (message) => logged.push(message.text()));
    await exchangeSecrets();
    await waitFor(async () => {
      const { traces } = await exportReport(opened.session, opened.lab.pageUrl);
      const own = traces.filter(({ url }) => url.startsWith(server.origin));
      return own.length === 3 && own.every(({ verdict }) => verdict !== 'undetermined');
    }, 'all requests to be recorded');
    await selectTrace(panel, '/secrets');
    await lookEverywhere();
  });
  afterAll(async () => {
    await opened.close();
    await server.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** The browser's own words about a failed request name its address; what scripts write is listened to. */
  async function listenToScripts(page: Page): Promise<void> {
    const client = await page.createCDPSession();
    await client.send('Runtime.enable');
    client.on('Runtime.consoleAPICalled', ({ args }) => {
      logged.push(args.map(({ value, description }) => String(value ?? description)).join(' '));
    });
  }

  async function lookEverywhere(): Promise<void> {
    const { session, lab } = opened;
    shown.set('panel', await panel.evaluate(() => document.documentElement.outerHTML));
    const fromPanel = await copiedFromPanel();
    shown.set('files', (await savedFiles()).join('\n'));
    // In front of the page from here on: what is behind is not drawn.
    const popup = await openPopup(session, lab.pageUrl);
    await popup.waitForSelector('[data-server]');
    shown.set('popup', await popup.evaluate(() => document.documentElement.outerHTML));
    copied = new Map([...fromPanel, ...(await copiedFromPopup(popup))]);
    shown.set('clipboard', [...copied.values()].join('\n'));
    shown.set('export', JSON.stringify(await exportReport(session, lab.pageUrl)));
    const stored = await withExtensionPage(session, (page) =>
      page.evaluate(() => Promise.all([chrome.storage.session.get(null), chrome.storage.local.get(null)])),
    );
    shown.set('storage', JSON.stringify(stored));
    shown.set('console', logged.join('\n'));
  }

  /** A preflighted request with every secret that a page can send, one in whose path they are, and a redirect to one more. */
  async function exchangeSecrets(): Promise<void> {
    const { page } = opened.lab.origins;
    const allowing = {
      'Access-Control-Allow-Origin': page,
      'Access-Control-Allow-Credentials': 'true',
      'Access-Control-Allow-Headers': 'authorization, x-api-key',
      'Set-Cookie': `sid=${SECRETS.setCookie}`,
    };
    const cookie = { name: 'session', value: SECRETS.cookie, domain: 'localhost', path: '/', httpOnly: true };
    await opened.session.browser.setCookie({ ...cookie, secure: false });
    const requests = opened.page.evaluate(
      async ({ origin, secrets }) => {
        const headers = { Authorization: `Bearer ${secrets.authorization}`, 'X-Api-Key': secrets.ownHeader };
        const get = (path: string, init: RequestInit) =>
          fetch(`${origin}${path}`, { ...init, credentials: 'include' }).catch(() => 0);
        const next = encodeURIComponent(`https://b.example/?token=${secrets.nested}`);
        await get(`/secrets?access_token=${secrets.query}&next=${next}#id_token=${secrets.fragment}`, { headers });
        await get('/redirect', {});
        await get(`/reset/${secrets.longNumber}/${secrets.webToken}`, {});
      },
      { origin: server.origin, secrets: SECRETS },
    );
    (await server.arrival('OPTIONS', '/secrets')).answer(204, allowing);
    const actual = await server.arrival('GET', '/secrets');
    expect(actual.headers.cookie).toContain(SECRETS.cookie);
    expect(actual.headers.authorization).toContain(SECRETS.authorization);
    expect(actual.headers['x-api-key']).toBe(SECRETS.ownHeader);
    actual.answer(200, { 'Set-Cookie': `sid=${SECRETS.setCookie}` });
    const Location = `/landing?code=${SECRETS.redirect}`;
    (await server.arrival('GET', '/redirect')).answer(302, { ...allowing, Location });
    (await server.arrival('GET', '/landing')).answer(200, {});
    (await server.arrival('GET', `/reset/${SECRETS.longNumber}/${SECRETS.webToken}`)).answer(200, {});
    await requests;
  }

  async function clipboardAfter(click: () => Promise<void>): Promise<string> {
    await writeClipboard(opened.session, NOTHING_YET);
    await click();
    return waitFor(async () => {
      const text = await readClipboard(opened.session);
      return text !== NOTHING_YET && text;
    }, 'something to be copied');
  }

  /** Every button of the detail that copies, and every item of the row's menu that does. */
  async function copiedFromPanel(): Promise<Copied> {
    const found = new Map<string, string>();
    await (await panel.waitForSelector('[data-toggles="what-if"][aria-expanded="false"]'))?.click();
    await panel.waitForSelector('[data-action="copy-transcript"]');
    for (const action of await actionsIn('[data-part="detail"]')) {
      const click = () => panel.$eval(`[data-action="${action}"]`, (button) => (button as HTMLElement).click());
      found.set(action, await clipboardAfter(click));
    }
    const openMenu = async () => {
      await (await panel.waitForSelector('[data-trace-id][aria-selected="true"]'))?.click({ button: 'right' });
      await panel.waitForSelector('[role="menu"]');
    };
    await openMenu();
    for (const action of await actionsIn('[role="menu"]')) {
      const click = async () => {
        if ((await panel.$('[role="menu"]')) === null) await openMenu();
        await panel.$eval(`[role="menu"] [data-action="${action}"]`, (item) => (item as HTMLElement).click());
      };
      found.set(action, await clipboardAfter(click));
    }
    return found;
  }

  async function copiedFromPopup(popup: Page): Promise<Copied> {
    const click = () => popup.$eval('[data-action="copy-fix"]', (button) => (button as HTMLElement).click());
    return new Map([['popup', await clipboardAfter(click)]]);
  }

  async function actionsIn(part: string): Promise<readonly string[]> {
    return panel.$$eval(`${part} [data-action^="copy-"]`, (all) =>
      all.map((one) => String(one.getAttribute('data-action'))),
    );
  }

  /** What the menu of exports saves, in each of its forms. */
  async function savedFiles(): Promise<readonly string[]> {
    const texts: string[] = [];
    for (const [kind, extension] of [
      ['json', '.json'],
      ['har', '.har'],
      ['markdown', '.md'],
    ]) {
      await panel.$eval('[data-action="export"]', (button) => (button as HTMLElement).click());
      const item = await panel.waitForSelector(`[role="menu"] [data-action="export-${kind}"]`);
      await item?.evaluate((one) => (one as HTMLElement).click());
      const text = await waitFor(async () => {
        const name = (await readdir(folder)).find((file) => file.endsWith(String(extension)));
        return name !== undefined && readFile(join(folder, name), 'utf8');
      }, `a file *${extension}`);
      texts.push(text);
    }
    return texts;
  }

  it.each(['storage', 'export', 'files', 'clipboard', 'panel', 'popup', 'console'])('appear nowhere in %s', (place) => {
    expect(shown.has(place)).toBe(true);
    const found = Object.entries(SECRETS).filter(([, secret]) => shown.get(place)?.includes(secret));
    expect(found.map(([name]) => name)).toEqual([]);
  });

  it('leave their presence behind: the names of the headers, and a placeholder', () => {
    for (const place of ['export', 'panel', 'files']) expect(shown.get(place), place).toContain(REDACTED);
    expect(shown.get('export')).toContain(`["authorization","${REDACTED}"]`);
    expect(shown.get('export')?.toLowerCase()).toContain(`["x-api-key","${REDACTED}"]`);
    expect(shown.get('export')).toContain(`["set-cookie","${REDACTED}"]`);
    expect(shown.get('export')).toContain(`access_token=${REDACTED}`);
    expect(shown.get('export')).toContain(`/reset/${REDACTED}`);
  });

  it('leave a placeholder in what is copied: a variable in commands, the same words elsewhere', () => {
    expect(copied.get('copy-curl')).toContain('$TOKEN');
    expect(copied.get('copy-curl-powershell')).toContain('$env:TOKEN');
    expect(copied.get('copy-row-report')).toContain(REDACTED);
    expect(copied.get('copy-row-url')).toContain(`access_token=${REDACTED}`);
    expect(copied.get('copy-transcript')).toContain(REDACTED);
  });

  it('were looked for in places that do hold the request', () => {
    for (const place of ['storage', 'export', 'files', 'clipboard', 'panel', 'popup'])
      expect(shown.get(place), place).toContain(server.origin);
    const fixes = ['copy-fix', 'copy-snippet', 'popup'].filter((action) => copied.has(action));
    expect(fixes.length).toBeGreaterThan(1);
    for (const action of fixes) expect(copied.get(action), action).toContain(opened.lab.origins.page);
  });
});
