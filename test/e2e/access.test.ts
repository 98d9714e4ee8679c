import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Page } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { close, listen, portOf } from '../../lab/servers.ts';
import { exportReport, launchWithExtension, type Session, tabIdOf, withExtensionPage } from '../support/browser.ts';
import { openPanel, type PanelFrame } from '../support/panel.ts';
import { waitFor } from '../support/wait-for.ts';

type SiteAccess = 'ON_CLICK' | 'ON_ALL_SITES';

let session: Session;
let app: Server;
let api: Server;
let appOrigin: string;
let page: Page;
let popup: Page;
let panel: PanelFrame;

beforeAll(async () => {
  [app, api] = await Promise.all([listen(), listen()]);
  appOrigin = `http://localhost:${portOf(app)}`;
  app.on('request', (_request: IncomingMessage, response: ServerResponse) => {
    response.setHeader('Content-Type', 'text/html').end('<!doctype html><link rel="icon" href="data:,">');
  });
  api.on('request', (_request: IncomingMessage, response: ServerResponse) => void response.writeHead(200).end());
  session = await launchWithExtension();
  page = await session.browser.newPage();
  await page.goto(`${appOrigin}/page`);
  const tab = await withExtensionPage(session, (extensionPage) => tabIdOf(extensionPage, appOrigin));
  popup = await session.browser.newPage();
  await popup.goto(`chrome-extension://${session.extensionId}/src/popup/popup.html?tab=${tab}`);
  panel = await openPanel(session, page);
});
afterAll(async () => {
  await session?.close();
  await Promise.all([app, api].map(close));
});

/** Chooses what the extension's page in chrome://extensions offers as site access, through the page's own API. */
async function setSiteAccess(hostAccess: SiteAccess): Promise<void> {
  const extensions = await session.browser.newPage();
  try {
    await extensions.goto('chrome://extensions');
    await extensions.evaluate(`new Promise((resolve, reject) =>
      chrome.developerPrivate.updateExtensionConfiguration(
        { extensionId: '${session.extensionId}', hostAccess: '${hostAccess}' },
        () => (chrome.runtime.lastError ? reject(new Error(chrome.runtime.lastError.message)) : resolve(true))))`);
  } finally {
    await extensions.close();
  }
}

async function ask(path: string): Promise<void> {
  const url = `http://localhost:${portOf(api)}${path}`;
  const outcome = await page.evaluate(
    (to) =>
      fetch(to).then(
        () => 'read',
        () => 'failed',
      ),
    url,
  );
  expect(outcome).toBe('failed');
}

async function reportedPaths(): Promise<readonly string[]> {
  const { traces } = await exportReport(session, appOrigin);
  return traces.filter(({ verdict }) => verdict === 'blocked').map(({ url }) => new URL(url).pathname);
}

describe('access to sites in Chromium', () => {
  it('is there after installation, and neither popup nor panel speaks of it', async () => {
    await ask('/before');
    await waitFor(async () => (await reportedPaths()).includes('/before'), 'the first request in the report');
    expect(await popup.$('[data-state="withheld"]')).toBeNull();
    expect(await panel.$('[data-state="withheld"]')).toBeNull();
  });

  it('is named as withheld by popup and panel as soon as the user limits it to a click', async () => {
    await setSiteAccess('ON_CLICK');
    await popup.waitForSelector('[data-state="withheld"] [data-action="grant-access"]');
    const notice = await panel.waitForSelector('[data-state="withheld"]');
    expect(await notice?.evaluate((element) => element.textContent)).toContain('popup');
    expect(await panel.$('[data-action="grant-access"]')).toBeNull();
  });

  it('lets nothing be seen while it is withheld', async () => {
    await ask('/unseen');
    await setSiteAccess('ON_ALL_SITES');
    await popup.waitForSelector('[data-part="counts"]');
    await panel.waitForFunction(() => document.querySelector('[data-state="withheld"]') === null);
    await ask('/after');
    await waitFor(async () => (await reportedPaths()).includes('/after'), 'the request after the grant in the report');
    expect(await reportedPaths()).toEqual(['/before', '/after']);
  });

  it('can be limited and given again, without a restart of anything', async () => {
    await setSiteAccess('ON_CLICK');
    await popup.waitForSelector('[data-state="withheld"]');
    await setSiteAccess('ON_ALL_SITES');
    await popup.waitForSelector('[data-part="counts"]');
    await ask('/again');
    await waitFor(async () => (await reportedPaths()).includes('/again'), 'the last request in the report');
  });
});
