import { effect, type ReadonlySignal, type Signal, untracked } from '@preact/signals';
import type { AnalyzedTrace } from '../analyzer/report.ts';
import { firstHop } from '../analyzer/trace/fetch-trace.ts';
import { shortCause } from '../ui/verdict-status.ts';
import { tallying } from './list-change.ts';

/** Milliseconds between two announcements: a page that fails all the time must not talk all the time. */
const REST_MS = 3000;

/**
 * Says in `spoken` which requests were blocked since it last said something: the first at once, then what has gathered
 * at most every three seconds. The ones that are there in the beginning are not news.
 */
export function announceBlocked(
  traces: ReadonlySignal<readonly AnalyzedTrace[]>,
  isLoaded: ReadonlySignal<boolean>,
  spoken: Signal<string>,
): void {
  const changes = watchingBlocked();
  let isKnown = false;
  let gathered: readonly AnalyzedTrace[] = [];
  let resting = false;
  const speak = () => {
    resting = gathered.length > 0;
    if (!resting) return;
    spoken.value = announcementOf(gathered);
    gathered = [];
    setTimeout(speak, REST_MS);
  };
  effect(() => {
    const news = changes(traces.value);
    if (!isKnown && !isLoaded.value) return;
    const isFirst = !isKnown;
    isKnown = true;
    if (isFirst || news.length === 0) return;
    gathered = [...gathered, ...news];
    if (!resting) untracked(speak);
  });
}

/** @returns a function that tells which fetches of a list are blocked that were not in the list before, or not blocked. */
function watchingBlocked(): (traces: readonly AnalyzedTrace[]) => readonly AnalyzedTrace[] {
  const known = new Set<string>();
  let gone: string[] = [];
  let news: AnalyzedTrace[] = [];
  const tally = tallying<AnalyzedTrace>({
    removed: ({ trace, judgement }) => {
      if (judgement.verdict === 'blocked') gone.push(trace.id);
    },
    added: (analyzed) => {
      if (analyzed.judgement.verdict === 'blocked') news.push(analyzed);
    },
  });
  return (traces) => {
    [gone, news] = [[], []];
    tally(traces);
    const found = news.filter(({ trace }) => !known.has(trace.id));
    for (const id of gone) known.delete(id);
    for (const { trace } of news) known.add(trace.id);
    return found;
  };
}

/** One sentence, however many there are. */
function announcementOf(blocked: readonly AnalyzedTrace[]): string {
  const [first] = blocked;
  if (!first) return '';
  const { method, url } = firstHop(first.trace);
  const one = `${method} ${url.replace(/[?#].*$/s, '')}: ${shortCause(first)}`;
  return blocked.length === 1 ? `Blocked: ${one}` : `${blocked.length} requests blocked, first ${one}`;
}
