import { analyze } from './analyze.ts';
import { getHeader, type HeaderList } from './fetch/header-list.ts';
import { knownValue } from './fetch/known.ts';
import type { CredentialsMode } from './fetch/network-error.ts';
import { carryOn } from './fixes/carry-on.ts';
import type { AnalyzedTrace } from './report.ts';
import type { Exchange, FetchTrace, Hop, ObservedResponse, Preflight } from './trace/fetch-trace.ts';

/** An answer that is put in the place of the one that was seen, or where none was. */
export interface SupposedAnswer {
  /** Index of the hop. */
  readonly hop: number;
  readonly phase: 'preflight' | 'actual';
  readonly status: number;
  readonly headers: HeaderList;
}

/** What the analyzer says of a fetch with supposed answers. */
export interface WhatIf {
  /** With the credentials mode that is known, else without credentials. */
  readonly likely: AnalyzedTrace;
  /** With credentials, present where the mode is not known and it makes another verdict. */
  readonly withCredentials?: AnalyzedTrace;
}

/**
 * Judges a copy of a fetch with other answers, by the headers alone: on paper no browser has acted. The other fetches to
 * the same server stay as they are. What was decided about the credentials mode is kept, since it was decided by what the
 * browser did.
 */
export function whatIf(
  analyzed: AnalyzedTrace,
  answers: readonly SupposedAnswer[],
  all: readonly AnalyzedTrace[],
): WhatIf {
  const changed = withAnswers(analyzed.trace, answers);
  const others = all.filter(
    (other) => other.serverOrigin === analyzed.serverOrigin && other.trace.id !== analyzed.trace.id,
  );
  const judged = (credentialsMode: CredentialsMode): AnalyzedTrace => {
    const trace = { ...changed, pageReport: { ...settledReport(changed), credentialsMode } };
    const traces = [...others.map((other) => other.trace), trace].sort((a, b) => a.startedAt - b.startedAt);
    const found = analyze(traces).traces.find((one) => one.trace === trace);
    if (!found) throw new Error(`trace ${trace.id} was not analyzed`);
    return found;
  };
  const known = knownValue(analyzed.judgement.credentials);
  const likely = judged(known ?? 'same-origin');
  if (known !== undefined) return { likely };
  const withCredentials = judged('include');
  const same = withCredentials.judgement.verdict === likely.judgement.verdict;
  return same ? { likely } : { likely, withCredentials };
}

/** Whether the page could read the response is about the answer that was seen. */
function settledReport({ pageReport }: FetchTrace): FetchTrace['pageReport'] {
  const { couldRead: _ofTheRealAnswer, ...kept } = pageReport ?? {};
  return kept;
}

/**
 * A copy of the fetch with these answers. Where an answer does not lead on as the one before it did, what followed is
 * cut off, and a redirect that was not there before leads to a request of which no answer is known.
 */
function withAnswers(trace: FetchTrace, answers: readonly SupposedAnswer[]): FetchTrace {
  const hops: Hop[] = [];
  for (const [index, hop] of trace.hops.entries()) {
    const changed = answeredHop(
      hop,
      answers.filter((answer) => answer.hop === index),
    );
    const leadsOn = targetOf(changed) === targetOf(hop);
    const { redirect, ...stays } = changed;
    hops.push(leadsOn && redirect ? { ...stays, redirect } : stays);
    if (!leadsOn) break;
  }
  const preflightOnly = trace.preflightOnly && hops.at(-1)?.response === undefined;
  return carryOn({ ...trace, hops, preflightOnly }, () => undefined);
}

function answeredHop(hop: Hop, answers: readonly SupposedAnswer[]): Hop {
  const ofPreflight = answers.find(({ phase }) => phase === 'preflight');
  const ofRequest = answers.find(({ phase }) => phase === 'actual');
  return {
    ...hop,
    ...(ofPreflight && hop.preflight ? { preflight: answeredPreflight(hop.preflight, ofPreflight) } : {}),
    ...(ofRequest ? { response: supposed(ofRequest, hop) } : {}),
  };
}

function answeredPreflight({ netError: _gone, ...preflight }: Preflight, answer: SupposedAnswer): Preflight {
  return { ...preflight, response: supposed(answer, preflight) };
}

function supposed({ status, headers }: SupposedAnswer, { response, startedAt }: Exchange): ObservedResponse {
  const { receivedAt = startedAt, fromCache = false } = response ?? {};
  return { status, headers, receivedAt, fromCache };
}

/** URL that an answer redirects to; undefined when it is no redirect. */
function targetOf({ url, response }: Hop): string | undefined {
  const location = response && REDIRECTS.has(response.status) ? getHeader(response.headers, 'location') : null;
  return location !== null && URL.canParse(location, url) ? new URL(location, url).href : undefined;
}

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
