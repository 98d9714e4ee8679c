import { effect, type ReadonlySignal, signal, untracked } from '@preact/signals';

/** Milliseconds: what rests as long is so much that following it is a task of its own, behind what else is due. */
const OWN_TASK_REST_MS = 5;

interface Pace<T> {
  /** Milliseconds; from 5 on only another subject is followed at once, everything else a task later. */
  restMs(value: T): number;
  /** What following a value asks for, done before in tasks of its own so that following finds it done. */
  readonly ahead?: readonly ((value: T) => void)[];
}

/**
 * Follows `source` at once when `subject` changes, or when it has stood still for `restMs` of its value; while it changes
 * all the time, once in that time. For what costs more than a frame may with a long log.
 */
export function pacedSignal<T>(
  source: ReadonlySignal<T>,
  subject: ReadonlySignal<unknown>,
  { restMs, ahead = [] }: Pace<T>,
): ReadonlySignal<T> {
  const followed = signal(source.peek());
  let about = subject.peek();
  let followedAt = 0;
  let due: ReturnType<typeof setTimeout> | undefined;
  const follow = (value: T) => {
    clearTimeout(due);
    due = undefined;
    followedAt = performance.now();
    followed.value = value;
    // It may have changed while what comes ahead was done.
    if (source.peek() !== value) wait(source.peek());
  };
  const doAhead = (value: T, from: number) => {
    const step = ahead[from];
    if (!step) return follow(value);
    step(value);
    due = setTimeout(doAhead, 0, value, from + 1);
  };
  const wait = (value: T) => {
    due ??= setTimeout(() => doAhead(source.peek(), 0), Math.max(restMs(value) - (performance.now() - followedAt), 0));
  };
  effect(() => {
    const value = source.value;
    const isAnother = subject.value !== about;
    about = subject.value;
    untracked(() => {
      const hasRested = performance.now() - followedAt >= restMs(value);
      if (isAnother || (hasRested && restMs(value) < OWN_TASK_REST_MS)) follow(value);
      else wait(value);
    });
  });
  return followed;
}
