/** How many times as long as the work itself took to wait before the next run: leaves most of the time to the reader. */
const REST = 4;
/** Milliseconds after which it runs again all the same. */
const LONGEST_REST_MS = 200;

/**
 * A function that runs `work` again when it is called while running, never twice at once, and the less often the longer
 * it takes: a long log that changes all the time must still scroll. Resolves when nothing is left to do.
 */
export function pacedWork(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let again = false;
  const run = async () => {
    do {
      again = false;
      const started = performance.now();
      await work();
      const rest = Math.min(REST * (performance.now() - started), LONGEST_REST_MS);
      await new Promise((resolve) => setTimeout(resolve, rest));
    } while (again);
  };
  return () => {
    again = running !== undefined;
    running ??= run().finally(() => {
      running = undefined;
    });
    return running;
  };
}
