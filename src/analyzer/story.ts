import { getHeader } from './fetch/header-list.ts';
import { isKnown, knownValue } from './fetch/known.ts';
import { serializedOriginOf } from './fetch/origin.ts';
import type { AnalyzedTrace } from './report.ts';
import { code, type Prose, prose, strong } from './rules/prose.ts';
import { type FetchTrace, firstHop, lastHop } from './trace/fetch-trace.ts';
import type { Judgement, MissingFact } from './trace/judgement.ts';

/** The words for a verdict: the cause when there is one, else why the fetch passed, or what is missing to tell. */
export function explainVerdict(analyzed: AnalyzedTrace): { readonly headline: Prose; readonly explanation: Prose } {
  const { cause, judgement, trace } = analyzed;
  if (cause) return { headline: cause.headline, explanation: cause.explanation };
  switch (judgement.verdict) {
    case 'allowed':
      return explainAllowed(analyzed);
    case 'opaque':
      return {
        headline: prose`Sent as ${code('no-cors')}: the page can use the response, but not read it`,
        explanation: prose`CORS does not apply to this request. No header of ${code(analyzed.serverOrigin)} can make the response readable.`,
      };
    case 'not-cors':
      return explainNotCors(judgement);
    default:
      return explainUndetermined(trace, judgement);
  }
}

function explainAllowed({ trace, judgement, serverOrigin }: AnalyzedTrace): { headline: Prose; explanation: Prose } {
  const hop = lastHop(trace);
  const origin = judgement.origins.at(-1) ?? 'null';
  const allowOrigin = getHeader(hop.response?.headers ?? [], 'access-control-allow-origin');
  const headline = prose`${code(serverOrigin)} lets ${code(origin)} read this response`;
  if (judgement.disagrees || allowOrigin === null) {
    return {
      headline: prose`The browser let this response through, although its headers do not explain it`,
      explanation: prose`Another extension may have changed the headers, or the requester has its own permission for ${code(serverOrigin)}.`,
    };
  }
  const byStar = allowOrigin === '*';
  const why = byStar
    ? prose`${code('Access-Control-Allow-Origin')} is ${code('*')}, which allows every origin that sends no credentials.`
    : prose`${code('Access-Control-Allow-Origin')} equals the page's origin byte for byte.`;
  return {
    headline,
    explanation: prose`${why}${credentialsSentence(judgement, byStar)} ${preflightSentence(trace, judgement)}`,
  };
}

function credentialsSentence(judgement: Judgement, byStar: boolean): Prose {
  if (byStar || knownValue(judgement.credentials) !== 'include') return [];
  return prose` Credentials are included, and ${code('Access-Control-Allow-Credentials')} is ${code('true')}.`;
}

function preflightSentence(trace: FetchTrace, judgement: Judgement): Prose {
  const index = judgement.preflights.findIndex(({ needed }) => needed);
  return explainPreflight(trace, judgement, Math.max(index, 0));
}

/** Why the browser did or did not ask for permission before this hop. */
export function explainPreflight(trace: FetchTrace, judgement: Judgement, hop: number): Prose {
  const reason = judgement.preflights[hop];
  if (!judgement.usesCors || !reason) return prose`No preflight: CORS does not apply to this request.`;
  const method = trace.hops[hop]?.method ?? firstHop(trace).method;
  if (!reason.needed) {
    return prose`No preflight was needed: ${code(method)} and every header that the page set are CORS-safelisted.`;
  }
  if (reason.forced) {
    return prose`A preflight was sent although method and headers need none: upload listeners or a streaming body make the browser ask.`;
  }
  const because = causesOfPreflight(reason.unsafeMethod, reason.unsafeHeaderNames);
  if (reason.state === 'sent') return prose`A preflight was sent because of ${because}.`;
  if (reason.state === 'cached') {
    return prose`A preflight is needed because of ${because}, but none was seen: an earlier answer was still in the browser's preflight cache.`;
  }
  return prose`A preflight is needed because of ${because}, but none was seen before the request ended.`;
}

function causesOfPreflight(method: string | undefined, names: readonly string[]): Prose {
  const headers =
    names.length === 0 ? [] : prose`${names.length === 1 ? 'the header ' : 'the headers '}${code(names.join(', '))}`;
  if (method === undefined) return headers;
  return names.length === 0 ? prose`the method ${code(method)}` : prose`the method ${code(method)} and ${headers}`;
}

function explainNotCors(judgement: Judgement): { headline: Prose; explanation: Prose } {
  const mode = knownValue(judgement.mode);
  if (mode === 'navigate') {
    return {
      headline: prose`A navigation: CORS does not apply`,
      explanation: prose`Frames and pages load from any origin; whether a frame may be shown is decided by other headers.`,
    };
  }
  if (mode === 'websocket') {
    return {
      headline: prose`A WebSocket: CORS does not apply`,
      explanation: prose`The server decides by itself whether it accepts the ${code('Origin')} of the handshake.`,
    };
  }
  return {
    headline: prose`Same origin: CORS does not apply`,
    explanation: prose`Page and server share scheme, host and port, so the response is readable without any header.`,
  };
}

const MISSING: Readonly<Record<MissingFact, Prose>> = {
  'credentials-mode': prose`whether the page asked for credentials: browsers do not tell extensions`,
  'request-mode': prose`the mode of the request: browsers do not tell it for plain http servers`,
  'redirect-mode': prose`the redirect mode: ${code('manual')} and ${code('error')} look the same from outside`,
  response: prose`the response: none has arrived yet`,
  'actual-request': prose`the request that the preflight was for`,
};

function explainUndetermined(trace: FetchTrace, judgement: Judgement): { headline: Prose; explanation: Prose } {
  if (trace.outcome.kind === 'pending' && judgement.missing.includes('response')) {
    return {
      headline: prose`Waiting for ${code(serializedOriginOf(lastHop(trace).url))}`,
      explanation: prose`The verdict follows as soon as the response headers arrive.`,
    };
  }
  const facts = judgement.missing.flatMap((fact, index) => (index === 0 ? MISSING[fact] : prose`; ${MISSING[fact]}`));
  const [first, second] = judgement.candidates;
  const split =
    first && second
      ? prose` With ${code(`credentials: '${first.credentialsMode}'`)} it is ${strong(first.failure ? 'blocked' : 'allowed')}, with ${code(`credentials: '${second.credentialsMode}'`)} it is ${strong(second.failure ? 'blocked' : 'allowed')}.`
      : [];
  return { headline: prose`Cannot tell from what the browser shows`, explanation: prose`Missing: ${facts}.${split}` };
}

/** Where the credentials mode comes from, in one sentence. */
export function explainCredentials(judgement: Judgement): Prose {
  const { credentials } = judgement;
  if (!isKnown(credentials))
    return prose`Credentials mode: unknown. Browsers do not tell extensions, and nothing in this request settles it.`;
  const because = credentials.because === undefined ? [] : prose`: ${credentials.because}`;
  const source = credentials.source === 'page' ? 'page-reported' : credentials.source;
  return prose`Credentials mode: ${code(credentials.value)}, ${source}${because}.`;
}
