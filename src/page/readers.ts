import { HOOK } from './hook.ts';

/** An entry of Resource Timing, as the page tells it. */
interface PageTiming {
  /** Unredacted. */
  readonly url: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** 0: not readable. */
  readonly status: number;
}

/** Frames, and entries per frame, that are read at most. */
const MOST_FRAMES = 50;
const MOST_ENTRIES = 2000;

/** An expression for `inspectedWindow.eval`: an array with one JSON text (`PageRecords`) per frame that has a recorder. */
export function recordsExpression(): string {
  return `(${readRecords})(${JSON.stringify(HOOK)}, ${MOST_FRAMES})`;
}

/** An expression for `inspectedWindow.eval`: an array with one JSON text (`PageTiming[]`) per frame. Changes nothing. */
export function timingsExpression(): string {
  return `(${readTimings})(${MOST_FRAMES}, ${MOST_ENTRIES})`;
}

/** Runs in the page: nothing outside of it exists for it. Frames of other origins cannot be entered and are left out. */
function readRecords(hookName: string, most: number): string[] {
  const found: string[] = [];
  let visited = 0;
  const visit = (frame: Window): void => {
    visited += 1;
    try {
      const read = (frame as unknown as Record<symbol, unknown>)[Symbol.for(hookName)];
      if (typeof read === 'function') found.push(String(read()));
    } catch {
      return;
    }
    for (let index = 0; index < frame.length && visited < most; index += 1) visit(frame[index] as Window);
  };
  visit(window);
  return found;
}

/** Runs in the page: nothing outside of it exists for it. */
function readTimings(mostFrames: number, mostEntries: number): string[] {
  const found: string[] = [];
  let visited = 0;
  const visit = (frame: Window): void => {
    visited += 1;
    try {
      const { performance } = frame;
      const entries = performance.getEntriesByType('resource').slice(-mostEntries) as PerformanceResourceTiming[];
      const timings: PageTiming[] = entries.map(({ name, startTime, responseStatus }) => {
        return { url: name, at: performance.timeOrigin + startTime, status: responseStatus };
      });
      found.push(JSON.stringify(timings));
    } catch {
      return;
    }
    for (let index = 0; index < frame.length && visited < mostFrames; index += 1) visit(frame[index] as Window);
  };
  visit(window);
  return found;
}
