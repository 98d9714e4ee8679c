import { getHeader, type HeaderList, headerLines } from '../fetch/header-list.ts';
import { knownValue } from '../fetch/known.ts';
import { isSchemefullySameSite, serializedOriginOf } from '../fetch/origin.ts';
import { isToken } from '../fetch/token-list.ts';
import type { Change, Diagnosis } from '../rules/rule.ts';
import type { FetchTrace, Hop } from '../trace/fetch-trace.ts';
import type { Judgement } from '../trace/judgement.ts';
import { listedToday } from './listed-today.ts';
import { normaliseOrigin } from './normalise-origin.ts';
import type { Policy } from './policy-type.ts';
import type { SnippetContext } from './stacks/stack.ts';

/** A fetch together with what was decided about it, and its diagnoses where there are any. */
export interface PolicySubject {
  readonly trace: FetchTrace;
  readonly judgement: Judgement;
  readonly cause?: Diagnosis | undefined;
  readonly findings?: readonly Diagnosis[];
}

/** Seconds. Long enough to spare most preflights of a session, short enough that a corrected server is asked again soon. */
const MAX_AGE = 600;

/**
 * The smallest policy that lets every given fetch read what it asks `server` (a serialised origin) for, and takes nothing
 * away: what is allowed already counts too, among `others` of the page as well, and so do origins that the server names
 * today. Lists are sorted and free of repeats.
 *
 * Needs that did not show are not invented: credentials only when the mode is known or inferred to be `include`, exposed
 * headers only as far as the server exposes them today or a diagnosis asks for them. Opaque origins and response headers
 * that a page sends by mistake are left out, because no policy should ever list them; fetches that depend on them stay
 * blocked.
 */
export function policyFor(
  server: string,
  subjects: readonly PolicySubject[],
  others: readonly PolicySubject[] = [],
): Policy {
  const working = others.filter(({ judgement }) => judgement.verdict === 'allowed');
  const concerned = [...subjects, ...working];
  const needs = oneOfEach(concerned).flatMap((subject) => needsOf(server, subject));
  const responses = oneOfEach([...subjects, ...others]).flatMap((subject) => corsHops(subject, server));
  const listed = listedToday(responses.map(({ hop }) => hop));
  const kept = needs.length > 0 ? listed.origins.filter((origin) => origin !== server) : [];
  const expose = changesOfAll(subjects).flatMap((change) => (change.kind === 'expose-headers' ? change.names : []));
  return {
    server,
    origins: sorted([...needs.map(({ origin }) => origin), ...kept]),
    methods: sorted(needs.map(({ method }) => method)),
    requestHeaders: sorted(needs.flatMap(({ requestHeaders }) => requestHeaders)),
    exposeHeaders: sorted([...needs.flatMap(({ exposeHeaders }) => exposeHeaders), ...expose.filter(isToken)]),
    credentials: needs.some(({ credentials }) => credentials),
    maxAge: MAX_AGE,
    paths: sorted(concerned.flatMap((subject) => pathsOf(server, subject))),
    ...(Object.values(listed).some((names: readonly string[]) => names.length > 0) ? { listed } : {}),
  };
}

/** Fetches that share a judgement are alike in everything but their paths: one speaks for all of them. */
function oneOfEach(subjects: readonly PolicySubject[]): readonly PolicySubject[] {
  const met = new Set<Judgement>();
  return subjects.filter(({ judgement }) => !met.has(judgement) && met.add(judgement));
}

/**
 * What the fetches show beyond the policy. With `server`, only hops to that origin count. Where one fetch includes
 * credentials, the unsafe methods of others count unless those are known not to: a request that is held back at its
 * preflight never shows its cookies.
 */
export function policyContext(subjects: readonly PolicySubject[], server?: string): SnippetContext {
  const examples = oneOfEach(subjects);
  const withCredentials = examples.filter(includesCredentials).flatMap((subject) => corsHops(subject, server));
  const perhapsWith = examples.filter(mayIncludeCredentials).flatMap((subject) => corsHops(subject, server));
  const all = examples.flatMap((subject) => corsHops(subject, server));
  return {
    crossSiteCookies: withCredentials.some(({ hop, origin }) => isCrossSite(hop, origin)),
    unsafeMethodsWithCredentials:
      withCredentials.length > 0 && perhapsWith.some(({ hop }) => !SAFE_METHODS.has(methodOf(hop))),
    ...(changesOfAll(subjects).some(({ kind }) => kind === 'answer-preflight') ? { preflightAnsweredEarly: true } : {}),
    ...(all.some(hasUnfitAllowOrigin) ? { unfitAllowOrigin: true } : {}),
  };
}

/** Many fetches share their diagnoses. */
function changesOfAll(subjects: readonly PolicySubject[]): readonly Change[] {
  const diagnoses = new Set<Diagnosis>();
  for (const { cause, findings = [] } of subjects) {
    if (cause) diagnoses.add(cause);
    for (const finding of findings) diagnoses.add(finding);
  }
  return [...diagnoses].flatMap(({ changes }) => changes);
}

/** The response to the actual request, or to the preflight that held it back, names somebody else, everybody, or several. */
function hasUnfitAllowOrigin({ hop, origin }: CorsHop): boolean {
  const lines = [hop.response, hop.preflight?.response].flatMap((response) => [
    ...new Set(headerLines(response?.headers ?? [], 'access-control-allow-origin')),
  ]);
  return lines.some((value) => value !== origin);
}

