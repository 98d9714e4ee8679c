import type { HeaderList } from '../../src/analyzer/fetch/header-list.ts';
import type { CredentialsMode } from '../../src/analyzer/fetch/network-error.ts';

/**
 * The servers of a case. `O` serves the page; `T` and `U` are cross-site to it and to each other; `S` has O's host on
 * another port, so it is cross-origin but same-site.
 */
export type Role = 'O' | 'T' | 'U' | 'S';

export type Origins = Readonly<Record<Role, string>>;

/** What in the page makes the request. `unload` and the like are not here: nothing could be learnt about the result. */
export type Api =
  | 'fetch'
  | 'xhr'
  | 'xhr-sync'
  | 'event-source'
  | 'beacon'
  | 'img'
  | 'script'
  | 'module-script'
  | 'import'
  | 'stylesheet'
  | 'font'
  | 'mask-image'
  | 'shape-outside'
  | 'video'
  | 'track'
  | 'worker-script'
  | 'preload'
  | 'modulepreload'
  | 'prefetch';

/** One request as the page makes it. */
export interface Ask {
  readonly api: Api;
  /** `strict-frame`: a frame of the page's origin whose content security policy forbids every connection. */
  readonly from: 'page' | 'sandboxed-frame' | 'strict-frame' | 'worker';
  readonly method: string;
  /** As the script sets them, one character per byte. */
  readonly headers: HeaderList;
  readonly credentials: CredentialsMode;
  readonly mode: 'cors' | 'no-cors' | 'same-origin';
  readonly redirect: 'follow' | 'error' | 'manual';
  readonly cache: 'default' | 'no-store' | 'reload' | 'no-cache' | 'force-cache';
  readonly keepalive: boolean;
  /**
   * The request has a body: this text. A beacon's is a Blob of `bodyType`, unless that is `null` (a string); that of fetch()
   * is a stream if the type is `stream`.
   */
  readonly body: string | null;
  readonly bodyType: string | null;
  /** XMLHttpRequest only. */
  readonly uploadListener: boolean;
  /** The attribute of elements. It must say the same as `mode` and `credentials`. */
  readonly crossOrigin: string | null;
  /** fetch() only. */
  readonly integrity: string | null;
  /** fetch() only: the page aborts the request when it has arrived at the server. */
  readonly givesUp?: boolean;
  /** fetch() only: where the page says that the server is. */
  readonly targetAddressSpace?: 'loopback' | 'local' | 'public';
}

/** What the raw server writes. Every text may hold placeholders, see {@link expand}. */
export type RawAnswer =
  | {
      /** `204 No Content`: what follows the version in the status line. */
      readonly status: string;
      /**
       * Header lines in wire order, one character per byte. A line break inside a line arrives as it is, so a value can
       * be folded. Content-Type, Content-Length and Connection are added where they are missing.
       */
      readonly lines: readonly string[];
      /** One character per byte. Default: an empty comment, valid as script and as style sheet. */
      readonly body?: string;
    }
  /** Ends the connection without an answer, politely or with a reset, or leaves it open without one. */
  | { readonly end: 'close' | 'reset' | 'never' };

/** One URL of a case. */
export interface CaseHop {
  /** A server, or a whole URL with placeholders: for what no server answers, `foo:{key}`. */
  readonly at: Role | string;
  /** The answer to an OPTIONS that asks for permission. Default: as `actual`, which allows nothing unless it says so. */
  readonly preflight?: Answers;
  /** The answer to everything else. */
  readonly actual: Answers;
}

/** Where a request is made, or what stands between page and server, beyond what is usual. */
export type Situation =
  /** The page is `O`, but the browser takes its server, which is that of `U`, for one in the internet. */
  | { readonly kind: 'public-page' }
  /** The same by a name that the browser does not trust. */
  | { readonly kind: 'insecure-public-page' }
  /** The page is a file. `O` is `file://`, and so is a URL below it. */
  | { readonly kind: 'file' }
  /** A service worker of the page answers `made-up` itself, makes the request as it is or in mode `no-cors`, or lets it be. */
  | { readonly kind: 'service-worker'; readonly does: 'made-up' | 'pass-on' | 'opaque' | 'let-be' }
  /** Rules of another extension for the requests of this case. */
  | { readonly kind: 'other-extension'; readonly rules: readonly OtherRule[] };

/** What another extension does with a request. */
export interface OtherRule {
  /** `redirect`: to the next hop. */
  readonly does: 'block' | 'redirect' | { readonly request?: HeaderChange; readonly response?: HeaderChange };
  /** Default: with every request. */
  readonly to?: 'preflight' | 'actual';
}

/** Sets a header, or removes it. */
export interface HeaderChange {
  readonly name: string;
  readonly value?: string;
}

/** One for all requests; of several, the n-th to the n-th request and the last one from then on. */
export type Answers = RawAnswer | readonly [RawAnswer, ...RawAnswer[]];

/** Requests and every byte that the servers answer: all that decides about the result. Plain data, so it can be stored. */
export interface OracleCase {
  readonly id: string;
  readonly title: string;
  /** One after the other, unless `concurrent`; all for the URL of the first hop. */
  readonly asks: readonly [Ask, ...Ask[]];
  readonly concurrent?: boolean;
  /** The servers have names that browsers do not trust, so that no `Sec-Fetch-*` header is sent. They are same-site. */
  readonly plain?: boolean;
  /** What else than page and servers has a say. */
  readonly situation?: Situation;
  /** Redirects among the answers lead from each to the next one. */
  readonly hops: readonly [CaseHop, ...CaseHop[]];
}

