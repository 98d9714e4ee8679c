import { dialectRules, type PreflightCacheRules } from './dialect.ts';
import { getHeader, type HeaderList } from './header-list.ts';
import type { CredentialsMode, Dialect } from './network-error.ts';
import { isCorsNonWildcardRequestHeaderName } from './request-headers.ts';
import { extractTokenList } from './token-list.ts';

/** Milliseconds since the epoch. */
type EpochMs = number;

/** Who asks: what the cache is looked up by, and what the answer must cover. */
export interface CachedRequest {
  /** Serialised origin. Opaque ones are told apart by whatever the caller puts behind it. */
  readonly origin: string;
  readonly url: string;
  readonly method: string;
  /** Lower-case. */
  readonly unsafeHeaderNames: readonly string[];
  /** `undefined`: not known, so neither granted nor refused because of it. */
  readonly credentialsMode: CredentialsMode | undefined;
}

/** One method or header name that a preflight permitted. */
export interface Grant<By> {
  readonly by: By;
  readonly answeredAt: EpochMs;
  readonly validUntil: EpochMs;
  readonly credentialsMode: CredentialsMode | undefined;
}

/** What the answer to a preflight permits, and for how long. */
export interface PreflightAnswer {
  /** Seconds. */
  readonly age: number;
  readonly methods: ReadonlySet<string>;
  /** Lower-case. */
  readonly headerNames: ReadonlySet<string>;
}

interface Remembered<By> extends Grant<By> {
  readonly answer: PreflightAnswer;
}

/** What is remembered for one URL and origin. */
interface Entry<By> {
  /** This answer as a whole covers a request that asks for nothing in particular. */
  readonly latest: Remembered<By>;
  /** Youngest first: those that permitted something else as well. */
  readonly older: readonly Remembered<By>[];
}

/** Changes as the page goes on; times must not run backwards. */
export interface PreflightCache<By> {
  /** Remembers a preflight's answer that passed. `tainted`: the request's origin serialises as "null" after a redirect. */
  store(request: CachedRequest, answer: PreflightAnswer, at: EpochMs, by: By, tainted?: boolean): void;
  /** The grant that answers for this request and expires first. `expired` when one would have, had it not been too old. */
  lookUp(request: CachedRequest, at: EpochMs): { readonly grant: Grant<By>; readonly expired: boolean } | undefined;
  /** A response to this request failed its CORS check, or its preflight did. */
  failed(request: CachedRequest, phase: 'preflight' | 'actual'): void;
  /** What it remembers now, in a cache of its own. */
  copy(): PreflightCache<By>;
}

const DEFAULT_AGE = 5;
/** The largest 64-bit integer, as digits. */
const LARGEST = '9223372036854775807';

/**
 * Seconds for which the answer to a preflight counts.
 *
 * @see https://fetch.spec.whatwg.org/#cors-preflight-fetch steps 7.9 to 7.11
 */
export function preflightMaxAge(headers: HeaderList, dialect: Dialect): number {
  const rules = dialectRules(dialect).preflightCache;
  // 7.9, 7.10 Five seconds unless the server says something.
  const value = getHeader(headers, 'access-control-max-age');
  if (value === null) return DEFAULT_AGE;
  // DEVIATION(chromium), DEVIATION(firefox): what is no number, or a negative one, does not always count as absent.
  const number = rules.acceptsPlus ? value.replace(/^\+(?=\d)/, '') : value;
  if (/^-\d+$/.test(number)) return rules.negativeAge;
  if (!/^\d+$/.test(number)) return rules.unreadableAge;
  // DEVIATION(chromium): a number that does not fit counts as absent.
  const digits = number.replace(/^0+/, '');
  if (digits.length > LARGEST.length || (digits.length === LARGEST.length && digits > LARGEST))
    return rules.overflowAge;
  // 7.11 The engine's limit.
  return Math.min(Number(number), rules.longestAge);
}

/** What an engine remembers of an answer. */
export function preflightAnswer(headers: HeaderList, dialect: Dialect): PreflightAnswer {
  const listed = (name: string) => {
    const tokens = extractTokenList(headers, name);
    return tokens === null || tokens === 'failure' ? [] : tokens;
  };
  return {
    age: preflightMaxAge(headers, dialect),
    methods: new Set(listed('access-control-allow-methods')),
    headerNames: new Set(listed('access-control-allow-headers').map((name) => name.toLowerCase())),
  };
}

/**
 * The CORS-preflight cache of one engine. `By` is whatever the caller wants to find again with an answer.
 *
 * Not modelled: which entry goes when there are too many (here the one unused for longest), and the parts of the key
 * that no event shows (the top-level site, the address space).
 *
 * @see https://fetch.spec.whatwg.org/#cors-preflight-cache
 */
export function preflightCache<By>(dialect: Dialect): PreflightCache<By> {
  return cacheWith(dialect, new Map());
}

