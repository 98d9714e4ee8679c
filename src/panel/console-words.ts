import { trimHttpWhitespace } from '../analyzer/fetch/header-list.ts';
import type { NetworkErrorReason } from '../analyzer/fetch/network-error.ts';
import { isToken } from '../analyzer/fetch/token-list.ts';
import type { AnalyzedTrace } from '../analyzer/report.ts';
import { firstHop, lastHop } from '../analyzer/trace/fetch-trace.ts';

/** What the console of a browser prints for a failure. */
export interface ConsoleWords {
  readonly browser: 'chromium' | 'firefox';
  /** Before the reason: which resource, asked for by whom. */
  readonly before: string;
  /** The part that people search for. */
  readonly reason: string;
  /** After the reason. */
  readonly after: string;
}

/** What the sentences are filled in with. */
interface Values {
  /** URL at which the fetch failed. */
  readonly url: string;
  /** The URL before redirects; undefined when there were none. */
  readonly redirectedFrom: string | undefined;
  readonly origin: string;
  /** Chromium's detail: a header's value, a method or a header's name. */
  readonly parameter: string;
  /** Of a list that cannot be parsed the first part that is no token; else empty. */
  readonly badToken: string;
  /** Of the judged response; undefined when there was none. */
  readonly status: number | undefined;
}

type Shape = (values: Values) => string;

const SERVER_ADVICE = ' Have the server send the header with a valid value.';

/** Chromium's reasons by `CorsError`; those of a preflight's CORS check bear {@link OF_PREFLIGHT} in front. */
const CHROMIUM: Readonly<Record<string, Shape>> = {
  MissingAllowOriginHeader: () => "No 'Access-Control-Allow-Origin' header is present on the requested resource.",
  WildcardOriginNotAllowed: () =>
    "The value of the 'Access-Control-Allow-Origin' header in the response must not be the wildcard '*' when the request's credentials mode is 'include'.",
  MultipleAllowOriginValues: ({ parameter }) =>
    `The 'Access-Control-Allow-Origin' header contains multiple values '${parameter}', but only one is allowed.${SERVER_ADVICE}`,
  InvalidAllowOriginValue: ({ parameter }) =>
    `The 'Access-Control-Allow-Origin' header contains the invalid value '${parameter}'.${SERVER_ADVICE}`,
  AllowOriginMismatch: ({ parameter }) =>
    `The 'Access-Control-Allow-Origin' header has a value '${parameter}' that is not equal to the supplied origin.${SERVER_ADVICE}`,
  InvalidAllowCredentials: ({ parameter }) =>
    `The value of the 'Access-Control-Allow-Credentials' header in the response is '${parameter}' which must be 'true' when the request's credentials mode is 'include'.`,
  PreflightInvalidStatus: () => `${OF_PREFLIGHT}It does not have HTTP ok status.`,
  PreflightDisallowedRedirect: () => `${OF_PREFLIGHT}Redirect is not allowed for a preflight request.`,
  InvalidAllowMethodsPreflightResponse: () =>
    'Cannot parse Access-Control-Allow-Methods response header field in preflight response.',
  InvalidAllowHeadersPreflightResponse: () =>
    'Cannot parse Access-Control-Allow-Headers response header field in preflight response.',
  MethodDisallowedByPreflightResponse: ({ parameter }) =>
    `Method ${parameter} is not allowed by Access-Control-Allow-Methods in preflight response.`,
  HeaderDisallowedByPreflightResponse: ({ parameter }) =>
    `Request header field ${parameter} is not allowed by Access-Control-Allow-Headers in preflight response.`,
  RedirectContainsCredentials: ({ parameter }) =>
    `Redirect location '${parameter}' contains a username and password, which is disallowed for cross-origin requests.`,
  LocalNetworkAccessPermissionDenied: () => 'Permission was denied for this request to access the ',
};

const OF_PREFLIGHT = "Response to preflight request doesn't pass access control check: ";

/** Chromium's noun for what was asked for, by webRequest type, or by its own type, which tells more. */
const CHROMIUM_SUBJECT: Readonly<Record<string, string>> = {
  xmlhttprequest: 'fetch (or XMLHttpRequest)',
  fetch: 'fetch',
  xhr: 'XMLHttpRequest',
  font: 'font',
  script: 'script',
  image: 'image',
  stylesheet: 'CSS stylesheet',
};

const ALLOW_ORIGIN = 'CORS header ‘Access-Control-Allow-Origin’';
const ALLOW_METHODS = 'CORS header ‘Access-Control-Allow-Methods’';
const ALLOW_HEADERS = 'CORS header ‘Access-Control-Allow-Headers’';

