import fc from 'fast-check';
import type { Header, HeaderList } from '../../src/analyzer/fetch/header-list.ts';
import type { Observation } from '../../src/analyzer/trace/observation.ts';
import { type Begin, Capture, PAGE, type RequestEvents } from './capture.ts';

type Browser = 'chromium' | 'firefox';

export interface GeneratedSession {
  readonly browser: Browser;
  readonly observations: readonly Observation[];
}

/** Anything that can be asked for in one go, with an answer per URL. */
interface Plan {
  readonly method: string;
  readonly type: string;
  readonly initiator: string;
  readonly inServiceWorker: boolean;
  readonly requestHeaders: HeaderList;
  readonly hops: readonly HopPlan[];
  readonly end: 'completes' | 'fails' | 'breaks' | 'aborts' | 'goes on';
}

interface HopPlan {
  readonly url: string;
  /** `null`: the browser asks for no permission. */
  readonly preflight: Answer | null;
  readonly answer: Answer;
}

interface Answer {
  readonly status: number;
  readonly headers: HeaderList;
}

const URLS = [
  `${PAGE}/own`,
  'http://localhost:8000/items',
  'http://localhost:8000/other',
  'https://api.example/items',
  'http://plain.example/items?id=1',
  'http://user:secret@third.example/',
];

const ALLOW_ORIGIN = [PAGE, `${PAGE}/`, '*', 'null', '', `${PAGE}, ${PAGE}`, '*.example', 'https://other.example'];
const LISTS = ['*', 'PUT', 'put, patch', 'x-test', 'authorization, content-type', 'not a, token', ''];
const REQUEST_HEADERS: readonly Header[] = [
  ['Sec-Fetch-Mode', 'cors'],
  ['Sec-Fetch-Mode', 'no-cors'],
  ['Sec-Fetch-Dest', 'empty'],
  ['Sec-Fetch-Site', 'cross-site'],
  ['Sec-Fetch-Storage-Access', 'active'],
  ['Cookie', '‹redacted›'],
  ['Authorization', '‹redacted›'],
  ['Content-Type', 'application/json'],
  ['X-Test', '1'],
  ['DPR', '2.0'],
  ['Accept', 'text/event-stream'],
  ['Cache-Control', 'no-cache'],
  ['Pragma', 'no-cache'],
];

const answerHeader: fc.Arbitrary<Header> = fc.oneof(
  fc.tuple(fc.constant('Access-Control-Allow-Origin'), fc.constantFrom(...ALLOW_ORIGIN)),
  fc.tuple(fc.constant('access-control-allow-credentials'), fc.constantFrom('true', 'TRUE', '')),
  fc.tuple(fc.constantFrom('Access-Control-Allow-Methods', 'Access-Control-Allow-Headers'), fc.constantFrom(...LISTS)),
  fc.tuple(fc.constant('Access-Control-Max-Age'), fc.constantFrom('0', '1', '600', '-1', 'abc')),
  fc.constantFrom<Header>(
    ['Vary', 'Origin'],
    ['Allow', 'GET'],
    ['Server', 'nginx'],
    ['Location', '/login'],
    ['Location', 'https://login.example/items/'],
  ),
);

const answer: fc.Arbitrary<Answer> = fc.record({
  status: fc.constantFrom(200, 200, 200, 204, 301, 304, 401, 404, 500),
  headers: fc.array(answerHeader, { maxLength: 4 }),
});

const hop: fc.Arbitrary<HopPlan> = fc.record({
  url: fc.constantFrom(...URLS),
  preflight: fc.option(answer),
  answer,
});

const plan: fc.Arbitrary<Plan> = fc.record({
  method: fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'patch', 'OPTIONS'),
  type: fc.constantFrom(
    'xmlhttprequest',
    'font',
    'script',
    'image',
    'ping',
    'beacon',
    'sub_frame',
    'websocket',
    'other',
  ),
  initiator: fc.constantFrom(PAGE, PAGE, 'null', 'https://app.example'),
  inServiceWorker: fc.boolean(),
  requestHeaders: fc.subarray([...REQUEST_HEADERS]),
  hops: fc.array(hop, { minLength: 1, maxLength: 3 }),
  end: fc.constantFrom('completes', 'completes', 'fails', 'breaks', 'aborts', 'goes on'),
});

/** Up to five whole requests, one after the other or at the same time, in the order of events of one browser. */
export const generatedSession: fc.Arbitrary<GeneratedSession> = fc
  .record({
    browser: fc.constantFrom<Browser>('chromium', 'firefox'),
    plans: fc.array(plan, { minLength: 1, maxLength: 5 }),
    tick: fc.constantFrom(0, 1, 400),
    overlapping: fc.boolean(),
  })
  .map(({ browser, plans, tick, overlapping }) => {
    const stories = plans.map((one, index) => storyOf(one, String(100 * (index + 1)), browser));
    const capture = new Capture({ tick });
    if (overlapping)
      for (let step = 0; stories.some((story) => step < story.length); step += 1)
        for (const story of stories) story[step]?.(capture);
    else for (const step of stories.flat()) step(capture);
    return { browser, observations: capture.observations };
  });