/** Entries are replaced and never changed, so that copies can share them. */
function cacheWith<By>(dialect: Dialect, entries: Map<string, Entry<By>>): PreflightCache<By> {
  const rules = dialectRules(dialect).preflightCache;
  // Goes on where it was: entries that went or moved to the end are not passed again each time.
  const fromOldest = entries.keys();
  /** Moves the entry to the end, where the youngest are, and drops the oldest when there are too many. */
  const remember = (key: string, entry: Entry<By>) => {
    entries.delete(key);
    entries.set(key, entry);
    if (entries.size <= rules.entries) return;
    const { value: oldest } = fromOldest.next();
    if (oldest !== undefined) entries.delete(oldest);
  };
  return {
    copy: () => cacheWith(dialect, new Map(entries)),
    store(request, answer, at, by, tainted = false) {
      if (answer.age <= 0 || request.url.length >= rules.urlLimit || (tainted && !rules.remembersTainted)) return;
      const { credentialsMode } = request;
      const latest = { by, answeredAt: at, validUntil: at + answer.age * 1000, credentialsMode, answer };
      for (const key of keysFor(request, rules)) {
        const known = rules.accumulates ? entries.get(key) : undefined;
        remember(key, { latest, older: known ? stillNeeded(known, answer) : NONE });
      }
    },
    lookUp(request, at) {
      for (const key of keysFor(request, rules)) {
        const entry = entries.get(key);
        const grant = entry && grantFor(entry, request, rules);
        if (entry && grant) {
          remember(key, entry);
          return { grant, expired: grant.validUntil <= at };
        }
      }
      return undefined;
    },
    failed(request, phase) {
      // DEVIATION(chromium): the entry outlives a failing response. A failing preflight was sent because none answered.
      if (phase === 'actual' ? rules.forgottenOnFailure : rules.forgottenOnFailure || rules.forgottenWhenShort)
        for (const key of keysFor(request, rules)) entries.delete(key);
    },
  };
}

/** DEVIATION(firefox): requests with and without credentials have entries of their own. */
function keyOf({ origin, url, credentialsMode }: CachedRequest, rules: PreflightCacheRules): string {
  const apart = !rules.credentialedServesAll && credentialsMode === 'include';
  // The length says where the origin ends, whatever the two consist of.
  return `${apart ? 'with' : ''} ${origin.length} ${origin}${url}`;
}

/** Where the credentials mode is not known, either entry may be the one. */
function keysFor(request: CachedRequest, rules: PreflightCacheRules): readonly string[] {
  if (request.credentialsMode !== undefined || rules.credentialedServesAll) return [keyOf(request, rules)];
  return [keyOf(request, rules), keyOf({ ...request, credentialsMode: 'include' }, rules)];
}

const NONE: readonly never[] = [];

/** Of the earlier answers those that permitted something that the new one does not. */
function stillNeeded<By>({ latest, older }: Entry<By>, answer: PreflightAnswer): readonly Remembered<By>[] {
  if (older.length === 0 && isCovered(latest.answer, answer)) return NONE;
  return [latest, ...older].filter((remembered) => !isCovered(remembered.answer, answer));
}

function isCovered(by: PreflightAnswer, answer: PreflightAnswer): boolean {
  if (by === answer) return true;
  return isSubset(by.methods, answer.methods) && isSubset(by.headerNames, answer.headerNames);
}

function isSubset(some: ReadonlySet<string>, all: ReadonlySet<string>): boolean {
  for (const one of some) if (!all.has(one)) return false;
  return true;
}

/** The youngest that permits it. */
function grantOf<By>(
  { latest, older }: Entry<By>,
  list: 'methods' | 'headerNames',
  name: string,
): Grant<By> | undefined {
  return latest.answer[list].has(name) ? latest : older.find(({ answer }) => answer[list].has(name));
}

/** The grant that covers method and header names and expires first; `undefined` when something is not covered. */
function grantFor<By>(entry: Entry<By>, request: CachedRequest, rules: PreflightCacheRules): Grant<By> | undefined {
  const { method, unsafeHeaderNames } = request;
  const wanted: (Grant<By> | undefined)[] = unsafeHeaderNames.map((name) => grantOfHeader(entry, name, rules, request));
  if (!rules.unlistedMethods.includes(method)) wanted.push(grantOfMethod(entry, method, rules, request));
  if (wanted.length === 0) wanted.push(entry.latest);
  const grants = wanted.filter((grant) => grant !== undefined && coversCredentials(grant, request));
  if (grants.length < wanted.length) return undefined;
  return grants.reduce((first, grant) => ((grant?.validUntil ?? 0) < (first?.validUntil ?? 0) ? grant : first));
}

function grantOfMethod<By>(
  entry: Entry<By>,
  method: string,
  rules: PreflightCacheRules,
  { credentialsMode }: CachedRequest,
): Grant<By> | undefined {
  const covered = rules.wildcardServes && credentialsMode !== 'include';
  return grantOf(entry, 'methods', method) ?? (covered ? grantOf(entry, 'methods', '*') : undefined);
}

function grantOfHeader<By>(
  entry: Entry<By>,
  name: string,
  rules: PreflightCacheRules,
  { credentialsMode }: CachedRequest,
): Grant<By> | undefined {
  const covered = rules.wildcardServes && credentialsMode !== 'include' && !isCorsNonWildcardRequestHeaderName(name);
  return grantOf(entry, 'headerNames', name) ?? (covered ? grantOf(entry, 'headerNames', '*') : undefined);
}

/** What was granted without credentials never answers a request with them. */
function coversCredentials<By>(grant: Grant<By>, { credentialsMode }: CachedRequest): boolean {
  if (credentialsMode === undefined || grant.credentialsMode === undefined) return true;
  return credentialsMode !== 'include' || grant.credentialsMode === 'include';
}
