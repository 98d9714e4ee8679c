/**
 * Runs cases in this page, in a frame with an opaque origin and in a worker.
 *
 * @typedef {{ key: string, url: string, asks: import('../case.ts').Ask[], concurrent: boolean }} RunnableCase
 * @typedef {{ post(message: unknown): void }} Place
 */

/** @type {Map<number, (outcome: AskOutcome) => void>} */
const waitingAsks = new Map();
/** @type {Map<string, Promise<Place>>} */
const places = new Map();
let lastAsk = 0;

/**
 * @param {readonly RunnableCase[]} cases
 * @returns {Promise<Record<string, AskOutcome[]>>} What became of every ask of every case, by key.
 */
async function runCases(cases) {
  const results = await Promise.all(cases.map(async (one) => [one.key, await runCase(one)]));
  return Object.fromEntries(results);
}

/**
 * @param {RunnableCase} one
 * @returns {Promise<AskOutcome[]>}
 */
async function runCase({ url, asks, concurrent }) {
  if (concurrent) return Promise.all(asks.map((ask) => runAsk(ask, url)));
  /** @type {AskOutcome[]} */
  const outcomes = [];
  for (const ask of asks) outcomes.push(await runAsk(ask, url));
  return outcomes;
}

/**
 * @param {import('../case.ts').Ask} ask
 * @param {string} url
 * @returns {Promise<AskOutcome>}
 */
async function runAsk(ask, url) {
  if (ask.from === 'page') return makeRequest(ask, url);
  const place = await placeFor(ask.from);
  lastAsk += 1;
  const id = lastAsk;
  const outcome = /** @type {Promise<AskOutcome>} */ (new Promise((resolve) => waitingAsks.set(id, resolve)));
  place.post({ id, ask, url });
  return outcome;
}

/**
 * @param {Exclude<import('../case.ts').Ask['from'], 'page'>} from
 * @returns {Promise<Place>}
 */
function placeFor(from) {
  const known = places.get(from);
  if (known) return known;
  const made = from === 'worker' ? startWorker() : openFrame(from);
  places.set(from, made);
  return made;
}

/** @returns {Promise<Place>} */
function startWorker() {
  const worker = new Worker('/worker.js');
  return new Promise((resolve) => {
    worker.addEventListener('message', ({ data }) => {
      if (data === 'ready') resolve({ post: (message) => worker.postMessage(message) });
      else deliver(data);
    });
  });
}

/**
 * In `/page.html?srcdoc` a sandboxed frame has its document from an attribute, elsewhere from an address.
 *
 * @param {'sandboxed-frame' | 'strict-frame'} kind
 * @returns {Promise<Place>}
 */
async function openFrame(kind) {
  const frame = document.createElement('iframe');
  if (kind === 'sandboxed-frame') frame.setAttribute('sandbox', 'allow-scripts');
  if (kind === 'sandboxed-frame' && location.search === '?srcdoc') {
    const response = await fetch('/frame.html');
    frame.srcdoc = await response.text();
  } else frame.src = kind === 'strict-frame' ? '/frame.html?strict' : '/frame.html';
  document.body.append(frame);
  return new Promise((resolve) => {
    addEventListener('message', ({ data, source }) => {
      if (source !== frame.contentWindow) return;
      if (data === 'ready') resolve({ post: (message) => frame.contentWindow?.postMessage(message, '*') });
      else deliver(data);
    });
  });
}

/** @param {{ id: number, outcome: AskOutcome }} answer */
function deliver({ id, outcome }) {
  waitingAsks.get(id)?.(outcome);
  waitingAsks.delete(id);
}

Object.assign(globalThis, { runCases });
