import type { recordFrames } from './frame-start.ts';
import type { recordCalls } from './record-calls.ts';
import type { startRecorded } from './worker-start.ts';

/**
 * What the recorder writes down about one call of the page, and about one element that fetches. All of it is the page's
 * word. Absent: it could not be told without the page noticing.
 */
export interface PageCall {
  readonly via: 'fetch' | 'xhr' | 'event-source' | 'beacon' | 'element';
  readonly method: string;
  /** Absolute, without fragment; not redacted. */
  readonly url: string;
  /** Epoch milliseconds; absent for elements, of which only the attributes are known. */
  readonly at?: number;
  readonly credentials?: string;
  readonly mode?: string;
  readonly redirect?: string;
  /** Origin of the frame that made the call, where it is not that of the recorder that is read; `null` if opaque. */
  readonly frame?: string;
}

/** What reading the hook of one frame gives, as JSON. */
export interface PageRecords {
  /** When recording began in this frame, epoch milliseconds. */
  readonly since: number;
  /** Calls that there was no room for. */
  readonly dropped: number;
  /** Whether workers that are started now are recorded. */
  readonly workers: boolean;
  /** Of this frame and of its workers. */
  readonly calls: readonly PageCall[];
  readonly elements: readonly PageCall[];
}

/** Where a recorded worker belongs. */
export interface WorkerHome {
  /** Of the worker's own script. */
  readonly url: string;
  /** Name of the channel on which the page hears what is recorded. */
  readonly channel: string;
}

/** Where a recorded frame belongs. */
export interface FrameHome {
  /** Digits and spaces that nobody can guess: what the frame tells begins with it. */
  readonly token: string;
  /** Of the embedding page, or `*` where it is opaque. */
  readonly origin: string;
}

/** The functions that the recorder is made of; the last one gives the first one all of them. */
export type Parts = readonly [
  record: typeof recordCalls,
  start: typeof startRecorded,
  frames: typeof recordFrames,
  begin: (home: FrameHome | null, limits: Limits, ...parts: Parts) => void,
];

/** Name of the hook, calls that are kept, longest URL. */
export type Limits = readonly [hookName: string, most: number, longest: number];
