import { extractTokenList } from '../../src/analyzer/fetch/token-list.ts';
import type { HopJson, TraceJson } from '../../src/analyzer/report-json.ts';
import { type Ask, type OracleCase, type Placed, silentAsks } from './case.ts';

/** What the page got. `unseen`: nothing tells it. */
export type AskOutcome = 'read' | 'opaque' | 'failed' | 'unseen';

/** What Chromium's own protocol says about one request, its redirects included. */
export interface Truth {
  /** Chromium's `CorsError`, `null` when CORS did not stop it. */
  readonly corsError: string | null;
  readonly failedParameter: string;
  /** `none`: it never became a network request. */
  readonly ended: 'pending' | 'finished' | 'failed' | 'none';
  readonly errorText: string | null;
  readonly blockedReason: string | null;
  /** The response was handed to the page. Of one that nobody reads, the end may never be told. */
  readonly responded: boolean;
}

/** What there is about a request that the browser never spoke of. */
export const NO_TRUTH: Truth = {
  corsError: null,
  failedParameter: '',
  ended: 'none',
  errorText: null,
  blockedReason: null,
  responded: false,
};

/** What a trace says about one request: the part of the report that is compared. */
export type Answer = Pick<
  TraceJson,
  'url' | 'verdict' | 'blockedBy' | 'cause' | 'candidates' | 'missing' | 'credentials' | 'hops'
>;

/**
 * `exact`: same outcome, same reason. `pair`: two candidates one of which is right, where what decides cannot be
 * observed. `unobservable`: extensions get no event about it. `hidden-input`: blocked and said to be unexplained, where
 * another extension changed what the browser judged and docs/limits.md says so. The rest is wrong.
 */
export type Grade =
  | 'exact'
  | 'pair'
  | 'unobservable'
  | 'hidden-input'
  | 'wrong-outcome'
  | 'wrong-reason'
  | 'missing-trace';

export interface Graded {
  readonly grade: Grade;
  /** What differs, for people. Empty unless something is wrong. */
  readonly difference: string;
}

export function isWrong({ grade }: Graded): boolean {
  return grade === 'wrong-outcome' || grade === 'wrong-reason' || grade === 'missing-trace';
}

/** One request of a case with everything that is known about it. */
export interface Asked {
  readonly ask: Ask;
  readonly placed: Placed;
  readonly outcome: AskOutcome;
  readonly truth: Truth;
  readonly answer: Answer | undefined;
  /** Extensions get no event about it. */
  readonly silent: boolean;
}

export interface AskedOfCase {
  /** One per ask. */
  readonly asked: readonly Asked[];
  /** Traces that belong to none of them. */
  readonly surplus: readonly Answer[];
}

/** Puts together what was said about each ask of a case. Requests of one case are told apart by their order. */
export function askedOf(
  placed: Placed,
  outcomes: readonly AskOutcome[],
  truths: readonly Truth[],
  answers: readonly Answer[],
): AskedOfCase {
  const silent = silentAsks(placed.case);
  const { situation } = placed.case;
  const isOpaque = situation?.kind === 'service-worker' && situation.does === 'opaque';
  const asked = placed.case.asks.map(
    (ask, index): Asked => ({
      // What extensions see is the service worker's own request.
      ask: isOpaque ? { ...ask, mode: 'no-cors' } : ask,
      placed,
      outcome: outcomes[index] ?? 'unseen',
      truth: truths[index] ?? NO_TRUTH,
      answer: answers[index],
      silent: silent.has(index),
    }),
  );
  return { asked, surplus: answers.slice(asked.length) };
}

/** Compares the extension's answer with the browser's own words. */
export function grade(asked: Asked): Graded {
  const { truth, answer, placed, silent } = asked;
  if (silent) return answer ? wrong('wrong-outcome', 'a trace of a request without events') : right('unobservable');
  if (!answer) {
    // Refused before it became a request: the browser says so to the page's developer, and shows no event to extensions.
    if (truth.ended === 'none' && truth.corsError !== null) return right('unobservable');
    const atHome = staysAtHome(placed.case, asked.ask) && truth.corsError === null;
    return atHome ? right('exact') : wrong('missing-trace', `no trace; the browser says ${sayTruth(truth)}`);
  }
  return truth.corsError === null ? gradeOutcome(asked, answer) : gradeReason(truth, answer, placed);
}

function right(name: Grade): Graded {
  return { grade: name, difference: '' };
}

function wrong(name: Grade, difference: string): Graded {
  return { grade: name, difference };
}

/** Requests that never leave the page's own origin are none of the extension's business. */
export function staysAtHome({ hops }: OracleCase, { from, redirect }: Ask): boolean {
  const broken = hops.findIndex(({ actual }) => [actual].flat().some((answer) => 'end' in answer));
  const answered = broken < 0 ? hops : hops.slice(0, broken + 1);
  // Where the first redirect leads is known even when it is not followed.
  const reached = redirect === 'follow' ? answered : answered.slice(0, 2);
  return from !== 'sandboxed-frame' && reached.every(({ at }) => at === 'O');
}

