import { expand, type Observed } from './case.ts';
import type { Asked } from './grade.ts';

/** What was seen of a request, in the form of what is written of it in a case. */
export function whatWasSeen({ truth: { corsError, failedParameter }, outcome }: Asked) {
  return { chromium: corsError, parameter: failedParameter, page: outcome };
}

/** What is written of a request in a case, to compare. Where the browser may name any of several parameters, the one it named. */
export function whatIsWritten({ chromium, parameter, page }: Observed, asked: Asked | undefined) {
  const possible = [parameter].flat().map((text) => (asked ? expand(text, asked.placed) : text));
  const named = possible.find((text) => text === asked?.truth.failedParameter) ?? possible[0];
  return { chromium, parameter: named, page };
}