/** What the browsers were seen to say about one ask. */
export interface Observed {
  /** Chromium's `CorsError`; `null`: none. */
  readonly chromium: string | null;
  /** Chromium's `failedParameter`; several where it may be any of them. Placeholders as in answers. */
  readonly parameter: string | readonly string[];
  /** Category of Firefox's first console message; `null`: none. `undefined`: never run there. */
  readonly firefox: string | null | undefined;
  /** What the Fetch Standard says; `undefined` where it does not decide. */
  readonly standard: 'pass' | 'fail' | undefined;
  /**
   * What the page got in Chromium. `failed` without `chromium`: something other than CORS stopped it. `opaque`: delivered
   * unread. `unseen`: nothing tells the page.
   */
  readonly page: 'read' | 'opaque' | 'failed' | 'unseen';
  /** Extensions get no event for it in Chromium, so nothing can be said. */
  readonly noEvents?: true;
}

/** A case with what was seen. */
export interface TableCase extends OracleCase {
  /** One per ask. */
  readonly observed: readonly [Observed, ...Observed[]];
  /** OPTIONS requests that reached a server in Chromium, where that is what the case is about. */
  readonly preflights?: number;
  /** The same for Firefox. */
  readonly preflightsInFirefox?: number;
}

/** Asks, by index, that extensions get no event about in Chromium. */
export function silentAsks(one: OracleCase | TableCase): ReadonlySet<number> {
  if (!('observed' in one)) return new Set();
  return new Set(one.observed.flatMap(({ noEvents }, index) => (noEvents ? [index] : [])));
}

/** Fills in a plain GET by fetch() of the page. */
export function ask(part: Partial<Ask> = {}): Ask {
  return {
    api: 'fetch',
    from: 'page',
    method: 'GET',
    headers: [],
    credentials: 'same-origin',
    mode: 'cors',
    redirect: 'follow',
    cache: 'default',
    keepalive: false,
    body: null,
    bodyType: null,
    uploadListener: false,
    crossOrigin: null,
    integrity: null,
    ...part,
  };
}

/** A case on given servers under a key of its own: nothing is left to fill in. */
export interface Placed {
  readonly case: OracleCase;
  /** Part of every URL of the case, and of no other one's. */
  readonly key: string;
  readonly origins: Origins;
  /** One per hop. */
  readonly urls: readonly string[];
}

/** `key` must be unique per run: letters, digits and dashes. */
export function place(oracleCase: OracleCase, key: string, origins: Origins): Placed {
  const bare: Placed = { case: oracleCase, key, origins, urls: [] };
  const urls = oracleCase.hops.map(({ at }, index) =>
    isRole(at) ? `${origins[at]}${pathOf(key, index)}` : expand(at, bare),
  );
  return { ...bare, urls };
}

function isRole(at: string): at is Role {
  return at === 'O' || at === 'T' || at === 'U' || at === 'S';
}

function pathOf(key: string, hop: number): string {
  return `/case/${key}/${hop}`;
}

/** Case key and hop of a request path, `undefined` for every other path. */
export function caseOfPath(path: string): { readonly key: string; readonly hop: number } | undefined {
  const match = /^\/case\/([\w-]+)\/(\d+)(?:[?#]|$)/.exec(path);
  return match ? { key: match[1] ?? '', hop: Number(match[2]) } : undefined;
}

/** The case key in an absolute URL. */
export function keyOfUrl(url: string): string | undefined {
  return /\/case\/([\w-]+)\//.exec(url)?.[1] ?? /^foo:([\w-]+)$/.exec(url)?.[1];
}

/**
 * The text with its placeholders replaced: `{O}` an origin, `{O:upper}` the same in capitals, `{O:host}` its host
 * without port, `{O:port}` its port; `{url:1}` and `{path:1}` a hop's URL and path; `{key}`.
 */
export function expand(text: string, { key, origins, urls }: Placed): string {
  return text.replaceAll(/\{(?:([OTUS])(?::(upper|host|port))?|(url|path):(\d)|key)\}/g, (whole, ...groups) => {
    const [role, part, kind, hop] = groups as [Role | undefined, string | undefined, string | undefined, string];
    if (whole === '{key}') return key;
    if (role === undefined) return kind === 'url' ? (urls[Number(hop)] ?? '') : pathOf(key, Number(hop));
    const url = new URL(origins[role]);
    if (part === 'host') return url.hostname;
    if (part === 'port') return url.port;
    return part === 'upper' ? origins[role].toUpperCase() : origins[role];
  });
}

/** Whether a request with this method and these header names asks for permission; scripts cannot set the header. */
export function isPreflight(method: string, headerNames: readonly string[]): boolean {
  return method === 'OPTIONS' && headerNames.includes('access-control-request-method');
}

/** The `n`-th answer (from 0) of a list that ends in repeats of its last. */
export function nthAnswer(answers: Answers, n: number): RawAnswer {
  if (!isList(answers)) return answers;
  return answers[Math.min(n, answers.length - 1)] ?? answers[0];
}

function isList(answers: Answers): answers is readonly [RawAnswer, ...RawAnswer[]] {
  return Array.isArray(answers);
}
