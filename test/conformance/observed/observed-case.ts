import type { HeaderList } from '../../../src/analyzer/fetch/header-list.ts';
import type { JudgedResponse } from '../../../src/analyzer/fetch/main-fetch-input.ts';
import type { CredentialsMode, Dialect } from '../../../src/analyzer/fetch/network-error.ts';

/** The page's origin, and two servers that are cross-site to it and to each other. */
export const O = 'http://app.localhost:9101';
export const T = 'http://api.localhost:9102';
export const U = 'http://third.localhost:9103';

/** One URL of a case. `preflight` is what the server answers if asked; whether it is asked is the dialect's business. */
export interface CaseHop {
  readonly url: string;
  readonly preflight?: JudgedResponse;
  readonly response: JudgedResponse;
}

/**
 * A request that was made in Chromium 156 and Firefox 153, with what both reported. `chromium` is the `CorsError` and
 * `firefox` the category of the first console message; `null`: no CORS failure.
 */
export interface ObservedCase {
  readonly id: string;
  readonly title: string;
  readonly initiatorOrigin: string;
  readonly credentialsMode: CredentialsMode;
  readonly method: string;
  /** As the script set them. */
  readonly headers: HeaderList;
  /** Engines in which something invisible (an upload listener) makes the browser ask first. */
  readonly forcedIn: readonly Dialect[];
  readonly hops: readonly [CaseHop, ...CaseHop[]];
  readonly chromium: string | null;
  /** Chromium's `failedParameter`; several where it may name any of them. */
  readonly parameter: string | readonly string[];
  readonly firefox: string | null;
  readonly standard: 'pass' | 'fail';
}

export const allowOrigin = (value: string) => ['Access-Control-Allow-Origin', value] as const;
export const allowCredentials = (value: string) => ['Access-Control-Allow-Credentials', value] as const;
export const allowMethods = (value: string) => ['Access-Control-Allow-Methods', value] as const;
export const allowHeaders = (value: string) => ['Access-Control-Allow-Headers', value] as const;
export const location = (value: string) => ['Location', value] as const;

export function answer(...headers: HeaderList): JudgedResponse {
  return { status: 200, headers };
}

export function answerWith(status: number, ...headers: HeaderList): JudgedResponse {
  return { status, headers };
}

/** Chromium's error, its parameter, Firefox's category. */
export type Expected = readonly [
  chromium: string | null,
  parameter: string | readonly string[],
  firefox: string | null,
];

export const PASS: Expected = [null, '', null];

/** Fills in what most cases share: a GET from O to T without credentials whose fate is the same in the Standard. */
export function observed(
  id: string,
  title: string,
  [chromium, parameter, firefox]: Expected,
  rest: Partial<ObservedCase> & Pick<ObservedCase, 'hops'>,
): ObservedCase {
  return {
    id,
    title,
    initiatorOrigin: O,
    credentialsMode: 'same-origin',
    method: 'GET',
    headers: [],
    forcedIn: [],
    chromium,
    parameter,
    firefox,
    standard: chromium === null ? 'pass' : 'fail',
    ...rest,
  };
}
