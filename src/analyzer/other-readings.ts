import { dialectRules } from './fetch/dialect.ts';
import { getHeader, type HeaderList } from './fetch/header-list.ts';
import { knownValue } from './fetch/known.ts';
import { mainFetch } from './fetch/main-fetch.ts';
import type { FetchOutcome, HopInput } from './fetch/main-fetch-input.ts';
import { isCorsSafelistedMethod } from './fetch/methods.ts';
import type { CredentialsMode, Dialect, StepOutcome } from './fetch/network-error.ts';
import { authorRequestHeaders, corsUnsafeRequestHeaderNames } from './fetch/request-headers.ts';
import type { FetchTrace, Hop } from './trace/fetch-trace.ts';
import { fetchInput } from './trace/judge.ts';
import type { Judgement } from './trace/judgement.ts';
import { type RequestFacts, requestFacts } from './trace/request-facts.ts';

/**
 * What another reading of the Standard makes of the same requests and answers. Where the answers that were seen do not
 * tell, `because` says why: the other would have asked first (`asks-first`), would not have asked and so would have seen an
 * answer that this browser never requested (`asks-not`), would have asked in the name of another origin
 * (`asks-differently`), or the credentials mode decides (`credentials`).
 */
export type Said =
  | { readonly says: 'allowed' }
  /** `sameReason`: what failed in this browser fails there too. */
  | { readonly says: 'blocked'; readonly failure: StepOutcome; readonly sameReason: boolean }
  | { readonly says: 'unknown'; readonly because: 'asks-first' | 'asks-not' | 'asks-differently' | 'credentials' };

export type Reading = Said & { readonly dialect: Dialect };

const DIALECTS: readonly Dialect[] = ['chromium', 'firefox', 'standard'];

/** One reading for each dialect but the judgement's own; none where CORS did not decide or nothing was decided yet. */
export function otherReadings(trace: FetchTrace, judgement: Judgement): readonly Reading[] {
  const decided = judgement.verdict === 'allowed' || judgement.blockedBy === 'cors';
  if (!judgement.usesCors || !decided || judgement.disagrees || judgement.expected === null) return [];
  return DIALECTS.filter((dialect) => dialect !== judgement.dialect).map((dialect) => ({
    dialect,
    ...saidUnder(trace, judgement, dialect),
  }));
}

function saidUnder(trace: FetchTrace, judgement: Judgement, dialect: Dialect): Said {
  const facts = requestFacts(trace);
  const credentialsMode = knownValue(judgement.credentials) ?? 'same-origin';
  const open = judgement.candidates.length > 0 ? judgement.candidates : [{ ...judgement, credentialsMode }];
  const said = open.map((candidate) => saidWith(trace, facts, candidate, dialect));
  const [first] = said;
  if (!first || said.some(({ says }) => says !== first.says)) return { says: 'unknown', because: 'credentials' };
  if (first.says !== 'blocked') return first;
  return { ...first, sameReason: said.every((one) => one.says === 'blocked' && one.sameReason) };
}

/** One credentials mode, and what it led to in the browser that made the request. */
interface Assumed {
  readonly credentialsMode: CredentialsMode;
  readonly failure: StepOutcome | undefined;
}

function saidWith(
  trace: FetchTrace,
  facts: RequestFacts,
  { credentialsMode, failure }: Assumed,
  dialect: Dialect,
): Said {
  const input = fetchInput(trace, facts, dialect, credentialsMode);
  const known = mainFetch(input, dialect);
  const asks = trace.hops.map((hop, index) => askingOf(trace, hop, known, index, dialect));
  const hops = input.hops.map((hop, index) => (asks[index] === 'asks-not' ? withoutPreflight(hop) : hop));
  const outcome = mainFetch({ ...input, hops }, dialect);
  const end = outcome.failure?.hop ?? trace.hops.length - 1;
  // Whatever the answer to another preflight: the response after it is refused, or the preflight itself is.
  const doubt = asks.slice(0, end + 1).find((asking) => asking === 'asks-differently' || asking === 'asks-first');
  if (outcome.failure && (doubt === undefined || outcome.failure.phase !== 'preflight')) {
    const sameReason = doubt === undefined && isSame(outcome.failure, failure);
    return { says: 'blocked', failure: outcome.failure, sameReason };
  }
  if (doubt !== undefined) return { says: 'unknown', because: doubt };
  return trace.hops.at(-1)?.response ? { says: 'allowed' } : { says: 'unknown', because: 'asks-not' };
}

type Asking = 'as-seen' | 'asks-first' | 'asks-not' | 'asks-differently';

/** How the other would have gone about one hop: with the preflight that was seen, or without one that was not. */
function askingOf(trace: FetchTrace, hop: Hop, known: FetchOutcome, index: number, dialect: Dialect): Asking {
  if (!known.corsFlags[index]) return 'as-seen';
  if (hop.preflight) {
    if (!wouldAsk(hop, dialect) && wouldAsk(hop, trace.browser)) return 'asks-not';
    return asksAlike(trace, hop, known, index, dialect) ? 'as-seen' : 'asks-differently';
  }
  // A preflight that this browser had in its cache the other may have had there too.
  return wouldAsk(hop, dialect) && !wouldAsk(hop, trace.browser) ? 'asks-first' : 'as-seen';
}

function wouldAsk(hop: Hop, dialect: Dialect): boolean {
  // Of a request that was never sent only the names in its preflight are known, and those are the ones to ask for.
  if (!isCorsSafelistedMethod(hop.method) || !hop.requestHeaders) return true;
  return corsUnsafeRequestHeaderNames(headersInQuestion(hop, hop.requestHeaders), dialect).length > 0;
}

/** What the page set: a preflight names it, otherwise it is told from what browsers add themselves. */
function headersInQuestion({ preflight }: Hop, sent: HeaderList): HeaderList {
  const asked = getHeader(preflight?.requestHeaders ?? [], 'access-control-request-headers');
  if (asked === null) return authorRequestHeaders(sent);
  const names = new Set(asked.split(',').map((name) => name.trim().toLowerCase()));
  return sent.filter(([name]) => names.has(name.toLowerCase()));
}

/** After a tainting redirect the engines ask in the name of different origins; only `*` answers both alike. */
function asksAlike({ browser }: FetchTrace, hop: Hop, { origins }: FetchOutcome, index: number, dialect: Dialect) {
  const [own, other] = [dialectRules(browser), dialectRules(dialect)];
  const tainted = origins[index] !== origins[0];
  if (!tainted || own.preflightComparesTaintedOrigin === other.preflightComparesTaintedOrigin) return true;
  return getHeader(hop.preflight?.response?.headers ?? [], 'access-control-allow-origin') === '*';
}

function withoutPreflight({ preflight: _preflight, ...hop }: HopInput): HopInput {
  return hop;
}

function isSame(a: StepOutcome, b: StepOutcome | undefined): boolean {
  return a.hop === b?.hop && a.phase === b.phase && a.reason?.kind === b.reason?.kind;
}
