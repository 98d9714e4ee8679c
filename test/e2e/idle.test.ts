import type { CDPSession } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportReport } from '../support/browser.ts';
import { type LabSession, openLab, runScenario, settledReport, traceOf } from '../support/lab.ts';
import { openPanel, type PanelFrame, selectTrace } from '../support/panel.ts';
import { type ScriptedServer, startScriptedServer } from '../support/scripted-server.ts';
import { waitFor } from '../support/wait-for.ts';

/** The browser ends a background that had nothing to do for half a minute, and looks now and then only. */
const LONGER_THAN_IDLE_MS = 110_000;

describe('a background that nobody debugs, left alone while DevTools are open', () => {
  let opened: LabSession;
  let server: ScriptedServer;
  let panel: PanelFrame;
  let browserSession: CDPSession;

  beforeAll(async () => {
    opened = await openLab({ workersAlone: true });
    server = await startScriptedServer();
    browserSession = await opened.session.browser.target().createCDPSession();
    panel = await openPanel(opened.session, opened.page);
  });
  afterAll(async () => {
    await opened.close();
    await server.close();
  });

  /** The running background, by the id that the browser gives each life of it; asking does not attach to it. */
  async function background(): Promise<string | undefined> {
    const { targetInfos } = await browserSession.send('Target.getTargets');
    const isIt = ({ type, url }: { type: string; url: string }) =>
      type === 'service_worker' && url.includes(opened.session.extensionId);
    return targetInfos.find(isIt)?.targetId;
  }

  async function endedByTheBrowser(): Promise<void> {
    const life = await waitFor(background, 'the background to run');
    await waitFor(async () => (await background()) !== life, 'the browser to end the background', LONGER_THAN_IDLE_MS);
  }

  it('is ended by the browser, and the request that was on its way meanwhile is whole', async () => {
    await runScenario(opened.page, 'middleware-missing');
    await settledReport(opened, ['middleware-missing']);
    const url = `${server.origin}/held`;
    await opened.page.evaluate((held) => void fetch(held, { method: 'PUT' }).catch(() => undefined), url);
    const preflight = await server.arrival('OPTIONS', '/held');
    await endedByTheBrowser();
    const allowing = { 'Access-Control-Allow-Origin': opened.lab.origins.page, 'Access-Control-Allow-Methods': 'PUT' };
    preflight.answer(204, allowing);
    (await server.arrival('PUT', '/held')).answer(200);
    const trace = await waitFor(async () => {
      const { traces } = await exportReport(opened.session, opened.lab.pageUrl);
      return traces.find((one) => one.url === url && one.verdict === 'blocked');
    }, 'a verdict about the request that was held');
    expect(trace).toMatchObject({ cause: { rule: 'allow-origin-missing' }, hops: [{ preflight: { status: 204 } }] });
    const names = trace.hops[0]?.preflight?.requestHeaders.map(([name]) => name.toLowerCase());
    expect(names).toContain('access-control-request-method');
  });

  it('has everything after it was ended, and the panel goes on without being touched', async () => {
    await runScenario(opened.page, 'method-unlisted');
    await settledReport(opened, ['middleware-missing', 'method-unlisted']);
    await selectTrace(panel, '/method-unlisted/');
    const { traces } = await exportReport(opened.session, opened.lab.pageUrl);
    expect(traceOf(traces, 'middleware-missing')?.verdict).toBe('blocked');
    const ids = traces.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    await selectTrace(panel, '/middleware-missing/');
  });
});
