import { classifyNetError } from '../../src/analyzer/fetch/net-error.ts';
import type { TraceJson } from '../../src/analyzer/report-json.ts';

type HeaderLines = readonly (readonly [string, string])[];

/** A field that two reports of one request do not have in common, e.g. `hops.0.netError`. */
export interface Difference {
  readonly path: string;
  readonly chromium: unknown;
  readonly firefox: unknown;
}

/** Numbers and moments of one run, and what the browser saw in its own terms: never equal, and not compared. */
const OF_THE_RUN = ['id', 'startedAt', 'capture'];

/** Lines that a browser adds on its own and no decision rests on. */
const OWN_REQUEST_LINES =
  /^(accept|accept-encoding|accept-language|cache-control|connection|content-length|dnt|host|pragma|priority|referer|sec-.*|te|upgrade-insecure-requests|user-agent)$/;
/** Lines that say when the answer was given. */
const MOMENTS = /^(date|keep-alive)$/;

/** In the words of a cause. */
const DURATION = /\b\d+(\.\d+)? s\b/g;

/** The fields in which two reports of one request differ. Header lists are compared by name, in no order. */
export function differences(chromium: TraceJson, firefox: TraceJson): readonly Difference[] {
  const [a, b] = [comparable(chromium), comparable(firefox)];
  return [...new Set([...a.keys(), ...b.keys()])]
    .filter((path) => JSON.stringify(a.get(path)) !== JSON.stringify(b.get(path)))
    .map((path) => ({ path, chromium: a.get(path), firefox: b.get(path) }));
}

/** Path to value. Lists of findings, candidates and missing facts are one value each. */
function comparable(trace: TraceJson): ReadonlyMap<string, unknown> {
  const found = new Map<string, unknown>();
  const add = (path: string, value: unknown): void => {
    if (path.endsWith('equestHeaders')) found.set(path, byName(value as HeaderLines, OWN_REQUEST_LINES));
    else if (path.endsWith('esponseHeaders')) found.set(path, byName(value as HeaderLines, MOMENTS));
    else if (typeof value === 'string') found.set(path, value.replace(DURATION, '… s'));
    else if (value === null || typeof value !== 'object' || (Array.isArray(value) && path !== 'hops'))
      found.set(path, value);
    else for (const [key, inner] of Object.entries(value)) add(path === '' ? key : `${path}.${key}`, inner);
  };
  for (const [key, value] of Object.entries(trace)) if (!OF_THE_RUN.includes(key)) add(key, value);
  return found;
}

function byName(lines: HeaderLines, leftOut: RegExp): readonly string[] {
  const values = new Map<string, string>();
  for (const [name, value] of lines) {
    if (!leftOut.test(name)) values.set(name, values.has(name) ? `${values.get(name)}, ${value}` : value);
  }
  return [...values].map(([name, value]) => `${name}: ${value}`).sort();
}

/** Why the report of one browser may say something else than that of the other, and where. */
export interface Reason {
  /** The words of docs/limits.md, in short. */
  readonly name: string;
  /** Whether this is the reason for a difference; it looks at the two traces, not at the scenario. */
  explains(difference: Difference, chromium: TraceJson, firefox: TraceJson): boolean;
}

const FOLLOWS_FROM_CREDENTIALS =
  /^(credentials|verdict|blockedBy|cause|findings|candidates|missing|expected|observed)(\.|$)/;

/** The one reason that not every Firefox gives: newer ones take as many hosts as Chromium. */
export const URL_PARSERS = 'whether a value is an origin is up to the URL parser of each browser';

