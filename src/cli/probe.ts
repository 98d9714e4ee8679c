import type { HeaderList } from '../analyzer/fetch/header-list.ts';
import { locationUrl, redirectLocation } from '../analyzer/fetch/http-redirect.ts';
import type { Exchange, FetchTrace, Hop, Outcome } from '../analyzer/trace/fetch-trace.ts';
import { judge } from '../analyzer/trace/judge.ts';
import { redactRequestHeaders, redactResponseHeaders, redactUrl } from '../analyzer/trace/redact.ts';
import type { ProbeCommand } from './options.ts';
import {
  actualHeaders,
  firstStep,
  namesToAsk,
  preflightHeaders,
  type Step,
  stepAfterRedirect,
} from './probe-request.ts';
import { exchange, type RawRequest, type RawResult } from './raw-exchange.ts';

export interface Probe {
  readonly trace: FetchTrace;
  /** What went over the wire, in order: "OPTIONS http://…". Secrets redacted. */
  readonly sent: readonly string[];
  /** The machine's own words for a transport error. */
  readonly detail: string | undefined;
}

/** @see https://fetch.spec.whatwg.org/#http-redirect-fetch step 7 */
const MAX_REDIRECTS = 20;

/**
 * Sends what a browser would send if a page of `command.origin` made this fetch, hop by hop, and stops where the browser
 * would. Nothing is decided here: the analyzer is asked after each answer whether the browser would go on.
 */
export async function probe(command: ProbeCommand): Promise<Probe> {
  const run: Run = { command, hops: [], sent: [], detail: undefined };
  let step: Step | undefined = firstStep(command);
  let outcome: Outcome = { kind: 'pending' };
  while (step) {
    const next: Continuation = await takeHop(run, step);
    outcome = next.outcome;
    step = next.step;
  }
  return { trace: traceOf(run, outcome), sent: run.sent, detail: run.detail };
}

interface Run {
  readonly command: ProbeCommand;
  readonly hops: Hop[];
  readonly sent: string[];
  detail: string | undefined;
}

/** Without a `step` the fetch ends here. No browser has acted, so an answered fetch stays `pending`: its headers decide. */
interface Continuation {
  readonly outcome: Outcome;
  readonly step?: Step;
}

const ANSWERED: Continuation = { outcome: { kind: 'pending' } };

async function takeHop(run: Run, step: Step): Promise<Continuation> {
  const { command, hops } = run;
  const names = namesToAsk(step, command);
  const index = hops.length;
  const startedAt = Date.now();
  let hop: Hop = { url: redactUrl(step.url), method: step.method, startedAt };
  if (names !== undefined) {
    const asking = preflightHeaders(step, names, command);
    const result = await send(run, step, 'OPTIONS', asking, undefined);
    const { netError } = result.error ?? {};
    const preflight = { ...exchangeOf(step.url, 'OPTIONS', asking, result), requestId: `preflight-${index + 1}` };
    hop = { ...hop, preflight: { ...preflight, pairing: 'observed', ...(netError === undefined ? {} : { netError }) } };
    hops.push(hop);
    if (netError !== undefined) return failed(netError, result.endedAt);
    if (command.preflightOnly || isRefused(run)) return ANSWERED;
    hops.pop();
  } else if (command.preflightOnly) {
    hops.push(hop);
    return ANSWERED;
  }
  const headers = actualHeaders(step, command);
  const result = await send(run, step, step.method, headers, step.body);
  hops.push({ ...hop, ...exchangeOf(step.url, step.method, headers, result), startedAt });
  if (result.error) return failed(result.error.netError, result.endedAt);
  return isRefused(run) ? ANSWERED : afterAnswer(run, step, result);
}

/** What comes after an answer that passed its checks: the end, or the URL of its redirect. */
function afterAnswer({ command, hops }: Run, step: Step, { response, endedAt }: RawResult): Continuation {
  const location = response ? redirectLocation(response) : null;
  const hop = hops.at(-1);
  if (!response || !hop || location === null) return ANSWERED;
  const nextUrl = locationUrl(location, step.url);
  if (nextUrl === null) return failed('net::ERR_INVALID_REDIRECT', endedAt);
  if (command.redirect === 'follow' && !/^https?:/.test(nextUrl)) return failed('net::ERR_UNSAFE_REDIRECT', endedAt);
  const redirect = { to: redactUrl(nextUrl), status: response.status, byExtension: false };
  hops[hops.length - 1] = { ...hop, redirect };
  // The browser gives up a redirect that it was told not to follow; what that means for the page, the mode tells.
  if (command.redirect !== 'follow') return failed('net::ERR_ABORTED', endedAt);
  if (hops.length > MAX_REDIRECTS) return failed('net::ERR_TOO_MANY_REDIRECTS', endedAt);
  const target = nextUrl.split('#', 1)[0] ?? nextUrl;
  return { outcome: { kind: 'pending' }, step: stepAfterRedirect(step, response.status, target, command) };
}

function failed(netError: string, at: number): Continuation {
  return { outcome: { kind: 'error', at, netError, afterResponseStarted: false } };
}

function isRefused(run: Run): boolean {
  return judge(traceOf(run, { kind: 'pending' })).failure !== undefined;
}

async function send(
  run: Run,
  { url }: Step,
  method: string,
  headers: HeaderList,
  body: string | undefined,
): Promise<RawResult> {
  const { timeoutMs, insecure } = run.command;
  const request: RawRequest = { url, method, headers, body, timeoutMs, insecure };
  const result = await exchange(request);
  run.sent.push(`${method} ${redactUrl(url)}`);
  run.detail = result.error?.detail;
  return result;
}

function exchangeOf(url: string, method: string, headers: HeaderList, result: RawResult): Exchange {
  const { startedAt, endedAt, response } = result;
  return {
    url: redactUrl(url),
    method,
    startedAt,
    requestHeaders: redactRequestHeaders(headers),
    sentAt: startedAt,
    ...(response
      ? {
          response: {
            status: response.status,
            headers: redactResponseHeaders(response.headers),
            receivedAt: endedAt,
            fromCache: false,
          },
        }
      : {}),
    endedAt,
  };
}

function traceOf({ command, hops }: Run, outcome: Outcome): FetchTrace {
  const { browser, origin, credentials, redirect } = command;
  return {
    id: 'probe-1',
    browser,
    tabId: 0,
    frameId: 0,
    documentId: 'probe',
    fromServiceWorker: false,
    type: 'xmlhttprequest',
    initiatorOrigin: origin,
    startedAt: hops[0]?.startedAt ?? Date.now(),
    hops: [...hops],
    outcome,
    preflightOnly: false,
    pageReport: { credentialsMode: credentials ? 'include' : 'same-origin', mode: 'cors', redirectMode: redirect },
  };
}