function gradeReason(truth: Truth, answer: Answer, placed: Placed): Graded {
  const says = sayAnswer(answer);
  if (answer.verdict !== 'blocked') return wrong('wrong-outcome', `${says}; the browser says ${sayTruth(truth)}`);
  if (answer.cause && answer.candidates.length === 0) {
    const { chromium, failedParameter } = answer.cause;
    if (isSame({ chromium, failedParameter }, truth, answer)) return right('exact');
  }
  if (placed.case.situation?.kind === 'other-extension' && answer.cause?.rule === 'response-unexplained')
    return right('hidden-input');
  const among = answer.candidates.some((candidate) => isSame(candidate, truth, answer));
  if (among && hidesCredentials(answer, placed)) return right('pair');
  return wrong('wrong-reason', `${says}; the browser says ${sayTruth(truth)}`);
}

interface Named {
  readonly chromium: string | null;
  readonly failedParameter: string;
}

function isSame({ chromium, failedParameter }: Named, truth: Truth, answer: Answer): boolean {
  if (chromium !== truth.corsError) return false;
  if (failedParameter === truth.failedParameter) return true;
  // Of several header names that are not allowed the browser reports any one.
  if (chromium !== 'HeaderDisallowedByPreflightResponse') return false;
  return answer.hops.some((hop) => {
    const names = disallowedNames(hop);
    return names.includes(failedParameter) && names.includes(truth.failedParameter);
  });
}

/** Names that the preflight asked for and that are not among those listed; a star is not looked at. */
function disallowedNames({ preflight }: HopJson): readonly string[] {
  if (!preflight) return [];
  const asked = extractTokenList(preflight.requestHeaders, 'access-control-request-headers');
  const listed = extractTokenList(preflight.responseHeaders, 'access-control-allow-headers');
  if (!Array.isArray(asked)) return [];
  const allowed = new Set(Array.isArray(listed) ? listed.map((name) => name.toLowerCase()) : []);
  return asked.filter((name) => !allowed.has(name));
}

/**
 * Whether the credentials mode really could not be observed: it shows in the headers of requests that go to another
 * site by a name that browsers trust, and in no others.
 */
function hidesCredentials({ credentials, hops }: Answer, { origins, case: { plain } }: Placed): boolean {
  if (plain) return credentials.value === null;
  const home = new URL(origins.O).hostname;
  const sentElsewhere = hops.some(
    ({ url, requestHeaders }) => requestHeaders.length > 0 && new URL(url).hostname !== home,
  );
  return credentials.value === null && !sentElsewhere;
}

function gradeOutcome(asked: Asked, answer: Answer): Graded {
  const { ask, placed, truth } = asked;
  const difference = `${sayAnswer(answer)}; the page ${asked.outcome}, the browser says ${sayTruth(truth)}`;
  const wasBlocked = isBlocked(asked);
  if (isOpenAboutRedirect(answer) && (ask.redirect !== 'follow' || truth.blockedReason === 'origin'))
    return right('pair');
  if (isOpenAboutMode(answer) && ask.mode === 'no-cors') return right('pair');
  if (wasBlocked) {
    if (answer.verdict !== 'blocked') return wrong('wrong-outcome', difference);
    return answer.cause?.chromium ? wrong('wrong-reason', difference) : right('exact');
  }
  if (staysAtHome(placed.case, ask)) {
    return answer.verdict === 'not-cors' ? right('exact') : wrong('wrong-outcome', difference);
  }
  // A redirect that is not followed is handed over as one, in mode no-cors too.
  const wanted = ask.mode === 'no-cors' && asked.outcome !== 'read' ? 'opaque' : 'allowed';
  return answer.verdict === wanted ? right('exact') : wrong('wrong-outcome', difference);
}

/** Requests to servers that browsers do not trust carry nothing that tells a no-cors POST from any other one. */
function isOpenAboutMode({ verdict, missing }: Answer): boolean {
  return verdict === 'allowed' && missing.includes('request-mode');
}

/** A redirect that was not followed may have been handed to the page or refused: the events are the same either way. */
function isOpenAboutRedirect({ verdict, missing }: Answer): boolean {
  return verdict === 'undetermined' && missing.includes('redirect-mode');
}

/**
 * Something other than CORS stopped it. A response that was handed over may still be of no use to the page, or be read by
 * nobody: that stops nothing.
 */
function isBlocked({ truth, outcome }: Asked): boolean {
  if (truth.blockedReason !== null) return true;
  if (truth.responded) return false;
  if (truth.ended === 'failed') return truth.errorText !== 'net::ERR_ABORTED' || outcome === 'failed';
  return truth.ended === 'none' && outcome === 'failed';
}

function sayTruth({ corsError, failedParameter, ended, errorText, blockedReason }: Truth): string {
  if (corsError !== null) return `${corsError} ${JSON.stringify(failedParameter)}`;
  return [ended, errorText, blockedReason].filter((word) => word !== null && word !== '').join(' ');
}

function sayAnswer({ verdict, blockedBy, cause, candidates, missing, credentials }: Answer): string {
  const names = [cause, ...candidates].filter((one) => one !== null).map(sayNamed);
  const known = `credentials ${credentials.value ?? 'unknown'}`;
  return [`the report says ${verdict}`, blockedBy, ...names, known, ...missing].filter(Boolean).join(', ');
}

function sayNamed({ chromium, failedParameter }: Named): string {
  return `${chromium ?? 'no CORS error'} ${JSON.stringify(failedParameter)}`;
}
