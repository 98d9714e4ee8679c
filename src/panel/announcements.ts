import { effect, type ReadonlySignal, type Signal, untracked } from '@preact/signals';
import type { AnalyzedTrace } from '../analyzer/report.ts';
import { firstHop } from '../analyzer/trace/fetch-trace.ts';
import { shortCause } from '../ui/verdict-status.ts';

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
  let known: ReadonlySet<string> | undefined;
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
    const blocked = traces.value.filter(({ judgement }) => judgement.verdict === 'blocked');
    if (known === undefined && !isLoaded.value) return;
    const before = known;
    const news = before ? blocked.filter(({ trace }) => !before.has(trace.id)) : [];
    known = new Set(blocked.map(({ trace }) => trace.id));
    if (news.length === 0) return;
    gathered = [...gathered, ...news];
    if (!resting) untracked(speak);
  });
}

/** One sentence, however many there are. */
function announcementOf(blocked: readonly AnalyzedTrace[]): string {
  const [first] = blocked;
  if (!first) return '';
  const { method, url } = firstHop(first.trace);
  const one = `${method} ${url.replace(/[?#].*$/s, '')}: ${shortCause(first)}`;
  return blocked.length === 1 ? `Blocked: ${one}` : `${blocked.length} requests blocked, first ${one}`;
}