/** Firefox's reasons by the category of the message, without the number at its end. */
const FIREFOX: Readonly<Record<string, Shape>> = {
  CORSMissingAllowOrigin: () => `${ALLOW_ORIGIN} missing`,
  CORSMultipleAllowOriginNotAllowed: () => `Multiple ${ALLOW_ORIGIN} not allowed`,
  CORSAllowOriginNotMatchingOrigin: ({ parameter }) => `${ALLOW_ORIGIN} does not match ‘${parameter}’`,
  CORSNotSupportingCredentials: () => `Credential is not supported if the ${ALLOW_ORIGIN} is ‘*’`,
  CORSMissingAllowCredentials: () => 'expected ‘true’ in CORS header ‘Access-Control-Allow-Credentials’',
  CORSMethodNotFound: () => `Did not find method in ${ALLOW_METHODS}`,
  CORSInvalidAllowMethod: ({ badToken }) => `invalid token ‘${badToken}’ in ${ALLOW_METHODS}`,
  CORSInvalidAllowHeader: ({ badToken }) => `invalid token ‘${badToken}’ in ${ALLOW_HEADERS}`,
  CORSMissingAllowHeaderFromPreflight: ({ parameter }) =>
    `header ‘${parameter}’ is not allowed according to header ‘Access-Control-Allow-Headers’ from CORS preflight response`,
  CORSPreflightDidNotSucceed: () => 'CORS preflight response did not succeed',
  CORSExternalRedirectNotAllowed: () => 'CORS request external redirect not allowed',
  CORSDidNotSucceed: () => 'CORS request did not succeed',
  CORSRequestNotHttp: () => 'CORS request not http',
};

/** Categories whose message ends with the status. */
const WITH_STATUS = new Set(['CORSMissingAllowOrigin', 'CORSPreflightDidNotSucceed', 'CORSDidNotSucceed']);

/** Categories whose message never has one, not even that of a redirect which was refused. */
const WITHOUT_ANSWER = new Set(['CORSDidNotSucceed']);

/** Categories whose message puts the URL into quotation marks. */
const WITH_QUOTED_URL = new Set(['CORSNotSupportingCredentials']);

/**
 * The console's sentences for a blocked fetch with this request's values, those of the browser that ran it first. Empty
 * where browsers print nothing about CORS. URLs are the recorded ones, so secrets in them stay out. `kind`: Chromium's
 * type of the resource, where it is known.
 */
export function consoleWords(analyzed: AnalyzedTrace, kind?: string): readonly ConsoleWords[] {
  const { trace, browserNames } = analyzed;
  const values = valuesOf(analyzed);
  const said = [chromiumWords(analyzed, values, kind), firefoxWords(browserNames.firefox, values)];
  return said.filter((words) => words !== undefined).toSorted((a) => (a.browser === trace.browser ? -1 : 0));
}

function valuesOf({ trace, judgement, browserNames }: AnalyzedTrace): Values {
  const { failure } = judgement;
  const hop = (failure && trace.hops[failure.hop]) ?? lastHop(trace);
  const judged = failure?.phase === 'preflight' ? hop.preflight : hop;
  const first = firstHop(trace).url;
  return {
    url: hop.url,
    redirectedFrom: hop.url === first ? undefined : first,
    origin: judgement.origins[0] ?? trace.initiatorOrigin ?? 'null',
    parameter: browserNames.failedParameter,
    badToken: badTokenOf(failure?.reason),
    status: judged?.response?.status,
  };
}

function badTokenOf(reason: NetworkErrorReason | undefined): string {
  if (reason?.kind !== 'allow-methods-unparsable' && reason?.kind !== 'allow-headers-unparsable') return '';
  const parts = reason.value.split(',').map(trimHttpWhitespace);
  return parts.find((part) => part !== '' && !isToken(part)) ?? '';
}

function chromiumWords({ trace, browserNames }: AnalyzedTrace, values: Values, kind = ''): ConsoleWords | undefined {
  const name = browserNames.chromium;
  const ofCheck = name === null ? undefined : CHROMIUM[name.replace(/^Preflight/, '')];
  const shape = name === null ? undefined : (CHROMIUM[name] ?? ofCheck);
  if (name === null || shape === undefined) return undefined;
  const inFront = CHROMIUM[name] === undefined ? OF_PREFLIGHT : '';
  const { url, redirectedFrom, origin } = values;
  const subject = CHROMIUM_SUBJECT[kind] ?? CHROMIUM_SUBJECT[trace.type] ?? 'resource';
  const from = redirectedFrom === undefined ? '' : ` (redirected from '${redirectedFrom}')`;
  return {
    browser: 'chromium',
    before: `Access to ${subject} at '${url}'${from} from origin '${origin}' has been blocked by CORS policy: `,
    reason: `${inFront}${shape(values)}`.trimEnd(),
    after: '',
  };
}

function firefoxWords(name: string | null, values: Values): ConsoleWords | undefined {
  const shape = name === null ? undefined : FIREFOX[name];
  if (name === null || shape === undefined) return undefined;
  const url = WITH_QUOTED_URL.has(name) ? `‘${values.url}’` : values.url;
  const status = WITHOUT_ANSWER.has(name) ? undefined : values.status;
  return {
    browser: 'firefox',
    before: `Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at ${url}. `,
    reason: `(Reason: ${shape(values)}).`,
    after: WITH_STATUS.has(name) ? ` Status code: ${status ?? '(null)'}.` : '',
  };
}
