import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { createSecureServer, type Http2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import type { Page } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CauseJson, ReportJson, TraceJson } from '../../src/analyzer/report-json.ts';
import type { TracesReply } from '../../src/protocol/messages.ts';
import { launchWithExtension, type Session, tabIdOf } from '../support/browser.ts';
import { selfSignedCertificate } from '../support/certificate.ts';
import { waitFor } from '../support/wait-for.ts';
import type { Grade, Graded } from './grade.ts';
import { type Figures, publish } from './suite.ts';

/** Requests to one URL at the same time. */
const COUNT = 200;
const METHODS = ['GET', 'PUT', 'DELETE', 'POST', 'patch'] as const;

/** What the server makes of a request that carries this header. */
const MOODS = [
  'x-allow',
  'x-no-origin',
  'x-star',
  'x-unlisted',
  'x-status',
  'x-no-credentials',
  'x-actual-refused',
] as const;

interface Ask {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly credentials: RequestCredentials;
}

/** Every combination, in an order in which neighbours differ; `X-Request-n` says which one it is. */
const ASKS: readonly Ask[] = Array.from({ length: COUNT }, (_, n) => ({
  method: METHODS[n % METHODS.length] ?? 'GET',
  headers: { [`X-Request-${n}`]: String(n), [MOODS[(n * 3) % MOODS.length] ?? 'x-allow']: '1' },
  credentials: n % 3 === 0 ? 'include' : n % 3 === 1 ? 'omit' : 'same-origin',
}));

/** All of one method and with headers of the same names: nothing tells their preflights apart. */
const ALIKE: readonly Ask[] = ASKS.map(({ credentials }, n) => ({
  method: 'PUT',
  headers: { 'X-Request': String(n), 'x-star': '1' },
  credentials,
}));

/** Chromium's own word on one request. */
interface Truth {
  readonly corsError: string | null;
  readonly failedParameter: string;
}

describe.each(['HTTP/1.1', 'HTTP/2'] as const)(
  `${COUNT} preflighted requests to one URL at the same time, over %s`,
  (protocol) => {
    let session: Session;
    let server: TestServer;
    let app: Server;
    let page: Page;

    beforeAll(async () => {
      [server, app] = [await startServer(protocol), await startApp()];
      session = await launchWithExtension({ args: ['--ignore-certificate-errors'] });
      await session.worker();
      page = await session.browser.newPage();
      await page.goto(`${originOf(app, 'http://app.localhost')}/`);
    });
    afterAll(async () => {
      await session.close();
      server.close();
      app.close();
      app.closeAllConnections();
    });

    it('have each the right preflight, or an inferred one and the right verdict all the same', async () => {
      const startedAt = Date.now();
      const { traces, truths } = await askAll(session, page, server.url, ASKS);
      expect(server.protocols).toEqual(new Set([protocol === 'HTTP/2' ? '2.0' : '1.1']));
      expect(server.preflights()).toBe(COUNT);
      const found = traces.map((trace, n) => compare(trace, n, truths[n]));
      publish(figures(protocol, await session.browser.version(), found, startedAt));
      expect(found.filter(({ difference }) => difference !== '')).toEqual([]);
      expect(found.filter(({ grade }) => grade === 'exact').length).toBeGreaterThan(COUNT / 2);
    });

    it('have the right verdict, too, when they share their header names and differ in values and credentials only', async () => {
      await page.reload();
      const { traces, truths } = await askAll(session, page, server.url, ALIKE);
      const found = traces.map((trace, n) => compare(trace, n, truths[n]));
      expect(found.filter(({ grade }) => grade === 'wrong-reason')).toEqual([]);
      expect(new Set(truths.map(({ corsError }) => corsError))).toEqual(
        new Set([null, 'PreflightWildcardOriginNotAllowed']),
      );
      const inferred = traces.filter(({ hops: [hop] }) => hop?.preflight?.pairing === 'inferred');
      expect(inferred.length).toBeGreaterThan(COUNT / 2);
    });
  },
);

