import { browserNames, candidateNames } from './failure-names.ts';
import { otherReadings, type Reading } from './other-readings.ts';
import type { AnalyzedTrace, BrowserNames } from './report.ts';
import type { Diagnosis, Timeline } from './rules/rule.ts';
import type { ServerGuess } from './server/server-guess.ts';
import type { Server } from './server-view.ts';
import type { Subject } from './subject.ts';
import type { CacheFill, EarlierRequests, PreflightHistory } from './trace/earlier-requests.ts';
import type { FetchTrace } from './trace/fetch-trace.ts';
import type { Alike } from './trace/judge-alike.ts';
import type { Judgement } from './trace/judgement.ts';
import { causeFor, findingsFor, type Kept } from './words.ts';

/** What is said about one fetch, found when it is read. A class for the same reason as {@link Subject}. */
export class AnalyzedOnDemand implements AnalyzedTrace {
  readonly subject: Subject;
  readonly view: Server;
  readonly earlier: EarlierRequests;
  // Kept here too: a report that is read for longer would find what a newer one knows, and make its own again.
  #cause: Kept<Diagnosis | undefined> | undefined;
  #findings: Kept<readonly Diagnosis[]> | undefined;

  constructor(subject: Subject, view: Server, earlier: EarlierRequests) {
    this.subject = subject;
    this.view = view;
    this.earlier = earlier;
  }

  get trace(): FetchTrace {
    return this.subject.trace;
  }

  get judgement(): Judgement {
    return this.subject.alike.judgement;
  }

  get serverOrigin(): string {
    return this.subject.alike.serverOrigin;
  }

  get preflightHistory(): PreflightHistory {
    return this.earlier.preflights;
  }

  get cacheFill(): CacheFill | undefined {
    return this.earlier.cacheFill;
  }

  get server(): ServerGuess {
    return this.view.guess;
  }

  get timeline(): Timeline {
    return this.view.timeline;
  }

  get cause(): Diagnosis | undefined {
    this.#cause ??= causeFor(this);
    return this.#cause.value;
  }

  get findings(): readonly Diagnosis[] {
    this.#findings ??= findingsFor(this, this.cause);
    return this.#findings.value;
  }

  get browserNames(): BrowserNames {
    return namesOf(this.subject);
  }

  get candidateNames(): AnalyzedTrace['candidateNames'] {
    return candidatesOf(this.subject);
  }

  get readings(): readonly Reading[] {
    return readingsOf(this.subject);
  }
}

const namesOf = rememberedByAlike(browserNames);
const candidatesOf = rememberedByAlike(candidateNames);
const readingsOf = rememberedByAlike(otherReadings);

/** What follows from the judgement, and from what it follows from, is the same for all that are alike. */
function rememberedByAlike<T>(find: (trace: FetchTrace, judgement: Judgement) => T): (subject: Subject) => T {
  const memo = new WeakMap<Alike, { readonly found: T }>();
  return ({ trace, alike }) => {
    const known = memo.get(alike) ?? { found: find(trace, alike.judgement) };
    memo.set(alike, known);
    return known.found;
  };
}
