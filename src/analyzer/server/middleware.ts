import { hasHeader } from '../fetch/header-list.ts';
import { refusalMarks } from '../trace/refusal-marks.ts';
import type { ServerGuess } from './server-guess.ts';
import { type Answer, answeredByFront, speaks } from './signals.ts';

type Middleware = ServerGuess['middleware'];

/**
 * What the CORS middleware did with the cross-origin requests among `answers`, for a server whose application is
 * `stack`. Read from the latest answer that lacks the header, since that is the one to be explained; certain patterns
 * only, because several libraries refuse without leaving a trace.
 */
export function middlewareState(answers: readonly Answer[], stack: ServerGuess['stack']): Middleware {
  const lacking = answers.findLast((answer) => permissionIn(answer) === 'lacking');
  if (!lacking) {
    return answers.some((answer) => permissionIn(answer) === 'given') ? 'ran-and-allowed' : 'cannot-tell';
  }
  if (answeredByFront(lacking) || isNotTheApps(lacking, answers, stack)) return 'somebody-else-answered';
  if (refusalMarks(lacking, stack === 'spring-boot').length > 0) return 'ran-and-refused';
  return neverRan(lacking, stack) ? 'never-ran' : 'cannot-tell';
}

const ALLOW_ORIGIN = 'access-control-allow-origin';

const permissionMemo = new WeakMap<Answer, 'lacking' | 'given' | 'not-asked'>();

/** Answers never change, and every answer of a server is looked at again whenever one more comes. */
function permissionIn(answer: Answer): 'lacking' | 'given' | 'not-asked' {
  const known = permissionMemo.get(answer);
  if (known) return known;
  const found = hasHeader(answer.headers, ALLOW_ORIGIN) ? 'given' : 'lacking';
  const permission = isCrossOriginRequest(answer) ? found : 'not-asked';
  permissionMemo.set(answer, permission);
  return permission;
}

/** Without `Origin` most libraries say nothing, so such a response shows nothing either. */
function isCrossOriginRequest({ exchange }: Answer): boolean {
  return hasHeader(exchange.requestHeaders ?? [], 'origin');
}

/** An error that shows only what stands in front, while the application's own responses show the application. */
function isNotTheApps(answer: Answer, others: readonly Answer[], stack: ServerGuess['stack']): boolean {
  if (stack === null || answer.phase !== 'actual' || answer.status < 400) return false;
  const isOfTheApp = (candidate: Answer) => speaks(candidate, { speaksFor: stack, role: 'app' });
  const isComparable = (other: Answer) => other.phase === 'actual' && permissionIn(other) !== 'not-asked';
  if (!speaks(answer, { role: 'front' }) || isOfTheApp(answer)) return false;
  return others.some((other) => isComparable(other) && isOfTheApp(other));
}

/**
 * Absence proves something for two stacks only. django-cors-headers adds `Vary: Origin` to all it sees. The cors package
 * for Express does too, unless a function refuses by throwing (a 5xx). flask-cors refuses without a trace.
 */
function neverRan({ status }: Answer, stack: ServerGuess['stack']): boolean {
  if (stack === 'django') return true;
  return stack === 'express' && status < 500;
}