export const REASONS: readonly Reason[] = [
  {
    name: 'the events of Firefox do not tell whether the page could read it',
    explains: ({ path }, chromium, firefox) =>
      (path === 'observed' && firefox.observed === null && chromium.observed === chromium.verdict) ||
      (/^hops\.\d+\.netError$/.test(path) && firefox.observed === null && onlySays(chromium, 'failed')),
  },
  {
    name: 'Firefox ends a redirect that is not followed like any other response, Chromium with an error',
    explains: ({ path, chromium, firefox }, ...both) =>
      both.every(({ missing }) => missing.includes('redirect-mode')) &&
      // An end without a response in use leaves the headers undecided.
      ((/^hops\.\d+\.netError$/.test(path) && firefox === null) || (path === 'expected' && chromium === null)),
  },
  {
    name: 'each browser has its own names for network errors',
    explains: ({ path, chromium, firefox }, a, b) => {
      const sameRule = a.blockedBy === b.blockedBy && a.cause?.rule === b.cause?.rule;
      if (path.startsWith('cause.')) return sameRule && quotesError(a, chromium) && quotesError(b, firefox);
      return path.endsWith('.netError') && chromium !== null && firefox !== null && sameRule;
    },
  },
  {
    name: 'the credentials mode, which the events of Chromium tell more often',
    explains: ({ path }, chromium, firefox) =>
      FOLLOWS_FROM_CREDENTIALS.test(path) &&
      firefox.credentials.source === 'unknown' &&
      chromium.credentials.source !== 'unknown' &&
      isOneReadingOf(firefox, chromium),
  },
  {
    name: 'preflightOrder: Firefox checks origin and credentials before the redirect, so these matter there only',
    explains: ({ path }, chromium, firefox) =>
      /^(candidates|missing|findings)$/.test(path) &&
      chromium.cause?.chromium === 'PreflightDisallowedRedirect' &&
      firefox.candidates.some((candidate) => candidate.chromium === 'PreflightDisallowedRedirect'),
  },
  {
    name: 'Firefox shows the headers of a request before its preflight, Chromium after',
    explains: ({ path }, chromium, firefox) =>
      wasNeverSent(chromium) &&
      (/^hops\.\d+\.requestHeaders$/.test(path) ||
        (FOLLOWS_FROM_CREDENTIALS.test(path) &&
          chromium.credentials.source === 'unknown' &&
          firefox.credentials.source !== 'unknown' &&
          isOneReadingOf(chromium, firefox))),
  },
  {
    name: 'Firefox joins the lines of a header that is repeated',
    explains: ({ path }, chromium) => /^(cause\.firefox|server\.)/.test(path) && repeatsHeader(chromium),
  },
  {
    name: URL_PARSERS,
    explains: ({ path, chromium, firefox }, a, b) =>
      path === 'cause.chromium' &&
      a.cause?.firefox === b.cause?.firefox &&
      [chromium, firefox].sort().join() === 'AllowOriginMismatch,InvalidAllowOriginValue',
  },
  {
    name: 'Firefox does not answer a cors request with what it keeps for a no-cors one',
    explains: (_difference, chromium, firefox) =>
      chromium.cause?.rule === 'cached-response-poisoned' && !isPartial(firefox) && isPartial(chromium),
  },
  {
    name: 'safelistsClientHints, scriptsSetUserAgent, commaInParameterIsSafe: Firefox asks first, Chromium does not',
    explains: (_difference, chromium, firefox) =>
      chromium.verdict === 'allowed' &&
      chromium.hops.every(({ preflight }) => preflight === null) &&
      firefox.hops.some(({ preflight, status }) => preflight !== null && status === null),
  },
  {
    name: 'only Chromium is told in tests that a local address is a public one',
    explains: (_difference, chromium, firefox) =>
      chromium.blockedBy === 'local-network-access' && firefox.hops[0]?.status === 200,
  },
];

function onlySays({ hops }: TraceJson, kind: string): boolean {
  return hops.every(({ netError }) => netError === null || classifyNetError(netError) === kind);
}

function quotesError({ hops }: TraceJson, text: unknown): boolean {
  return hops.some(({ netError }) => netError !== null && String(text).includes(netError));
}

/** What the settled report says is what the open one says of one of its possibilities, or of both. */
function isOneReadingOf(open: TraceJson, settled: TraceJson): boolean {
  if (open.candidates.length === 0) {
    return open.verdict === settled.verdict && open.cause?.chromium === settled.cause?.chromium;
  }
  const name = settled.cause?.firefox ?? null;
  return open.candidates.some(({ firefox }) => firefox === name);
}

function wasNeverSent({ hops }: TraceJson): boolean {
  const last = hops.at(-1);
  return last?.preflight != null && last.status === null && last.requestHeaders.length === 0;
}

/** Whether the response lacks what the server says to each request with an `Origin`. */
function isPartial({ hops }: TraceJson): boolean {
  return !hops.some(({ responseHeaders }) => responseHeaders.some(([name]) => name === 'access-control-allow-origin'));
}

function repeatsHeader({ hops }: TraceJson): boolean {
  return hops.some(({ responseHeaders }) => {
    const names = responseHeaders.map(([name]) => name);
    return new Set(names).size < names.length;
  });
}
