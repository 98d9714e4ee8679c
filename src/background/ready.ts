/** Runs tasks one after the other, the first of them when `restored` is settled. */
export interface Queue {
  run<T>(task: () => T | Promise<T>): Promise<T>;
}

/** The one place where what was stored is awaited: everything that needs it goes through this queue, in order. */
export function queueAfter(restored: Promise<void>): Queue {
  let last: Promise<unknown> = restored;
  return {
    run(task) {
      const result = last.then(task, task);
      last = result;
      return result;
    },
  };
}
