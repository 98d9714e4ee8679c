import { TraceStore } from '../../src/background/trace-store.ts';
import { FakeSessionArea } from '../support/session-area.ts';

export interface OpenStore {
  readonly store: TraceStore;
  readonly area: FakeSessionArea;
  /** Tabs that were reported as changed, in order. */
  readonly changed: number[];
}

export interface OpenOptions {
  readonly browser?: 'chromium' | 'firefox';
  readonly maxBytes?: number;
  /** Epoch milliseconds; a clock that moves on unless given. */
  readonly clock?: () => number;
  /** What happens between asking the storage and its answer. */
  readonly whileReading?: (store: TraceStore) => Promise<void>;
}

/** A store as a life of the background begins with it: everything has been read back. */
export async function openStore(
  area = new FakeSessionArea(),
  { browser = 'chromium', maxBytes, clock = nextMillisecond, whileReading }: OpenOptions = {},
): Promise<OpenStore> {
  const changed: number[] = [];
  const store = new TraceStore({
    browser,
    area,
    now: clock,
    changed: (tabId) => changed.push(tabId),
    ...(maxBytes === undefined ? {} : { maxBytes }),
  });
  const restored = store.restore();
  await whileReading?.(store);
  await restored;
  return { store, area, changed };
}

let now = 5000;

/** A clock that moves on with every look at it, over all lives of the background. */
function nextMillisecond(): number {
  now += 1;
  return now;
}
