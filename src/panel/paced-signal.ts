import { effect, type ReadonlySignal, signal, untracked } from '@preact/signals';

/** Milliseconds: what rests as long is so much that following it is a task of its own, behind what else is due. */
const OWN_TASK_REST_MS = 5;

/**
 * Follows `source` at once when `subject` changes, or when it has stood still for `restMs` of its value; while it changes
 * all the time, once in that time. For what costs more than a frame may with a long log.
 *
 * @param restMs milliseconds; from 5 on only another subject is followed at once, everything else a task later
 */
export function pacedSignal<T>(
  source: ReadonlySignal<T>,
  subject: ReadonlySignal<unknown>,
  restMs: (value: T) => number,
): ReadonlySignal<T> {
  const followed = signal(source.peek());
  let about = subject.peek();
  let followedAt = 0;
  let due: ReturnType<typeof setTimeout> | undefined;
  const follow = () => {
    clearTimeout(due);
    due = undefined;
    followedAt = performance.now();
    followed.value = source.peek();
  };
  effect(() => {
    const value = source.value;
    const isAnother = subject.value !== about;
    about = subject.value;
    untracked(() => {
      const whole = restMs(value);
      const rest = Math.max(whole - (performance.now() - followedAt), 0);
      if (isAnother || (rest === 0 && whole < OWN_TASK_REST_MS)) follow();
      else due ??= setTimeout(follow, rest);
    });
  });
  return followed;
}
