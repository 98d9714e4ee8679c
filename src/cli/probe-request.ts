import { Buffer } from 'node:buffer';
import { dialectRules } from '../analyzer/fetch/dialect.ts';
import { type HeaderList, hasHeader } from '../analyzer/fetch/header-list.ts';
import {
  headersJudgedAfterRedirect,
  redirectTaintsOrigin,
  requestAfterRedirect,
} from '../analyzer/fetch/http-redirect.ts';
import { isCorsSafelistedMethod } from '../analyzer/fetch/methods.ts';
import {
  isPotentiallyTrustworthy,
  isSameOrigin,
  isSchemefullySameSite,
  serializedOriginOf,
} from '../analyzer/fetch/origin.ts';
import { corsUnsafeRequestHeaderNames, isForbiddenRequestHeader } from '../analyzer/fetch/request-headers.ts';
import type { ProbeCommand } from './options.ts';

/** What one hop of a probe is about to send. */
export interface Step {
  readonly url: string;
  readonly method: string;
  /** What the page sets. */
  readonly authored: HeaderList;
  /** Those whose values were not given: they are asked for and not sent. */
  readonly namesOnly: readonly string[];
  /** What decides about the preflight: in Firefox the headers of the first hop. */
  readonly judged: HeaderList;
  readonly body: string | undefined;
  /** Serialised; "null" after a redirect that taints it. */
  readonly origin: string;
}

export function firstStep({ url, method, headers, body, origin, browser }: ProbeCommand): Step {
  const set = headers.filter(({ name, value }) => !isForbiddenRequestHeader(name, value ?? '', browser));
  const authored = set.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value] as const]));
  const namesOnly = set.flatMap(({ name, value }) => (value === undefined ? [name] : []));
  const isTyped = set.some(({ name }) => name.toLowerCase() === 'content-type');
  // fetch() labels a body of text so, unless the page says otherwise.
  if (body !== undefined && !isTyped) authored.push(['Content-Type', 'text/plain;charset=UTF-8']);
  return { url, method, authored, namesOnly, judged: authored, body, origin };
}

export function stepAfterRedirect(step: Step, status: number, nextUrl: string, command: ProbeCommand): Step {
  const before = { url: step.url, method: step.method, headers: step.authored };
  const after = requestAfterRedirect(before, status, nextUrl);
  const named = { ...before, headers: step.namesOnly.map((name) => [name, ''] as const) };
  const namesLeft = requestAfterRedirect(named, status, nextUrl).headers.map(([name]) => name);
  const isTainted = step.origin === 'null' || redirectTaintsOrigin(command.origin, step.url, nextUrl);
  return {
    url: nextUrl,
    method: after.method,
    authored: after.headers,
    namesOnly: dialectRules(command.browser).redirectShrinksPreflight ? namesLeft : step.namesOnly,
    judged: headersJudgedAfterRedirect({ ...before, headers: step.judged }, after, command.browser),
    body: after.method === step.method ? step.body : undefined,
    origin: isTainted ? 'null' : step.origin,
  };
}

function isCrossOrigin({ origin, url }: Step): boolean {
  return origin === 'null' || !isSameOrigin(origin, url);
}

/** The names that the browser would ask permission for, sorted; `undefined` when it would not ask. */
export function namesToAsk(step: Step, { browser }: ProbeCommand): readonly string[] | undefined {
  if (!isCrossOrigin(step)) return undefined;
  const unsafe = corsUnsafeRequestHeaderNames(step.judged, browser);
  const names = [...new Set([...unsafe, ...step.namesOnly.map((name) => name.toLowerCase())])].sort();
  return names.length > 0 || !isCorsSafelistedMethod(step.method) ? names : undefined;
}

export function preflightHeaders(step: Step, names: readonly string[], command: ProbeCommand): HeaderList {
  const tainted = dialectRules(command.browser).preflightComparesTaintedOrigin;
  return [
    ['Host', new URL(step.url).host],
    ['User-Agent', USER_AGENT],
    ['Accept', '*/*'],
    ['Access-Control-Request-Method', step.method],
    ...(names.length > 0 ? ([['Access-Control-Request-Headers', names.join(',')]] as const) : []),
    ['Origin', tainted ? step.origin : command.origin],
    ...fetchMetadata(step, command, command.browser === 'firefox'),
    ['Connection', 'close'],
  ];
}

export function actualHeaders(step: Step, command: ProbeCommand): HeaderList {
  const sendsOrigin = isCrossOrigin(step) || (step.method !== 'GET' && step.method !== 'HEAD');
  const sendsLength = step.body !== undefined || ['POST', 'PUT'].includes(step.method);
  return [
    ['Host', new URL(step.url).host],
    ...(hasHeader(step.authored, 'user-agent') ? [] : ([['User-Agent', USER_AGENT]] as const)),
    ...(hasHeader(step.authored, 'accept') ? [] : ([['Accept', '*/*']] as const)),
    ...step.authored,
    ...(sendsLength ? ([['Content-Length', String(Buffer.byteLength(step.body ?? ''))]] as const) : []),
    ...(sendsOrigin ? ([['Origin', step.origin]] as const) : []),
    ...cookies(step, command),
    ...fetchMetadata(step, command, true),
    ['Connection', 'close'],
  ];
}

/** A name of its own: a server's log should not take this for somebody's browser. */
const USER_AGENT = `Mozilla/5.0 (compatible; whycors/${__WHYCORS_VERSION__})`;

/** Only those that were given, and only to the server they were given for. */
function cookies({ url }: Step, { headers, credentials, url: first }: ProbeCommand): HeaderList {
  if (!credentials || !isSameOrigin(first, url)) return [];
  return headers.flatMap(({ name, value }) =>
    name.toLowerCase() === 'cookie' && value !== undefined ? [['Cookie', value] as const] : [],
  );
}

/** Browsers send these to trustworthy addresses only. `Storage-Access` goes with credentials, and across sites. */
function fetchMetadata(step: Step, command: ProbeCommand, tellsStorageAccess: boolean): HeaderList {
  const { url } = step;
  if (!isPotentiallyTrustworthy(url)) return [];
  const isHome = isSameOrigin(command.origin, url);
  const isSameSite = isSchemefullySameSite(command.origin, serializedOriginOf(url)) ?? false;
  const site = isHome && step.origin !== 'null' ? 'same-origin' : isSameSite ? 'same-site' : 'cross-site';
  const access = cookies(step, command).length > 0 ? 'active' : 'none';
  const says = tellsStorageAccess && command.credentials && site === 'cross-site';
  return [
    ['Sec-Fetch-Site', site],
    ['Sec-Fetch-Mode', 'cors'],
    ['Sec-Fetch-Dest', 'empty'],
    ...(says ? ([['Sec-Fetch-Storage-Access', access]] as const) : []),
  ];
}
