import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HopJson, TraceJson } from '../../src/analyzer/report-json.ts';
import { exportReport, killWorker } from '../support/browser.ts';
import { type LabSession, openLab, runScenario, settledReport } from '../support/lab.ts';
import { type ScriptedServer, startScriptedServer } from '../support/scripted-server.ts';
import { waitFor } from '../support/wait-for.ts';

describe('nothing is lost when the background service worker ends', () => {
  let opened: LabSession;
  let server: ScriptedServer;
  let allowing: Record<string, string>;

  beforeAll(async () => {
    opened = await openLab();
    server = await startScriptedServer();
    allowing = { 'Access-Control-Allow-Origin': opened.lab.origins.page, 'Access-Control-Allow-Methods': 'PUT' };
  });
  afterAll(async () => {
    await opened.close();
    await server.close();
  });

  /** Starts a PUT in the page and returns without waiting for its end. */
  async function startPut(path: string): Promise<void> {
    await opened.page.evaluate(
      (url) => void fetch(url, { method: 'PUT' }).catch(() => undefined),
      server.origin + path,
    );
  }

  async function decidedTrace(path: string): Promise<TraceJson> {
    return waitFor(async () => {
      const { traces } = await exportReport(opened.session, opened.lab.pageUrl);
      const [trace, ...others] = traces.filter(({ url }) => url.endsWith(path));
      expect(others).toEqual([]);
      return trace !== undefined && trace.verdict !== 'undetermined' && trace;
    }, `a decided trace of ${path}`);
  }

  /**
   * Waits until the extension has noted what the test is about to build on. The server sees a request before the
   * extension hears of it, and an event on its way to a background that is ended by force is the browser's to lose.
   */
  async function noted(path: string, isNoted: (hop: HopJson) => boolean): Promise<void> {
    await waitFor(async () => {
      const { traces } = await exportReport(opened.session, opened.lab.pageUrl);
      return traces.some(({ url, hops: [hop] }) => url.endsWith(path) && hop !== undefined && isNoted(hop));
    }, `what has happened to ${path} so far in the report`);
  }

  const preflightSent = ({ preflight }: HopJson) => (preflight?.requestHeaders ?? []).length > 0;
  const actualSent = ({ preflight, requestHeaders }: HopJson) => preflight?.status === 204 && requestHeaders.length > 0;

  it('between the preflight and the response', async () => {
    await startPut('/after-preflight');
    (await server.arrival('OPTIONS', '/after-preflight')).answer(204, allowing);
    const put = await server.arrival('PUT', '/after-preflight');
    await noted('/after-preflight', actualSent);
    await killWorker(opened.session);
    put.answer(200, {}, 'no header for you');
    const trace = await decidedTrace('/after-preflight');
    expect(trace.cause).toMatchObject({
      rule: 'allow-origin-missing',
      phase: 'actual',
      chromium: 'MissingAllowOriginHeader',
    });
    expect(trace.hops).toMatchObject([{ status: 200, preflight: { status: 204 } }]);
  });

  it('while the preflight is on its way', async () => {
    await startPut('/during-preflight');
    const preflight = await server.arrival('OPTIONS', '/during-preflight');
    await noted('/during-preflight', preflightSent);
    await killWorker(opened.session);
    preflight.answer(204, allowing);
    const put = await server.arrival('PUT', '/during-preflight');
    await noted('/during-preflight', actualSent);
    await killWorker(opened.session);
    put.answer(200, allowing, 'here you are');
    const trace = await decidedTrace('/during-preflight');
    expect(trace).toMatchObject({
      verdict: 'allowed',
      cause: null,
      hops: [{ status: 200, preflight: { status: 204 } }],
    });
  });

  it('while it is idle', async () => {
    const ids = ['middleware-missing', 'method-unlisted', 'redirect-tainted', 'allowed-put', 'server-down'];
    for (const id of ids) await runScenario(opened.page, id);
    const before = await settledReport(opened, ids);
    await killWorker(opened.session);
    const after = await exportReport(opened.session, opened.lab.pageUrl);
    expect(after).toEqual(before);
  });

  it('again and again during a burst of requests', async () => {
    // The browser opens six connections to a server at most, and every preflight waits on one of its own.
    const count = 6;
    for (let i = 0; i < count; i += 1) await startPut(`/burst-${i}`);
    for (let i = 0; i < count; i += 1) await noted(`/burst-${i}`, preflightSent);
    for (let i = 0; i < count; i += 1) {
      const preflight = await server.arrival('OPTIONS', `/burst-${i}`);
      if (i > 0) await decidedTrace(`/burst-${i - 1}`);
      if (i % 2 === 0) await killWorker(opened.session);
      preflight.answer(204, allowing);
      (await server.arrival('PUT', `/burst-${i}`)).answer(200, allowing);
    }
    for (let i = 0; i < count; i += 1) expect((await decidedTrace(`/burst-${i}`)).verdict).toBe('allowed');
  });
});
