import type { ConsoleMessage } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportReport, openPopup, withExtensionPage } from '../support/browser.ts';
import { type LabSession, openLab } from '../support/lab.ts';
import { openPanel, selectTrace } from '../support/panel.ts';
import { type ScriptedServer, startScriptedServer } from '../support/scripted-server.ts';
import { waitFor } from '../support/wait-for.ts';

/** One secret for each place where a request or a response can hold one. */
const SECRETS = {
  cookie: 'canary-cookie-5Zt81',
  authorization: 'canary-authorization-9Qm42',
  setCookie: 'canary-set-cookie-7Kd36',
  query: 'canary-query-3Xw58',
  redirect: 'canary-redirect-6Rb17',
};

describe('secrets of the inspected traffic', () => {
  let opened: LabSession;
  let server: ScriptedServer;
  const logged: string[] = [];
  const shown = new Map<string, string>();

  beforeAll(async () => {
    opened = await openLab();
    server = await startScriptedServer();
    const worker = await (await opened.session.worker()).worker();
    worker?.on('console', (message: ConsoleMessage) => logged.push(message.text()));
    const panel = await openPanel(opened.session, opened.page);
    panel.page().on('console', (message) => logged.push(message.text()));
    await exchangeSecrets();
    await waitFor(async () => {
      const { traces } = await exportReport(opened.session, opened.lab.pageUrl);
      return (
        traces.filter(({ verdict, url }) => url.startsWith(server.origin) && verdict !== 'undetermined').length === 2
      );
    }, 'both requests to be recorded');
    await selectTrace(panel, '/secrets');
    shown.set('panel', await panel.evaluate(() => document.documentElement.outerHTML));
    const popup = await openPopup(opened.session, opened.lab.pageUrl);
    shown.set('popup', await popup.evaluate(() => document.documentElement.outerHTML));
    shown.set('export', JSON.stringify(await exportReport(opened.session, opened.lab.pageUrl)));
    shown.set(
      'storage',
      await withExtensionPage(opened.session, (page) =>
        page.evaluate(async () =>
          JSON.stringify([await chrome.storage.session.get(null), await chrome.storage.local.get(null)]),
        ),
      ),
    );
    shown.set('console', logged.join('\n'));
  });
  afterAll(async () => {
    await opened.close();
    await server.close();
  });

  /** A preflighted request with every secret that a page can send, and a redirect whose target holds one more. */
  async function exchangeSecrets(): Promise<void> {
    const { page } = opened.lab.origins;
    const allowing = {
      'Access-Control-Allow-Origin': page,
      'Access-Control-Allow-Credentials': 'true',
      'Access-Control-Allow-Headers': 'authorization',
      'Set-Cookie': `sid=${SECRETS.setCookie}`,
    };
    const cookie = { name: 'session', value: SECRETS.cookie, domain: 'localhost', path: '/', httpOnly: true };
    await opened.session.browser.setCookie({ ...cookie, secure: false });
    const requests = opened.page.evaluate(
      async ({ origin, secrets }) => {
        const headers = { Authorization: `Bearer ${secrets.authorization}` };
        await fetch(`${origin}/secrets?access_token=${secrets.query}`, { headers, credentials: 'include' }).catch(
          () => 0,
        );
        await fetch(`${origin}/redirect`, { credentials: 'include' }).catch(() => 0);
      },
      { origin: server.origin, secrets: SECRETS },
    );
    (await server.arrival('OPTIONS', '/secrets')).answer(204, allowing);
    const actual = await server.arrival('GET', '/secrets');
    expect(actual.headers.cookie).toContain(SECRETS.cookie);
    expect(actual.headers.authorization).toContain(SECRETS.authorization);
    actual.answer(200, { 'Set-Cookie': `sid=${SECRETS.setCookie}` });
    const Location = `/landing?code=${SECRETS.redirect}`;
    (await server.arrival('GET', '/redirect')).answer(302, { ...allowing, Location });
    (await server.arrival('GET', '/landing')).answer(200, {});
    await requests;
  }

  it.each(['storage', 'export', 'panel', 'popup', 'console'])('appear nowhere in %s', (place) => {
    expect(shown.has(place)).toBe(true);
    const found = Object.entries(SECRETS).filter(([, secret]) => shown.get(place)?.includes(secret));
    expect(found.map(([name]) => name)).toEqual([]);
  });

  it('leave their presence behind: the names of the headers, and a placeholder', () => {
    expect(shown.get('export')).toContain('["authorization","‹redacted›"]');
    expect(shown.get('export')).toContain('["set-cookie","‹redacted›"]');
    expect(shown.get('export')).toContain('access_token=');
  });

  it('were looked for in places that do hold the request', () => {
    for (const place of ['storage', 'export', 'panel', 'popup'])
      expect(shown.get(place), place).toContain(server.origin);
  });
});
