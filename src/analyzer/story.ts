import { getHeader } from './fetch/header-list.ts';
import { isKnown, knownValue } from './fetch/known.ts';
import { serializedOriginOf } from './fetch/origin.ts';
import type { AnalyzedTrace } from './report.ts';
import { code, type Prose, prose, strong } from './rules/prose.ts';
import { secondsBetween } from './rules/wording.ts';
import type { RememberedPreflight } from './trace/earlier-requests.ts';
import { type FetchTrace, firstHop, lastHop } from './trace/fetch-trace.ts';
import type { Judgement, MissingFact } from './trace/judgement.ts';
import type { EpochMs } from './trace/observation.ts';

/** The words for a verdict: the cause when there is one, else why the fetch passed, or what is missing to tell. */
export function explainVerdict(analyzed: AnalyzedTrace): { readonly headline: Prose; readonly explanation: Prose } {
  const { headline, explanation } = explainFetch(analyzed);
  if (!analyzed.trace.fromServiceWorker) return { headline, explanation };
  return { headline, explanation: prose`${explanation} ${SERVICE_WORKER}` };
}

const SERVICE_WORKER = prose`A service worker made this request. What the page receives is what the worker makes of it, and that is not visible.`;

function explainFetch(analyzed: AnalyzedTrace): { readonly headline: Prose; readonly explanation: Prose } {
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

function explainAllowed(analyzed: AnalyzedTrace): { headline: Prose; explanation: Prose } {
  const { trace, judgement, serverOrigin } = analyzed;
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
    explanation: prose`${why}${credentialsSentence(judgement, byStar)} ${preflightSentence(analyzed)}`,
  };
}

function credentialsSentence(judgement: Judgement, byStar: boolean): Prose {
  if (byStar || knownValue(judgement.credentials) !== 'include') return [];
  return prose` Credentials are included, and ${code('Access-Control-Allow-Credentials')} is ${code('true')}.`;
}

function preflightSentence(analyzed: AnalyzedTrace): Prose {
  const index = analyzed.judgement.preflights.findIndex(({ needed }) => needed);
  return explainPreflight(analyzed, Math.max(index, 0));
}

/** Why the browser did or did not ask for permission before this hop. */
export function explainPreflight({ trace, judgement, preflightHistory }: AnalyzedTrace, hop: number): Prose {
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
    const asked = trace.hops[hop]?.startedAt ?? trace.startedAt;
    return prose`A preflight is needed because of ${because}, but none was sent: ${remembered(preflightHistory[hop], asked)}`;
  }
  return prose`A preflight is needed because of ${because}, but none was seen before the request ended.`;
}

/** Goes on after a colon. Ages are relative to the request: no clock of the reader is involved. */
function remembered(found: RememberedPreflight | undefined, asked: EpochMs): Prose {
  if (!found || found.kind === 'unseen') {
    return prose`an earlier answer was still in the browser's preflight cache. It was given before the capture began or in another tab.`;
  }
  const request = code(found.traceId);
  const age = secondsBetween(found.answeredAt, asked);
  if (found.kind === 'expired') {
    return prose`an earlier answer was still in the browser's preflight cache, one that was not seen. The preflight of request ${request} was answered ${age} earlier, which is too long ago.`;
  }
  const rest = secondsBetween(asked, found.validUntil);
  const answered = prose`the preflight of request ${request} was answered ${age} earlier, and the browser remembers that for another ${rest}.`;
  if (!found.stale) return answered;
  const { traceId, at } = found.stale;
  return prose`${answered} That answer is stale: the server did not repeat it for request ${code(traceId)}, ${secondsBetween(asked, at)} later.`;
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
