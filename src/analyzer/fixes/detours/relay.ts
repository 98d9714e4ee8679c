import { isToken } from '../../fetch/token-list.ts';
import { code, type Prose, prose } from '../../rules/prose.ts';
import type { Refusal } from '../stacks/stack.ts';
import type { DetourNeed } from './detour.ts';
import { isUnencrypted, type Way, wayTo } from './way.ts';

/** Everything that a relay may do. It does nothing else, so nobody can make it ask another server or another path. */
export interface Relay extends Way {
  /** Exactly these, compared as text. */
  readonly paths: readonly string[];
  readonly methods: readonly string[];
  /** Request headers that are passed on; lower-case. Never cookies. */
  readonly requestHeaders: readonly string[];
  /** Response headers that are passed back; lower-case. Never cookies, redirects or what changes the page's own policy. */
  readonly responseHeaders: readonly string[];
  readonly notes: readonly Prose[];
}

/** The relay for what the page was seen to ask, or why there can be none. */
export function relayFor(need: DetourNeed): Relay | Refusal {
  const way = wayTo(need);
  if ('refused' in way) return way;
  const paths = need.paths.filter(isPlainPath);
  if (paths.length === 0) {
    return { refused: prose`No path was seen that a relay could compare as it is, without decoding it.` };
  }
  const method = need.methods.find((value) => !isRelayMethod(value));
  if (method !== undefined || need.methods.length === 0) {
    return { refused: prose`A relay cannot pass on the method ${code((method ?? '').slice(0, 80))}.` };
  }
  const name = [...need.requestHeaders, ...need.exposeHeaders].find((value) => !isHeaderName(value));
  if (name !== undefined) return { refused: prose`${code(name.slice(0, 80))} is no header that a relay can pass on.` };
  const requestHeaders = unique(['accept', 'content-type', ...need.requestHeaders]).filter(isForServer);
  return {
    ...way,
    calls: paths.map((path) => ({ from: `${way.server}${path}`, to: `${way.prefix}${path}` })),
    paths,
    methods: need.methods,
    requestHeaders,
    responseHeaders: unique(['content-type', ...need.exposeHeaders]).filter(isForPage),
    notes: notesFor(need, way, { requestHeaders, leftOut: need.paths.length - paths.length }),
  };
}

/** Bytes of a request or response that a relay holds in memory at most, and seconds that it waits. */
export const MOST_BYTES = 5_000_000;
export const SECONDS = 10;

/** Without percent signs, which frameworks decode before a view sees them, and without parts that mean another folder. */
function isPlainPath(path: string): boolean {
  const isPlain = path.length <= 1000 && /^\/[\w.~!$&'()*+,;=:@/-]*$/.test(path);
  return isPlain && !path.includes('//') && !path.split('/').some((part) => part === '.' || part === '..');
}

function isRelayMethod(method: string): boolean {
  return /^[A-Z]{1,32}$/.test(method) && !['CONNECT', 'OPTIONS', 'TRACE', 'TRACK'].includes(method);
}

function isHeaderName(name: string): boolean {
  return name !== '*' && name.length <= 200 && isToken(name);
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names.map((name) => name.toLowerCase()))];
}

/** The connection's own headers, and what belongs to the relay's side of it. */
const OF_THE_CONNECTION =
  /^(?:connection|content-encoding|content-length|expect|forwarded|host|keep-alive|origin|referer|te|trailer|transfer-encoding|upgrade|via|x-forwarded-.*|x-http-method.*|x-method-override|x-real-ip|proxy-.*|sec-.*|access-control-.*)$/;

function isForServer(name: string): boolean {
  return !OF_THE_CONNECTION.test(name) && !/^cookie2?$/.test(name);
}

/** What a browser would act upon in the name of the page's own origin. */
const OF_THE_ORIGIN =
  /^(?:set-cookie2?|location|refresh|link|clear-site-data|content-disposition|content-security-policy.*|cross-origin-.*|origin-agent-cluster|permissions-policy|referrer-policy|report-to|reporting-endpoints|service-worker-allowed|sourcemap|speculation-rules|strict-transport-security|www-authenticate|x-content-type-options|x-frame-options)$/;

function isForPage(name: string): boolean {
  return !OF_THE_CONNECTION.test(name) && !OF_THE_ORIGIN.test(name);
}

interface Decided {
  readonly requestHeaders: readonly string[];
  readonly leftOut: number;
}

function notesFor(need: DetourNeed, way: Way, { requestHeaders, leftOut }: Decided): readonly Prose[] {
  const notes: Prose[] = [
    prose`Only the listed paths and methods are passed on, and only to ${code(way.server)}. Add others by hand; whoever reaches your backend can use what is listed, so put it behind your login if it is not for everybody.`,
    prose`The page calls it on its own origin, ${code(need.pageOrigin)}. A backend with another origin has to be reachable there, or allow the page itself.`,
  ];
  const secret = requestHeaders.find((name) => /auth|key|token|secret/.test(name));
  if (secret !== undefined) {
    notes.push(
      prose`The page’s ${code(secret)} is passed on. A key that is yours and not the user’s belongs in the backend: read it from the environment, set the header there, and take it out of the page.`,
    );
  }
  if (need.credentials) {
    notes.push(
      prose`Cookies are not passed on: the browser sends your backend’s own, which are none of ${code(way.server)}’s business. Where that server wants a session, the backend has to log in to it.`,
    );
  }
  if (leftOut > 0) notes.push(prose`Paths with escaped characters are left out: ${code(String(leftOut))} of them.`);
  if (isUnencrypted(way)) {
    notes.push(prose`The way to ${code(way.server)} is not encrypted: use https if the server speaks it.`);
  }
  return notes;
}
