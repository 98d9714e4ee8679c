import type { HeaderList } from '../../../src/analyzer/fetch/header-list.ts';
import {
  type Answers,
  type Ask,
  ask,
  type CaseHop,
  type Observed,
  type RawAnswer,
  type Role,
  type TableCase,
} from '../case.ts';

export const allowOrigin = (value: string) => `Access-Control-Allow-Origin: ${value}`;
export const allowCredentials = (value: string) => `Access-Control-Allow-Credentials: ${value}`;
export const allowMethods = (value: string) => `Access-Control-Allow-Methods: ${value}`;
export const allowHeaders = (value: string) => `Access-Control-Allow-Headers: ${value}`;
export const maxAge = (value: string) => `Access-Control-Max-Age: ${value}`;
export const location = (value: string) => `Location: ${value}`;

export function ok(...lines: readonly string[]): RawAnswer {
  return answer('200 OK', ...lines);
}

export function answer(status: string, ...lines: readonly string[]): RawAnswer {
  return { status, lines };
}

/** A redirect to the next hop. */
export function onward(...lines: readonly string[]): RawAnswer {
  return answer('302 Found', location('{url:1}'), ...lines);
}

/** What a server answers that allows the page by name, credentials included. */
export const ALLOWED = ok(allowOrigin('{O}'), allowCredentials('true'));
export const STAR = ok(allowOrigin('*'));
export const NOTHING = ok();

/** Chromium's error, its parameter, Firefox's category. */
export type Expected = readonly [
  chromium: string | null,
  parameter: string | readonly string[],
  firefox: string | null,
];

export const PASS: Expected = [null, '', null];
export const MISSING: Expected = ['MissingAllowOriginHeader', '', 'CORSMissingAllowOrigin2'];
export const WILDCARD: Expected = ['WildcardOriginNotAllowed', '', 'CORSNotSupportingCredentials'];
export const PREFLIGHT_MISSING: Expected = ['PreflightMissingAllowOriginHeader', '', 'CORSMissingAllowOrigin2'];
export const MISMATCH = 'CORSAllowOriginNotMatchingOrigin';

export const mismatch = (value: string): Expected => ['AllowOriginMismatch', value, MISMATCH];
export const credentials = (value: string): Expected => [
  'InvalidAllowCredentials',
  value,
  'CORSMissingAllowCredentials',
];
export const disallowedHeader = (...names: string[]): Expected => [
  'HeaderDisallowedByPreflightResponse',
  names,
  'CORSMissingAllowHeaderFromPreflight2',
];

export const X_TEST: HeaderList = [['X-Test', '1']];
export const X_OTHER: HeaderList = [['X-Other', '1']];
/** The same request a second time. */
export const X_TEST_TWICE: readonly Partial<Ask>[] = [{ headers: X_TEST }, { headers: X_TEST }];
/** The second request asks for something else. */
export const IN_TURNS: readonly Partial<Ask>[] = [{ headers: X_TEST }, { headers: X_OTHER }, { headers: X_TEST }];
export const JSON_BODY: Partial<Ask> = {
  method: 'POST',
  headers: [['Content-Type', 'application/json']],
  body: '{}',
};

interface Row {
  /** One request, or several. Default: a plain GET. */
  readonly ask?: Partial<Ask> | readonly Partial<Ask>[];
  readonly concurrent?: boolean;
  readonly plain?: true;
  readonly hops: readonly [CaseHop, ...CaseHop[]];
  readonly standard?: Observed['standard'];
  /** Default: what follows from Chromium's error and the mode. */
  readonly page?: Observed['page'];
  readonly noEvents?: true;
  readonly preflights?: readonly [chromium: number, firefox: number];
}

/** `expected`: one for all asks, or one per ask. */
export function row(id: string, title: string, expected: Expected | readonly Expected[], rest: Row): TableCase {
  const asks = [rest.ask ?? {}].flat().map(ask);
  const each = asks.map((one, index) => observed(one, expectedOf(expected, index), rest));
  const [firstAsk, ...moreAsks] = asks;
  const [firstObserved, ...moreObserved] = each;
  if (!firstAsk || !firstObserved) throw new Error(`case ${id} asks nothing`);
  return {
    id,
    title,
    asks: [firstAsk, ...moreAsks],
    ...(rest.concurrent ? { concurrent: true } : {}),
    ...(rest.plain ? { plain: true } : {}),
    hops: rest.hops,
    observed: [firstObserved, ...moreObserved],
    ...(rest.preflights ? { preflights: rest.preflights[0], preflightsInFirefox: rest.preflights[1] } : {}),
  };
}

function expectedOf(expected: Expected | readonly Expected[], index: number): Expected {
  const [first] = expected;
  const perAsk = Array.isArray(first);
  const found = perAsk ? (expected as readonly Expected[])[index] : (expected as Expected);
  if (!found) throw new Error(`nothing is expected of ask ${index}`);
  return found;
}

function observed(one: Ask, [chromium, parameter, firefox]: Expected, rest: Row): Observed {
  const delivered = one.mode === 'no-cors' ? 'opaque' : 'read';
  return {
    chromium,
    parameter,
    firefox,
    standard: rest.standard ?? (chromium === null ? 'pass' : 'fail'),
    page: rest.page ?? (chromium === null ? delivered : 'failed'),
    ...(rest.noEvents ? { noEvents: true } : {}),
  };
}

/** One server that is asked, and answers. */
export function to(at: Role, actual: Answers, preflight?: Answers): CaseHop {
  return { at, actual, ...(preflight ? { preflight } : {}) };
}
