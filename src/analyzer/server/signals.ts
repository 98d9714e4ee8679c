import { getHeader, type HeaderList, hasHeader, headerLines } from '../fetch/header-list.ts';
import type { Exchange } from '../trace/fetch-trace.ts';
import type { ForeignStack, StackId } from './server-guess.ts';

/** One response of the server, with the request that it answers. */
export interface Answer {
  readonly phase: 'preflight' | 'actual';
  readonly exchange: Exchange;
  readonly status: number;
  readonly headers: HeaderList;
}

/** One thing in a response that speaks for a piece of software. */
export interface Signal {
  readonly speaksFor: StackId | ForeignStack;
  /** `front`: something that usually stands before an application and passes its responses on. */
  readonly role: 'app' | 'front';
  /** 3: nothing else sends this. 2: hardly anything else does. 1: counts only together with others. */
  readonly weight: 1 | 2 | 3;
  /** The line or status that was recognised, as plain text; undefined when it is not there. */
  readonly find: Find;
}

/** `header`: the one header, in lower case, without which there is nothing to find; absent where it is not one alone. */
export type Find = ((answer: Answer) => string | undefined) & { readonly header?: string };

/** Order has no meaning: weights of different signals add up, a signal counts once. */
export const SIGNALS: readonly Signal[] = [
  app('express', 3, line('x-powered-by', /^express$/i)),
  app('express', 2, preflightLine('access-control-allow-methods', /^GET,HEAD,PUT,PATCH,POST,DELETE$/, isNotFastify)),
  app('express', 1, preflightLine('vary', /^Access-Control-Request-Headers$/i, isNotFastify)),

  app('flask', 2, line('server', /^Werkzeug\//)),
  app(
    'flask',
    2,
    preflightLine('access-control-allow-methods', /^DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT$/, hasAllow),
  ),

  app('django', 2, line('server', /^(?:WSGIServer\/|daphne$)/)),
  app('django', 2, securityHeadersOfDjango),
  app(
    'django',
    3,
    preflightLine('access-control-allow-methods', /^DELETE, GET, OPTIONS, PATCH, POST, PUT$/, lastsADay),
  ),

  app('fastapi', 1, line('server', /^uvicorn$/)),
  app(
    'fastapi',
    3,
    preflightLine('access-control-allow-headers', /^Accept, Accept-Language, Content-Language, Content-Type/),
  ),
  app(
    'fastapi',
    2,
    preflightLine('access-control-allow-methods', /^DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT$/, isStarlette),
  ),

  // Fastify keeps connections for 72 seconds by default; Node itself, and all else on it, for 5.
  app('fastify', 2, line('keep-alive', /^timeout=72$/)),
  app('fastify', 1, preflightLine('access-control-allow-methods', /^GET,HEAD,POST$/)),

  app('koa', 2, preflightLine('access-control-allow-methods', /^GET,HEAD,PUT,POST,DELETE,PATCH$/, isKoa)),

  app('hono', 2, preflightLine('access-control-allow-methods', /^GET,HEAD,PUT,POST,DELETE,PATCH,QUERY$/)),

  app('nextjs', 3, line('x-powered-by', /^Next\.js\b/)),

  app('rails', 2, markersOfRails),

  app(
    'go-rs-cors',
    2,
    preflightLine('vary', /^Origin, Access-Control-Request-Method, Access-Control-Request-Headers$/),
  ),

  app('spring-boot', 3, line('x-application-context', /./)),
  app('spring-boot', 2, varyLinesOfSpring),
  app('spring-boot', 2, cacheHeadersOfSpringSecurity),

  front('nginx', 2, line('server', /^(?:nginx|openresty)\b/i)),
  front('apache', 2, line('server', /^Apache\b/)),
  front('caddy', 2, line('server', /^Caddy$/)),
  front('caddy', 2, line('via', /\bCaddy$/)),
  front('cloudflare', 2, line('server', /^cloudflare$/)),
  front('cloudflare', 2, line('cf-ray', /./)),
  front('api-gateway', 2, line('x-amz-apigw-id', /./)),
  front('api-gateway', 2, line('apigw-requestid', /./)),
  front('api-gateway', 2, line('x-amzn-errortype', /./)),
  front('tunnel', 3, line('ngrok-error-code', /./)),
  front('tunnel', 2, line('ngrok-trace-id', /./)),
  front('tunnel', 2, line('x-ms-devtunnel-id', /./)),
];

/** Header names that only something in front of an application writes when it answers in its stead. */
export function answeredByFront({ headers }: Answer): boolean {
  const names = ['ngrok-error-code', 'cf-mitigated', 'x-amzn-errortype', 'x-amzn-waf-action'];
  return names.some((name) => hasHeader(headers, name));
}

/** Whether anything in the response speaks for this software, or for anything in this role. */
export function speaks(answer: Answer, of: Partial<Pick<Signal, 'speaksFor' | 'role'>>): boolean {
  return SIGNALS.some(
    ({ speaksFor, role, find }) =>
      (of.speaksFor ?? speaksFor) === speaksFor && (of.role ?? role) === role && find(answer) !== undefined,
  );
}

function app(speaksFor: Signal['speaksFor'], weight: Signal['weight'], find: Find): Signal {
  return { speaksFor, role: 'app', weight, find };
}

function front(speaksFor: Signal['speaksFor'], weight: Signal['weight'], find: Find): Signal {
  return { speaksFor, role: 'front', weight, find };
}

/** The first line of this name that looks like this. */
function line(name: string, pattern: RegExp): Find {
  const find = ({ headers }: Answer) => {
    const value = headerLines(headers, name).find((candidate) => pattern.test(candidate));
    return value === undefined ? undefined : `${name}: ${value.slice(0, 120)}`;
  };
  return Object.assign(find, { header: name });
}

function preflightLine(name: string, pattern: RegExp, also: (answer: Answer) => boolean = () => true): Find {
  const find = line(name, pattern);
  const ofPreflight = (answer: Answer) => (answer.phase === 'preflight' && also(answer) ? find(answer) : undefined);
  return Object.assign(ofPreflight, { header: name });
}

/** Fastify's CORS plugin had the same default methods for years; its connections last longer than Node's default. */
function isNotFastify({ headers }: Answer): boolean {
  return getHeader(headers, 'keep-alive') !== 'timeout=72';
}

/** Hono had the same list once. It varies by the headers asked for, Koa's library by the origin only. */
function isKoa({ headers }: Answer): boolean {
  const vary = headerLines(headers, 'vary').join(', ').toLowerCase();
  return vary.includes('origin') && !vary.includes('access-control-request-headers') && isWrittenInCapitals(headers);
}

/** Koa writes names as they are usually written. HTTP/2 does not, and then nothing is known. */
function isWrittenInCapitals(headers: HeaderList): boolean {
  return headers.some(([name]) => name === 'Access-Control-Allow-Methods');
}

/** Flask answers OPTIONS itself, with `Allow`, and its CORS library only adds to that. */
function hasAllow({ headers }: Answer): boolean {
  return hasHeader(headers, 'allow');
}

function lastsADay({ headers }: Answer): boolean {
  return getHeader(headers, 'access-control-max-age') === '86400';
}

function isStarlette(answer: Answer): boolean {
  return !hasAllow(answer) && getHeader(answer.headers, 'access-control-max-age') === '600';
}

/** What a new Django project's security and clickjacking middleware send together. */
function securityHeadersOfDjango({ headers }: Answer): string | undefined {
  const together =
    getHeader(headers, 'x-frame-options') === 'DENY' &&
    getHeader(headers, 'x-content-type-options') === 'nosniff' &&
    getHeader(headers, 'referrer-policy') === 'same-origin' &&
    getHeader(headers, 'cross-origin-opener-policy') === 'same-origin';
  return together
    ? 'x-frame-options: DENY, referrer-policy: same-origin, cross-origin-opener-policy: same-origin'
    : undefined;
}

/** What a new Rails application sends together: its timer, its request id and one of its default headers. */
function markersOfRails({ headers }: Answer): string | undefined {
  const runtime = getHeader(headers, 'x-runtime') ?? '';
  const isRails =
    /^\d+\.\d+$/.test(runtime) &&
    hasHeader(headers, 'x-request-id') &&
    getHeader(headers, 'x-permitted-cross-domain-policies') === 'none';
  return isRails ? `x-runtime: ${runtime}, x-permitted-cross-domain-policies: none` : undefined;
}

/** Three lines on every response; other libraries send the three names on preflights only, or on one line. */
function varyLinesOfSpring({ phase, headers }: Answer): string | undefined {
  const lines = headerLines(headers, 'vary');
  const all = ['Origin', 'Access-Control-Request-Method', 'Access-Control-Request-Headers'];
  return phase === 'actual' && all.every((name) => lines.includes(name))
    ? all.map((name) => `vary: ${name}`).join(', ')
    : undefined;
}

function cacheHeadersOfSpringSecurity({ headers }: Answer): string | undefined {
  const together =
    getHeader(headers, 'cache-control') === 'no-cache, no-store, max-age=0, must-revalidate' &&
    getHeader(headers, 'pragma') === 'no-cache' &&
    getHeader(headers, 'expires') === '0';
  return together ? 'cache-control: no-cache, no-store, max-age=0, must-revalidate, expires: 0' : undefined;
}