function figures(protocol: string, browser: string, grades: readonly Graded[], startedAt: number): Figures {
  const suite = `chromium-concurrency-${protocol === 'HTTP/2' ? 'http2' : 'http1'}`;
  const count = (name: Grade) => grades.filter(({ grade }) => grade === name).length;
  return {
    suite,
    browser,
    requests: grades.length,
    grades: {
      exact: count('exact'),
      pair: count('pair'),
      unobservable: 0,
      'hidden-input': 0,
      'wrong-outcome': 0,
      'wrong-reason': count('wrong-reason'),
      'missing-trace': COUNT - grades.length,
    },
    surplus: 0,
    seconds: Math.round((Date.now() - startedAt) / 100) / 10,
  };
}

type Named = Pick<CauseJson, 'chromium' | 'failedParameter'>;

/** One request as the report tells it, beside the browser's own word and the server's. */
interface Found extends Graded {
  readonly n: number;
  /** The preflight asks for this very request. */
  readonly paired: boolean;
  readonly pairing: 'observed' | 'inferred' | undefined;
}

function compare(trace: TraceJson, n: number, truth: Truth | undefined): Found {
  const preflight = trace.hops[0]?.preflight;
  const asked = preflight?.requestHeaders.find(([name]) => name === 'access-control-request-headers')?.[1] ?? '';
  const paired = asked.split(',').includes(`x-request-${n}`);
  const { cause, candidates } = trace;
  const says = (one: Named | null) =>
    (one?.chromium ?? null) === truth?.corsError && (one?.failedParameter ?? '') === truth.failedParameter;
  const exact = candidates.length === 0 && says(cause);
  const grade = exact ? 'exact' : candidates.some(says) ? 'pair' : 'wrong-reason';
  const isWrong = grade === 'wrong-reason' || (!paired && preflight?.pairing !== 'inferred');
  const difference = isWrong ? JSON.stringify({ ...ASKS[n], truth, cause: cause?.chromium, candidates }) : '';
  return { n, paired, pairing: preflight?.pairing, grade, difference };
}

/** Everything asked for at once; traces and truths in the order of the requests. */
async function askAll(
  session: Session,
  page: Page,
  url: string,
  asked: readonly Ask[],
): Promise<{ traces: readonly TraceJson[]; truths: readonly Truth[] }> {
  const told = await listenForTruths(page, url);
  await page.evaluate(
    (target, asks) =>
      Promise.all(
        asks.map(({ headers, ...init }) =>
          fetch(target, { ...init, headers })
            .then((r) => r.text())
            .catch(() => ''),
        ),
      ),
    url,
    asked,
  );
  const truths = await waitFor(
    () => told.size === COUNT && told,
    () => `Chromium to tell of ${COUNT} requests (${told.size})`,
  );
  return {
    traces: await settledTraces(session, page.url(), asked),
    truths: asked.map((_, n) => truths.get(n) as Truth),
  };
}

async function listenForTruths(page: Page, url: string): Promise<ReadonlyMap<number, Truth>> {
  const told = new Map<number, Truth>();
  const numbers = new Map<string, number>();
  const client = await page.createCDPSession();
  client.on('Network.requestWillBeSent', ({ requestId, request, initiator }) => {
    if (request.url !== url || initiator.type === 'preflight') return;
    const n = Object.entries(request.headers).find(([header]) => /^x-request\b/i.test(header))?.[1];
    if (n !== undefined) numbers.set(requestId, Number(n));
  });
  client.on('Network.loadingFinished', ({ requestId }) => {
    const n = numbers.get(requestId);
    if (n !== undefined) told.set(n, { corsError: null, failedParameter: '' });
  });
  client.on('Network.loadingFailed', ({ requestId, corsErrorStatus }) => {
    const n = numbers.get(requestId);
    const { corsError = null, failedParameter = '' } = corsErrorStatus ?? {};
    if (n !== undefined) told.set(n, { corsError, failedParameter });
  });
  await client.send('Network.enable');
  return told;
}

/** In the order of the requests: the browser numbers those of one method in the order in which the page asked. */
async function settledTraces(session: Session, pageUrl: string, asked: readonly Ask[]): Promise<readonly TraceJson[]> {
  const own = await session.browser.newPage();
  await own.goto(`chrome-extension://${session.extensionId}/src/popup/popup.html`);
  const tabId = await tabIdOf(own, pageUrl);
  const ask = (message: Record<string, unknown>) => own.evaluate((query) => chrome.runtime.sendMessage(query), message);
  let ended = 0;
  await waitFor(
    async () => {
      const { traces } = (await ask({ type: 'traces/list', tabId, since: 0 })) as TracesReply;
      ended = traces.filter(({ outcome }) => outcome.kind === 'completed' || outcome.kind === 'error').length;
      return ended === COUNT && traces.length === COUNT;
    },
    () => `${COUNT} traces to end (${ended})`,
  );
  const report = (await ask({ type: 'report/export', tabId })) as ReportJson;
  await ask({ type: 'traces/clear', tabId });
  await own.close();
  return inOrderOfAsks(report.traces, asked);
}

