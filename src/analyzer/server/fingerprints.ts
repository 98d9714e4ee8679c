import { serializedOriginOf } from '../fetch/origin.ts';
import type { Exchange, FetchTrace, ObservedResponse } from '../trace/fetch-trace.ts';
import { middlewareState } from './middleware.ts';
import type { ServerGuess } from './server-guess.ts';
import { type Answer, SIGNALS, type Signal } from './signals.ts';

/**
 * Who is likely to have answered, from the headers of one server's responses, and what its CORS middleware did. Says
 * nothing where the signals contradict each other or are too weak: a wrong stack means a fix for the wrong server.
 *
 * `server`: serialised origin whose responses count; all of the traces' responses when it is left out.
 */
export function guessServer(traces: readonly FetchTrace[], server?: string): ServerGuess {
  const answers = traces
    .flatMap(answersOf)
    .filter(({ exchange }) => !server || serializedOriginOf(exchange.url) === server);
  const seen = SIGNALS.flatMap((signal) => {
    const evidence = firstEvidence(signal, answers);
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

function firstEvidence(signal: Signal, answers: readonly Answer[]): string | undefined {
  for (const answer of answers) {
    const evidence = signal.find(answer);
    if (evidence !== undefined) return evidence;
  }
  return undefined;
}

/**
 * The responses as the server sent them, before other extensions changed them; redirects that an extension made left
 * out, for no server answered those.
 */
function answersOf(trace: FetchTrace): readonly Answer[] {
  return trace.hops.flatMap((hop) => {
    const { preflight } = hop;
    const answers: Answer[] = [];
    if (preflight?.response) answers.push(answer('preflight', preflight, preflight.response));
    if (hop.response && !hop.redirect?.byExtension) answers.push(answer('actual', hop, hop.response));
    return answers;
  });
}

function answer(phase: Answer['phase'], exchange: Exchange, response: ObservedResponse): Answer {
  return { phase, exchange, status: response.status, headers: response.headersBeforeExtensions ?? response.headers };
}
