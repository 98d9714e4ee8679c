/** Milliseconds after which it goes on all the same: a panel that nobody sees is not painted. */
const LONGEST_FRAME_MS = 50;

const waiting = new Set<() => void>();
let isAwaited = false;

/**
 * Runs `task` when what there is now can be seen. Of several each has a frame of its own, in the order in which they came.
 *
 * @returns a function that takes it back
 */
export function afterPaint(task: () => void): () => void {
  waiting.add(task);
  awaitPaint();
  return () => waiting.delete(task);
}

function awaitPaint(): void {
  if (isAwaited || waiting.size === 0) return;
  isAwaited = true;
  whenPainted(() => {
    isAwaited = false;
    const [task] = waiting;
    if (!task) return;
    waiting.delete(task);
    try {
      task();
    } finally {
      awaitPaint();
    }
  });
}

function whenPainted(task: () => void): void {
  // Where there is nothing to paint on.
  if (typeof requestAnimationFrame === 'undefined') {
    afterOthers(task);
    return;
  }
  const go = () => {
    clearTimeout(late);
    cancelAnimationFrame(frame);
    afterOthers(task);
  };
  const late = setTimeout(go, LONGEST_FRAME_MS);
  const frame = requestAnimationFrame(go);
}

/** Runs `task` after input and painting that are due; timers would rest for four milliseconds each time. */
export function afterOthers(task: () => void): void {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    port1.close();
    task();
  };
  port2.postMessage(null);
}

/** What some browsers have and TypeScript's library does not. */
interface Scheduling {
  readonly scheduler?: { postTask(task: () => void, options: { readonly priority: 'background' }): unknown };
}

/** Milliseconds after which a task has waited long enough for others. */
const LONGEST_WAIT_MS = 100;

/** Runs `task` when nothing else is due, painting included, where the browser can tell; but not much later. */
export function whenIdle(task: () => void): void {
  const { scheduler } = globalThis as Scheduling;
  if (!scheduler) {
    afterOthers(task);
    return;
  }
  let isDue = true;
  const go = () => {
    clearTimeout(late);
    if (!isDue) return;
    isDue = false;
    task();
  };
  const late = setTimeout(go, LONGEST_WAIT_MS);
  scheduler.postTask(go, { priority: 'background' });
}