function inOrderOfAsks(traces: readonly TraceJson[], asked: readonly Ask[]): readonly TraceJson[] {
  const numbered = traces.toSorted((a, b) => Number(a.id) - Number(b.id));
  const ofMethod = new Map(METHODS.map((method) => [method, numbered.filter((trace) => trace.method === method)]));
  const inOrder = asked.map(({ method }) => ofMethod.get(method as (typeof METHODS)[number])?.shift() as TraceJson);
  const misplaced = inOrder.flatMap(({ hops: [hop] }, n) => {
    const marks = hop?.requestHeaders.filter(([name]) => /^x-request\b/.test(name)) ?? [];
    return marks.filter(([, value]) => value !== String(n));
  });
  expect(misplaced).toEqual([]);
  return inOrder;
}

interface TestServer {
  readonly url: string;
  readonly protocols: Set<string>;
  preflights(): number;
  close(): void;
}

interface Asked {
  readonly method?: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly httpVersion: string;
}

/** Answers late and out of order, always in the same one. */
async function startServer(protocol: 'HTTP/1.1' | 'HTTP/2'): Promise<TestServer> {
  const protocols = new Set<string>();
  let preflights = 0;
  let seed = 1;
  const handle = ({ method = '', headers, httpVersion }: Asked, end: (answer: Answer) => void) => {
    protocols.add(httpVersion);
    if (method === 'OPTIONS') preflights += 1;
    seed = (seed * 16_807) % 2_147_483_647;
    setTimeout(() => end(answerTo(method, headers)), seed % 40);
  };
  const server: Http2Server | Server =
    protocol === 'HTTP/2'
      ? createSecureServer(selfSignedCertificate(['api.localhost']), (request, response) =>
          handle(request, ({ status, lines }) => response.writeHead(status, lines).end()),
        )
      : createServer((request, response) =>
          handle(request, ({ status, lines }) => response.writeHead(status, lines).end()),
        );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const scheme = protocol === 'HTTP/2' ? 'https' : 'http';
  return {
    url: `${originOf(server, `${scheme}://api.localhost`)}/items`,
    protocols,
    preflights: () => preflights,
    close: () => void server.close(),
  };
}

interface Answer {
  readonly status: number;
  readonly lines: Record<string, string>;
}

function answerTo(method: string, headers: IncomingHttpHeaders): Answer {
  const asked = String(headers['access-control-request-headers'] ?? '');
  const names = method === 'OPTIONS' ? asked.split(',') : Object.keys(headers);
  const mood = MOODS.find((name) => names.includes(name)) ?? 'x-allow';
  const lines: Record<string, string> = {
    'access-control-allow-origin': mood === 'x-star' ? '*' : String(headers.origin),
    'access-control-allow-methods': 'PUT, DELETE',
    'access-control-allow-headers': asked,
    'access-control-max-age': '0',
    'cache-control': 'no-store',
  };
  if (mood !== 'x-no-credentials') lines['access-control-allow-credentials'] = 'true';
  if (method !== 'OPTIONS') {
    if (mood === 'x-actual-refused') delete lines['access-control-allow-origin'];
    return { status: 200, lines };
  }
  if (mood === 'x-no-origin') delete lines['access-control-allow-origin'];
  if (mood === 'x-unlisted') lines['access-control-allow-headers'] = names.filter((name) => name !== mood).join(',');
  return { status: mood === 'x-status' ? 403 : 204, lines };
}

async function startApp(): Promise<Server> {
  const app = createServer((_request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><link rel=icon href=data:,>');
  });
  await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve));
  return app;
}

function originOf(server: Server | Http2Server, schemeAndHost: string): string {
  return `${schemeAndHost}:${(server.address() as AddressInfo).port}`;
}
