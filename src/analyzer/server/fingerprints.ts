import { serializedOriginOf } from '../fetch/origin.ts';
import type { Exchange, FetchTrace, ObservedResponse } from '../trace/fetch-trace.ts';
import { middlewareState } from './middleware.ts';
import type { ServerGuess, ServerLayer } from './server-guess.ts';
import { type Answer, SIGNALS, type Signal } from './signals.ts';
import { STACK_NAMES } from './stack-names.ts';

/**
 * Who is likely to have answered, from the headers of one server's responses, and what its CORS middleware did. Says
 * nothing where the signals contradict each other or are too weak: a wrong stack means a fix for the wrong server.
 *
 * `server`: serialised origin whose responses count; all of the traces' responses when it is left out.
 */
export function guessServer(traces: readonly FetchTrace[], server?: string): ServerGuess {
  const answers: Answer[] = [];
  for (const trace of traces) {
    for (const answer of answersOf(trace)) {
      if (!server || serializedOriginOf(answer.exchange.url) === server) answers.push(answer);
    }
  }
  const first = firstEvidence(answers);
  const seen = SIGNALS.flatMap((signal) => {
    const evidence = first.get(signal);
    return evidence === undefined ? [] : [{ signal, evidence }];
  });
  const inApp = strongest(seen.filter(({ signal }) => signal.role === 'app'));
  const inFront = strongest(seen.filter(({ signal }) => signal.role === 'front'));
  const found = inApp?.confidence ? inApp : (inFront ?? inApp);
  const stack = found?.confidence ? found.stack : null;
  return {
    stack,
    confidence: found?.confidence ?? null,
    evidence: found?.evidence ?? [],
    layers: [layerOf(inFront, 'front'), layerOf(inApp, 'app')].filter((layer) => layer !== undefined),
    middleware: middlewareState(answers, stack),
  };
}

interface Seen {
  readonly signal: Signal;
  readonly evidence: string;
}

interface Verdict {
  readonly stack: Signal['speaksFor'];
  readonly confidence: ServerGuess['confidence'];
  readonly evidence: readonly string[];
}

function layerOf(verdict: Verdict | undefined, role: ServerLayer['role']): ServerLayer | undefined {
  if (!verdict?.confidence) return undefined;
  const { stack, confidence, evidence } = verdict;
  return { stack, name: STACK_NAMES[stack], role, confidence, evidence };
}

const CERTAIN = 3;
const LIKELY = 2;

/** Undefined when nothing was seen. Two candidates that are both likely leave no confidence, but all the evidence. */
function strongest(seen: readonly Seen[]): Verdict | undefined {
  const scores = new Map<Signal['speaksFor'], number>();
  for (const { signal } of seen) scores.set(signal.speaksFor, (scores.get(signal.speaksFor) ?? 0) + signal.weight);
  const [first, second] = [...scores].sort(([, a], [, b]) => b - a);
  if (!first) return undefined;
  const [stack, score] = first;
  const contested = second !== undefined && second[1] >= LIKELY;
  const confidence = contested || score < LIKELY ? null : score < CERTAIN ? 'likely' : 'certain';
  const evidence = seen.filter(({ signal }) => contested || signal.speaksFor === stack).map((entry) => entry.evidence);
  return { stack, confidence, evidence };
}

function firstEvidence(answers: readonly Answer[]): ReadonlyMap<Signal, string> {
  const first = new Map<Signal, string>();
  for (const answer of answers) {
    for (const [signal, evidence] of evidenceOf(answer)) if (!first.has(signal)) first.set(signal, evidence);
  }
  return first;
}

const evidenceMemo = new WeakMap<Answer, readonly (readonly [Signal, string])[]>();

/** All that one answer gives away. */
function evidenceOf(answer: Answer): readonly (readonly [Signal, string])[] {
  const known = evidenceMemo.get(answer);
  if (known) return known;
  const evidence: (readonly [Signal, string])[] = [];
  const names = new Set(answer.headers.map(([name]) => name.toLowerCase()));
  for (const signal of SIGNALS) {
    const { header } = signal.find;
    const found = header === undefined || names.has(header) ? signal.find(answer) : undefined;
    if (found !== undefined) evidence.push([signal, found]);
  }
  evidenceMemo.set(answer, evidence);
  return evidence;
}

const answersMemo = new WeakMap<FetchTrace, readonly Answer[]>();

/**
 * The responses as the server sent them, before other extensions changed them; redirects that an extension made left
 * out, for no server answered those.
 */
function answersOf(trace: FetchTrace): readonly Answer[] {
  const known = answersMemo.get(trace);
  if (known) return known;
  const answers = trace.hops.flatMap((hop) => {
    const { preflight } = hop;
    const answers: Answer[] = [];
    if (preflight?.response) answers.push(answer('preflight', preflight, preflight.response));
    if (hop.response && !hop.redirect?.byExtension) answers.push(answer('actual', hop, hop.response));
    return answers;
  });
  answersMemo.set(trace, answers);
  return answers;
}

function answer(phase: Answer['phase'], exchange: Exchange, response: ObservedResponse): Answer {
  return { phase, exchange, status: response.status, headers: response.headersBeforeExtensions ?? response.headers };
}