interface Need {
  readonly origin: string;
  readonly method: string;
  readonly requestHeaders: readonly string[];
  readonly exposeHeaders: readonly string[];
  readonly credentials: boolean;
}

/** Judgements never change, and a server's policy is made again whenever one more fetch to it comes. */
const needsMemo = new WeakMap<Judgement, { readonly server: string; readonly needs: readonly Need[] }>();

function needsOf(server: string, subject: PolicySubject): readonly Need[] {
  const known = needsMemo.get(subject.judgement);
  if (known?.server === server) return known.needs;
  const needs = readNeeds(server, subject);
  needsMemo.set(subject.judgement, { server, needs });
  return needs;
}

function readNeeds(server: string, subject: PolicySubject): readonly Need[] {
  const credentials = includesCredentials(subject);
  return corsHops(subject, server).flatMap(({ hop, index, origin }) => {
    const allowable = normaliseOrigin(origin);
    if ('unusable' in allowable) return [];
    return {
      origin: allowable.origin,
      method: methodOf(hop),
      requestHeaders: unsafeNames(hop, subject.judgement.preflights[index]?.unsafeHeaderNames),
      exposeHeaders: exposedNames(hop.response?.headers ?? [], credentials),
      credentials,
    };
  });
}

const pathsMemo = new WeakMap<
  FetchTrace,
  { readonly server: string; readonly judgement: Judgement; readonly paths: readonly string[] }
>();

/** Of the hops that have needs. */
function pathsOf(server: string, subject: PolicySubject): readonly string[] {
  const { trace, judgement } = subject;
  const known = pathsMemo.get(trace);
  if (known?.server === server && known.judgement === judgement) return known.paths;
  const paths = corsHops(subject, server)
    .filter(({ origin }) => !('unusable' in normaliseOrigin(origin)))
    .map(({ hop }) => new URL(hop.url).pathname);
  pathsMemo.set(trace, { server, judgement, paths });
  return paths;
}

interface CorsHop {
  readonly hop: Hop;
  readonly index: number;
  /** What the browser compares `Access-Control-Allow-Origin` with on this hop. */
  readonly origin: string;
}

/** The hops of a cors-mode fetch that leave the page's origin, or come back to it with a tainted one. */
function corsHops({ trace, judgement }: PolicySubject, server: string | undefined): readonly CorsHop[] {
  if (!judgement.usesCors) return [];
  return trace.hops.flatMap((hop, index) => {
    const target = serializedOriginOf(hop.url);
    const origin = judgement.origins[index] ?? trace.initiatorOrigin ?? 'null';
    const concerned = server === undefined || target === server;
    return concerned && target !== 'null' && target !== origin ? [{ hop, index, origin }] : [];
  });
}

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** A preflight states the method that it asks for, also when the request itself was never seen. */
function methodOf(hop: Hop): string {
  return getHeader(hop.preflight?.requestHeaders ?? [], 'access-control-request-method') ?? hop.method;
}

function unsafeNames(hop: Hop, decided: readonly string[] | undefined): readonly string[] {
  const asked = getHeader(hop.preflight?.requestHeaders ?? [], 'access-control-request-headers');
  const names = decided ?? (asked === null ? [] : asked.split(','));
  return names
    .map((name) => name.trim().toLowerCase())
    .filter((name) => isToken(name) && !name.startsWith('access-control-'));
}

function includesCredentials({ judgement }: PolicySubject): boolean {
  return knownValue(judgement.credentials) === 'include';
}

function mayIncludeCredentials({ judgement }: PolicySubject): boolean {
  const mode = knownValue(judgement.credentials);
  return mode === undefined || mode === 'include';
}

/** Site as the browser states it, else as far as two origins tell; unknown counts as the same site. */
function isCrossSite(hop: Hop, origin: string): boolean {
  const stated = getHeader(hop.requestHeaders ?? hop.preflight?.requestHeaders ?? [], 'sec-fetch-site');
  if (stated !== null) return stated === 'cross-site';
  return isSchemefullySameSite(origin, serializedOriginOf(hop.url)) === false;
}

/** Readable without being exposed, or of no use to a page: a wildcard is not spelled out to these. */
const NOT_WORTH_EXPOSING = new Set([
  'cache-control',
  'content-language',
  'content-length',
  'content-type',
  'expires',
  'last-modified',
  'pragma',
  'connection',
  'date',
  'keep-alive',
  'server',
  'set-cookie',
  'set-cookie2',
  'transfer-encoding',
  'vary',
  'via',
]);

/** The names that a response exposes today; `*` is spelled out as the names that it makes readable in this response. */
function exposedNames(headers: HeaderList, credentials: boolean): readonly string[] {
  const listed = headerLines(headers, 'access-control-expose-headers')
    .flatMap((line) => line.split(','))
    .map((name) => name.trim().toLowerCase())
    .filter(isToken);
  const named = listed.filter((name) => name !== '*');
  if (credentials || named.length === listed.length) return named;
  const readable = headers
    .map(([name]) => name.toLowerCase())
    .filter((name) => !NOT_WORTH_EXPOSING.has(name) && !name.startsWith('access-control-'));
  return [...named, ...readable];
}

function sorted(values: readonly string[]): readonly string[] {
  return [...new Set(values)].sort();
}
