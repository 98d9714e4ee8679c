/** Milliseconds after which it goes on all the same: a panel that nobody sees is not painted. */
const LONGEST_FRAME_MS = 50;

/** Runs `task` when what there is now can be seen. */
export function afterPaint(task: () => void): void {
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
