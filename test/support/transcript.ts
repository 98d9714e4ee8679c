import type { FetchTrace, Hop, Outcome, Preflight } from '../../src/analyzer/trace/fetch-trace.ts';
import { parseBlocks, type RequestBlock, type Script, type Terminal } from './transcript-blocks.ts';
import { type HopState, withBrowserHeaders } from './transcript-headers.ts';

/**
 * Reads one fetch from a readable HTTP transcript:
 *
 * ```
 * page http://localhost:3000                       origin of the page; `null` when opaque, `unknown` when not told
 * document file:                                   where a page with an opaque origin is from; left out: not known
 * type font                                        webRequest type; `xmlhttprequest` unless given
 * mode no-cors                                     `cors` unless given
 * credentials include                              what the page reported; left out: not known
 * redirect manual                                  what the page reported; left out: not known
 * browser firefox                                  `chromium` unless given
 * > OPTIONS http://localhost:8000/api/items        with Access-Control-Request-Method: the preflight of the next block
 * Access-Control-Request-Method: PUT
 * < 204                                            flags after the status: `from-cache`, `by-extension`
 * Access-Control-Allow-Origin: http://localhost:3000
 * > PUT http://localhost:8000/api/items            left out when the preflight ended the fetch
 * < 200
 * ! completed                                      or `pending`, `response-started`, `net::ERR_…`, `net::ERR_… after response`
 * ```
 *
 * A further request block after a 3xx is the next hop. `Origin` and `Sec-Fetch-*` are added the way Chromium does;
 * a line with the same name replaces the default, `Name:` without a value removes it. Blank lines, lines that start with
 * `#` and indentation are ignored. Time passes by 10 ms a block.
 *
 * @throws Error naming the line when the text is not a transcript.
 */
export function parseTranscript(text: string, id = 'trace-1', startAt = 1000): FetchTrace {
  const script = parseBlocks(text, startAt);
  const hops = buildHops(script);
  const { settings } = script;
  const first = hops[0];
  if (!first) throw new Error('transcript: no request block (`> GET https://…`)');
  return {
    id,
    browser: settings.browser,
    tabId: settings.fromServiceWorker ? -1 : 1,
    frameId: 0,
    documentId: 'document-1',
    fromServiceWorker: settings.fromServiceWorker,
    type: settings.type,
    ...(settings.page === undefined ? {} : { initiatorOrigin: settings.page }),
    ...(settings.document === undefined ? {} : { documentFrom: settings.document }),
    startedAt: first.startedAt,
    hops,
    outcome: buildOutcome(script.terminal),
    preflightOnly: settings.preflightOnly,
    ...pageReportOf(settings),
  };
}

function pageReportOf({ credentials, redirect }: Script['settings']): Pick<FetchTrace, 'pageReport'> {
  if (credentials === undefined && redirect === undefined) return {};
  return {
    pageReport: {
      ...(credentials === undefined ? {} : { credentialsMode: credentials }),
      ...(redirect === undefined ? {} : { redirectMode: redirect }),
    },
  };
}

/** Several fetches of one page, separated by a line `---`, in order. Ids are `trace-1`, `trace-2`, …; times follow on. */
export function parseTranscripts(text: string): FetchTrace[] {
  return text
    .split(/^\s*---\s*$/m)
    .map((part, index) => parseTranscript(part, `trace-${index + 1}`, 1000 * (index + 1)));
}

function buildHops(script: Script): Hop[] {
  const hops: Hop[] = [];
  let state: HopState | undefined;
  let waiting: RequestBlock | undefined;
  let previous: RequestBlock | undefined;
  for (const block of script.requests) {
    if (isPreflight(block)) {
      if (waiting) throw new Error(`transcript line ${block.line}: a second preflight before the actual request`);
      waiting = block;
      continue;
    }
    if (waiting) requireSameRequest(waiting, block);
    requireRedirectBefore(previous, block);
    const built = withBrowserHeaders(block, script.settings, state);
    const preflight = waiting && buildPreflight(waiting, script, state, false);
    hops.push(buildHop(block, built.headers, preflight));
    state = built.state;
    waiting = undefined;
    previous = block;
  }
  if (waiting) {
    requireRedirectBefore(previous, waiting);
    hops.push(buildUnsentHop(waiting, script, state));
  }
  linkRedirects(hops, script);
  return hops;
}

