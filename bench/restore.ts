import { TraceStore } from '../src/background/trace-store.ts';
import type { SessionArea } from '../src/platform/session-area.ts';
import { Capture } from '../test/support/capture.ts';
import { timed, timedAsync } from './processor-time.ts';
import type { Row } from './row.ts';

const COUNT = 5000;
const TAB = 1;
const SERVER_HEADERS = [
  ['Access-Control-Allow-Origin', '*'],
  ['Content-Type', 'application/json'],
  ['Server', 'nginx'],
  ['Vary', 'Origin'],
] as const;

/** What a new life of the background does first: it reads back what the last one stored. */
export async function measureRestore(rounds: number): Promise<readonly Row[]> {
  const items = await storedItems();
  const texts = Object.values(items);
  const restore: number[] = [];
  const parse: number[] = [];
  // The first round warms up and does not count.
  for (let round = 0; round <= rounds; round += 1) {
    const [, parseTime] = timed(() => texts.map((text) => JSON.parse(text)));
    const [count, restoreTime] = await timedAsync(async () => {
      const store = newStore(areaWith(items));
      await store.restore();
      return store.traces(TAB).length;
    });
    if (count !== COUNT) throw new Error(`${count} traces were restored instead of ${COUNT}`);
    if (round === 0) continue;
    parse.push(parseTime);
    restore.push(restoreTime);
  }
  return [
    {
      what: `${COUNT.toLocaleString('en')} traces read back by a new life of the background`,
      unit: 'ms',
      values: restore,
      reference: { what: 'JSON.parse of what is stored', values: parse },
      target: '',
    },
  ];
}

/** What the background has stored of so many requests, a third of them preflighted. */
async function storedItems(): Promise<Record<string, string>> {
  const items: Record<string, string> = {};
  const store = newStore(areaWith(items));
  await store.restore();
  for (let index = 0; index < COUNT; index += 1) {
    const capture = new Capture({ at: 1_700_000_000_000 + index * 10 });
    const url = `https://api-${index % 7}.example.com/v1/items?n=${index}`;
    const method = index % 3 === 0 ? 'PUT' : 'GET';
    const request = capture.request(`r${index}`, url, { method });
    if (method === 'PUT') {
      const allowed = [...SERVER_HEADERS, ['Access-Control-Allow-Methods', 'PUT']] as const;
      capture.preflight(`p${index}`, url, method).receives(204, allowed).completes(204, allowed);
    }
    request.sends().receives(200, SERVER_HEADERS).completes(200, SERVER_HEADERS);
    for (const observation of capture.observations) store.record(observation);
  }
  await store.idle();
  await store.tidy();
  await store.idle();
  return items;
}

function newStore(area: SessionArea): TraceStore {
  return new TraceStore({
    browser: 'chromium',
    area,
    now: () => 1_700_000_000_000,
    changed: () => undefined,
    maxBytes: Number.MAX_SAFE_INTEGER,
  });
}

function areaWith(items: Record<string, string>): SessionArea {
  return {
    getAll: async () => ({ ...items }),
    set: async (more) => void Object.assign(items, more),
    remove: async (keys) => {
      for (const key of keys) delete items[key];
    },
  };
}
