import { headersJudgedAfterRedirect, requestAfterRedirect } from '../../src/analyzer/fetch/http-redirect.ts';
import type { FetchInput, HopInput, JudgedResponse } from '../../src/analyzer/fetch/main-fetch-input.ts';
import { normalizeMethod } from '../../src/analyzer/fetch/methods.ts';
import { needsPreflight } from '../../src/analyzer/fetch/needs-preflight.ts';
import type { Dialect } from '../../src/analyzer/fetch/network-error.ts';
import { isSameOrigin } from '../../src/analyzer/fetch/origin.ts';
import { corsUnsafeRequestHeaderNames } from '../../src/analyzer/fetch/request-headers.ts';
import {
  type Ask,
  type CaseHop,
  expand,
  nthAnswer,
  type OracleCase,
  type Placed,
  place,
  type RawAnswer,
} from '../oracle/case.ts';

/** Ports that no server listens on: nothing is sent. */
const ORIGINS = {
  O: 'http://app.localhost:9101',
  T: 'http://api.localhost:9102',
  U: 'http://third.localhost:9103',
  S: 'http://app.localhost:9104',
};

/** Cases of one cors-mode request whose fate the servers' answers decide, without a cache or a broken connection. */
export function isDecidedByAnswers({ asks: [ask, ...more], hops }: OracleCase): boolean {
  const answers = hops.flatMap(({ preflight, actual }) => [preflight ?? [], actual].flat());
  const isPlain = more.length === 0 && ask.mode === 'cors' && hops.every(({ at }) => at.length === 1);
  return isPlain && answers.every((answer) => !('end' in answer));
}

export function placeOnPaper(one: OracleCase): Placed {
  return place(one, one.id, ORIGINS);
}

/** Plays the browser up to the network: which requests are made, in this dialect, and whether each asks first. */
export function fetchInput(placed: Placed, dialect: Dialect): FetchInput {
  const { case: one, urls } = placed;
  const [ask] = one.asks;
  const initiatorOrigin = ask.from === 'sandboxed-frame' ? 'null' : ORIGINS.O;
  const hops: HopInput[] = [];
  let current = { url: urls[0] ?? '', method: normalizeMethod(ask.method), headers: ask.headers };
  let judgedHeaders = current.headers;
  let corsFlag = false;
  for (const [index, hop] of one.hops.entries()) {
    const url = urls[index] ?? '';
    const previous = hops.at(-1)?.response;
    if (previous) {
      if (ask.redirect !== 'follow') break;
      const next = requestAfterRedirect(current, previous.status, url);
      judgedHeaders = headersJudgedAfterRedirect({ ...current, headers: judgedHeaders }, next, dialect);
      current = next;
    }
    corsFlag ||= !isSameOrigin(initiatorOrigin, url);
    const asks = needsPreflight({ method: current.method, headers: judgedHeaders }, dialect) || isForced(ask, dialect);
    hops.push({
      url,
      method: current.method,
      unsafeHeaderNames: corsUnsafeRequestHeaderNames(judgedHeaders, dialect),
      response: responseOf(nthAnswer(hop.actual, 0), placed),
      ...(corsFlag && asks && ask.api !== 'event-source' ? { preflight: preflightOf(hop, placed) } : {}),
    });
  }
  return { initiatorOrigin, credentialsMode: ask.credentials, hops };
}

/** Chromium lets upload listeners force a preflight only where there is something to upload. */
function isForced({ uploadListener, body }: Ask, dialect: Dialect): boolean {
  return uploadListener && (body !== null || dialect !== 'chromium');
}

function preflightOf({ preflight, actual }: CaseHop, placed: Placed): JudgedResponse {
  return responseOf(nthAnswer(preflight ?? actual, 0), placed);
}

function responseOf(answer: RawAnswer, placed: Placed): JudgedResponse {
  if ('end' in answer) throw new Error(`case ${placed.case.id}: the server ends the connection`);
  const headers = answer.lines.map((line) => {
    const text = expand(line, placed);
    const colon = text.indexOf(':');
    return [text.slice(0, colon), text.slice(colon + 1)] as const;
  });
  return { status: Number(answer.status.slice(0, 3)), headers };
}