function isPreflight(block: RequestBlock): boolean {
  return block.method === 'OPTIONS' && requestedMethod(block) !== undefined;
}

function requestedMethod(block: RequestBlock): string | undefined {
  return block.headers.find(([name]) => name.toLowerCase() === 'access-control-request-method')?.[1];
}

function requireSameRequest(preflight: RequestBlock, actual: RequestBlock): void {
  if (preflight.url !== actual.url) {
    throw new Error(`transcript line ${actual.line}: ${actual.url} follows a preflight to ${preflight.url}`);
  }
  if (requestedMethod(preflight) !== actual.method) {
    throw new Error(
      `transcript line ${actual.line}: ${actual.method} follows a preflight that asks for ${requestedMethod(preflight)}`,
    );
  }
}

function requireRedirectBefore(previous: RequestBlock | undefined, block: RequestBlock): void {
  if (!previous) return;
  const status = previous.response?.status ?? 'no response';
  if (typeof status === 'number' && status >= 300 && status <= 399) return;
  throw new Error(`transcript line ${block.line}: a further request needs a 3xx before it, not ${status}`);
}

function buildHop(block: RequestBlock, headers: Hop['requestHeaders'], preflight: Preflight | undefined): Hop {
  const { response } = block;
  return {
    url: block.url,
    method: block.method,
    startedAt: preflight ? preflight.startedAt - 1 : block.at,
    requestHeaders: headers ?? [],
    sentAt: block.at + 1,
    ...(response && !response.byExtension ? { response: observed(response), endedAt: response.at } : {}),
    ...(preflight ? { preflight } : {}),
  };
}

/** The browser never sent the actual request: method and URL are all that is known of it. */
function buildUnsentHop(block: RequestBlock, script: Script, state: HopState | undefined): Hop {
  return {
    url: block.url,
    method: requestedMethod(block) ?? 'GET',
    startedAt: block.at - 1,
    preflight: buildPreflight(block, script, state, true),
  };
}

function buildPreflight(block: RequestBlock, script: Script, state: HopState | undefined, last: boolean): Preflight {
  const { response } = block;
  const failedInTransport = last && !response && script.terminal.kind === 'error';
  return {
    requestId: `preflight-${block.line}`,
    pairing: 'observed',
    url: block.url,
    method: 'OPTIONS',
    startedAt: block.at,
    requestHeaders: withBrowserHeaders(block, script.settings, state).headers,
    sentAt: block.at + 1,
    ...(response ? { response: observed(response), endedAt: response.at } : {}),
    ...(failedInTransport ? { netError: 'net::ERR_FAILED' } : {}),
  };
}

function observed(response: NonNullable<RequestBlock['response']>) {
  return { status: response.status, headers: response.headers, receivedAt: response.at, fromCache: response.fromCache };
}

function linkRedirects(hops: Hop[], script: Script): void {
  const actuals = script.requests.filter((block) => !isPreflight(block));
  hops.forEach((hop, index) => {
    const next = hops[index + 1];
    const response = actuals[index]?.response;
    if (!next || !response) return;
    hops[index] = {
      ...hop,
      redirect: { to: next.url, status: response.status, byExtension: response.byExtension },
    };
  });
}

function buildOutcome(terminal: Terminal): Outcome {
  switch (terminal.kind) {
    case 'pending':
      return { kind: 'pending' };
    case 'response-started':
    case 'completed':
      return { kind: terminal.kind, at: terminal.at };
    case 'error':
      return {
        kind: 'error',
        at: terminal.at,
        netError: terminal.netError,
        afterResponseStarted: terminal.afterResponseStarted,
      };
  }
}
