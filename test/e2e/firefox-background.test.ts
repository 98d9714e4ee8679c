import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TraceJson } from '../../src/analyzer/report-json.ts';
import { type FirefoxSession, launchFirefoxWithExtension } from '../support/firefox.ts';
import { answerPermissionPrompt, withdrawAccess } from '../support/firefox-access.ts';
import { backgroundState, letBackgroundStop, STOPS_SOON } from '../support/firefox-background.ts';
import { closeFirefoxToolbox, openFirefoxPanel } from '../support/firefox-toolbox.ts';
import { type ScriptedServer, startScriptedServer } from '../support/scripted-server.ts';
import { waitFor } from '../support/wait-for.ts';

const PAGE = '<!doctype html><link rel=icon href=data:,>';
const POPUP = 'src/popup/popup.html';

let firefox: FirefoxSession;
let app: ScriptedServer;
let api: ScriptedServer;
let tab: number;

beforeAll(async () => {
  [app, api] = await Promise.all([startScriptedServer(), startScriptedServer()]);
  firefox = await launchFirefoxWithExtension(STOPS_SOON);
  await openPage();
  tab = await firefox.tabId();
});
afterAll(async () => {
  await firefox?.close();
  await Promise.all([app, api].map((server) => server.close()));
});

async function openPage(): Promise<void> {
  const opened = firefox.open(`${app.origin}/page`);
  (await app.arrival('GET', '/page')).answer(200, { 'Content-Type': 'text/html' }, PAGE);
  await opened;
}

/** Starts a request in the page and returns without waiting for its end. */
async function send(path: string, init: RequestInit = {}): Promise<void> {
  await firefox.inPage('fetch(arguments[0], arguments[1]).catch(() => undefined);', api.origin + path, init);
}

/** Asks for something in the page that is answered without CORS headers, and waits until it is. */
async function sendBlocked(path: string): Promise<void> {
  await send(path);
  (await api.arrival('GET', path)).answer(200);
}

async function reportedPaths(): Promise<readonly string[]> {
  const { traces } = await firefox.exportReport();
  return traces.map(({ url }) => url.slice(api.origin.length));
}

async function blockedTrace(path: string): Promise<TraceJson> {
  return waitFor(async () => {
    const { traces } = await firefox.exportReport();
    return traces.find(({ url, verdict }) => url === api.origin + path && verdict === 'blocked');
  }, `a blocked trace of ${path}`);
}

describe('the event page of Firefox', () => {
  it('is woken by traffic after it was stopped, and has both what was before and what woke it', async () => {
    await sendBlocked('/before');
    await blockedTrace('/before');
    await letBackgroundStop(firefox);
    await sendBlocked('/woke');
    await waitFor(async () => (await backgroundState(firefox)) === 'running', 'the event page to run again');
    await firefox.openInExtension(POPUP);
    const { hops } = await blockedTrace('/woke');
    expect(hops).toMatchObject([{ origin: app.origin, status: 200 }]);
    expect(await reportedPaths()).toEqual(['/before', '/woke']);
  });

  it('has the whole of a request during which it was stopped', async () => {
    await send('/held', { method: 'PUT' });
    const preflight = await api.arrival('OPTIONS', '/held');
    await letBackgroundStop(firefox);
    preflight.answer(403);
    await firefox.openInExtension(POPUP);
    const trace = await blockedTrace('/held');
    expect(trace).toMatchObject({ method: 'PUT', initiatorOrigin: app.origin, hops: [{ preflight: { status: 403 } }] });
    expect(trace.hops[0]?.preflight?.requestHeaders).toContainEqual(['access-control-request-method', 'PUT']);
  });

  it('says on the button and in the popup how many requests were blocked', async () => {
    await letBackgroundStop(firefox);
    await firefox.openInExtension(`${POPUP}?tab=${tab}`);
    const badge = () =>
      firefox.inExtension<string>('return browser.action.getBadgeText({ tabId: arguments[0] });', tab);
    await waitFor(async () => (await badge()) === '3', 'the badge to count three');
    const counts = () =>
      firefox.inExtension<string>(`return document.querySelector('[data-count="blocked"] b').textContent;`);
    await waitFor(async () => (await counts()) === '3', 'the popup to count three');
  });
});

describe('access to sites in Firefox', () => {
  const state = () =>
    firefox.inExtension<string>(`return document.querySelector('[data-state]')?.getAttribute('data-state') ?? 'none';`);
  const popupShows = (wanted: string) => waitFor(async () => (await state()) === wanted, `the popup to show ${wanted}`);
  const hasButton = (action: string) =>
    firefox.inExtension<boolean>(`return document.querySelector('[data-action="${action}"]') !== null;`);

  it('is named by the popup at once when the user withdraws it, with a button that asks for it', async () => {
    await firefox.openInExtension(`${POPUP}?tab=${tab}`);
    await popupShows('none');
    await withdrawAccess(firefox);
    await popupShows('withheld');
    expect(await hasButton('grant-access')).toBe(true);
  });

  it('is named by the panel too, which points to the popup because it cannot ask itself', async () => {
    const panel = await openFirefoxPanel(firefox);
    const message = await panel.text('[data-state="withheld"]');
    expect(message).toContain('popup');
    expect(await panel.run(`return document.querySelector('[data-action="grant-access"]');`)).toBeNull();
    await closeFirefoxToolbox(firefox);
  });

  it('stays withheld when the user says no to the browser', async () => {
    await firefox.clickInExtension('[data-action="grant-access"]');
    await answerPermissionPrompt(firefox, 'deny');
    expect(await hasButton('grant-access')).toBe(true);
    expect(await state()).toBe('withheld');
  });

  it('lets nothing be seen while it is withheld, and everything from the moment on that it is granted', async () => {
    await sendBlocked('/unseen');
    await firefox.clickInExtension('[data-action="grant-access"]');
    await answerPermissionPrompt(firefox, 'allow');
    await popupShows('none');
    await sendBlocked('/seen');
    await blockedTrace('/seen');
    expect(await reportedPaths()).toEqual(['/before', '/woke', '/held', '/seen']);
  });

  it('can be withdrawn and granted again while the event page is stopped', async () => {
    await letBackgroundStop(firefox);
    await withdrawAccess(firefox);
    await firefox.openInExtension(`${POPUP}?tab=${tab}`);
    await popupShows('withheld');
    await firefox.clickInExtension('[data-action="grant-access"]');
    await answerPermissionPrompt(firefox, 'allow');
    await popupShows('none');
    await letBackgroundStop(firefox);
    await sendBlocked('/after-all');
    await firefox.openInExtension(POPUP);
    await blockedTrace('/after-all');
  });
});