type Step = (capture: Capture) => void;

const FAILED = { chromium: 'net::ERR_FAILED', firefox: 'NS_ERROR_DOM_BAD_URI' } as const;
const BROKEN = { chromium: 'net::ERR_CONNECTION_RESET', firefox: 'NS_ERROR_NET_RESET' } as const;
const ABORTED = { chromium: 'net::ERR_ABORTED', firefox: 'NS_BINDING_ABORTED' } as const;

/** The events of one request, each as a step that writes it down when its turn comes. */
function storyOf(one: Plan, id: string, browser: Browser): readonly Step[] {
  const begin: Begin = {
    method: one.method,
    type: one.type,
    initiatorOrigin: browser === 'firefox' && one.initiator === 'null' ? null : one.initiator,
    ...(one.inServiceWorker ? { tabId: -1, frameId: -1, documentId: null } : {}),
  };
  const sent: HeaderList = one.requestHeaders;
  let events: RequestEvents | undefined;
  const next =
    (write: (request: RequestEvents) => unknown): Step =>
    () =>
      void (events && write(events));
  const steps: Step[] = [];
  one.hops.forEach(({ url, preflight, answer: { status, headers } }, index) => {
    const following = one.hops[index + 1];
    steps.push((capture) => {
      events = events ? events.arrives() : capture.request(id, url, begin);
    });
    const asks = preflight ? preflightSteps(preflight, `${id}${index}`, url, one, begin) : [];
    // Firefox shows the request's headers before it asks for permission, Chromium after.
    if (browser === 'firefox')
      steps.push(
        next((request) => request.sends(sent)),
        ...asks,
      );
    else
      steps.push(
        ...asks,
        next((request) => request.sends(sent)),
      );
    if (following) {
      const moved: HeaderList = [...headers, ['Location', following.url]];
      steps.push(
        next((request) => request.receives(302, moved)),
        next((request) => request.redirects(following.url, 302, moved)),
      );
    } else if (one.end !== 'breaks') steps.push(next((request) => request.receives(status, headers)));
    if (!following) steps.push(...endSteps(one.end, { status, headers }, browser, next));
  });
  return steps;
}

function preflightSteps(
  { status, headers }: Answer,
  id: string,
  url: string,
  one: Plan,
  begin: Begin,
): readonly Step[] {
  const names = one.requestHeaders.map(([name]) => name.toLowerCase()).filter((name) => /^x-|^auth|^dpr/.test(name));
  let asking: RequestEvents | undefined;
  return [
    (capture) => {
      asking = capture.preflight(id, url, one.method, names.sort().join(','), begin);
    },
    () => void asking?.receives(status, headers),
    () => void asking?.completes(status, headers),
  ];
}

function endSteps(
  end: Plan['end'],
  { status, headers }: Answer,
  browser: Browser,
  next: (write: (request: RequestEvents) => unknown) => Step,
): readonly Step[] {
  switch (end) {
    case 'completes':
      return [next((request) => request.starts(status)), next((request) => request.completes(status, headers))];
    case 'fails':
      return [next((request) => request.fails(FAILED[browser]))];
    case 'breaks':
      return [next((request) => request.fails(BROKEN[browser]))];
    case 'aborts':
      return [next((request) => request.starts(status)), next((request) => request.fails(ABORTED[browser]))];
    case 'goes on':
      return [];
  }
}

/** Any text of which each character is one byte, at least one. */
const bytes: fc.Arbitrary<string> = fc
  .array(fc.integer({ min: 0, max: 255 }), { minLength: 1, maxLength: 40 })
  .map((codes) => String.fromCharCode(...codes));

/** The session with some of its texts, whichever they are, replaced by arbitrary bytes; equal texts stay equal. */
export const mangledSession: fc.Arbitrary<GeneratedSession> = fc
  .tuple(generatedSession, fc.array(fc.tuple(fc.nat(), bytes), { minLength: 1, maxLength: 12 }))
  .map(([{ browser, observations }, changes]) => {
    const texts = [...new Set(observations.flatMap(textsOf))];
    const replaced = new Map(changes.map(([index, text]) => [texts[index % texts.length] ?? '', text]));
    return { browser, observations: observations.map((one) => replaceTexts(one, replaced)) };
  });

function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsOf);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => (key === 'kind' ? [] : textsOf(inner)));
}

function replaceTexts<T>(value: T, replaced: ReadonlyMap<string, string>): T {
  if (typeof value === 'string') return (replaced.get(value) ?? value) as T;
  if (Array.isArray(value)) return value.map((inner) => replaceTexts(inner, replaced)) as T;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [
    key,
    key === 'kind' ? inner : replaceTexts(inner, replaced),
  ]);
  return Object.fromEntries(entries) as T;
}
