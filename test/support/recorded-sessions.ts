import type { HeaderList } from '../../src/analyzer/fetch/header-list.ts';
import type { Observation } from '../../src/analyzer/trace/observation.ts';
import { API, Capture, PAGE } from './capture.ts';

/** What happened in one tab (1) and around it, as told by one of the browsers. */
export interface RecordedSession {
  readonly name: string;
  readonly browser: 'chromium' | 'firefox';
  readonly observations: readonly Observation[];
}

const ALLOW: HeaderList = [['Access-Control-Allow-Origin', PAGE]];
const OTHER = 'http://localhost:9000/items';

/** Sessions with everything in them that makes assembling hard: preflights, redirects, concurrency, interruptions. */
export const RECORDED_SESSIONS: readonly RecordedSession[] = [
  { name: 'a page load in Chromium', browser: 'chromium', observations: pageLoad() },
  { name: 'requests at the same time in Chromium', browser: 'chromium', observations: atOnce() },
  { name: 'a page load in Firefox', browser: 'firefox', observations: firefoxLoad(1) },
  { name: 'a page load in Firefox within a millisecond', browser: 'firefox', observations: firefoxLoad(0) },
];

function pageLoad(): Observation[] {
  const capture = new Capture();
  capture
    .request('1', PAGE, { type: 'main_frame', documentId: null, initiatorOrigin: null })
    .sends()
    .receives(200)
    .completes();
  capture.request('2', `${PAGE}/app.js`, { type: 'script' }).sends().receives(200).completes();
  const put = capture.request('3', API, { method: 'PUT' });
  capture.preflight('4', API, 'PUT', 'x-test').receives(204, ALLOW).starts(204).completes(204, ALLOW);
  put
    .sends([['X-Test', '1']])
    .receives(200, ALLOW)
    .starts()
    .completes(200, ALLOW);
  capture.request('5', API).sends().receives(500).fails();
  const moved = capture.request('6', API, { method: 'PUT' });
  capture.preflight('7', API, 'PUT').receives(204, ALLOW).completes(204, ALLOW);
  moved.sends().receives(307, ALLOW).redirects(OTHER, 307).arrives();
  capture.preflight('8', OTHER, 'PUT').receives(302).completes(302);
  moved.fails();
  put.reports({ credentialsMode: 'omit', mode: 'cors', redirectMode: 'follow' }).reports({ couldRead: true });
  capture.request('9', `${PAGE}/moved`).sends().receives(302).redirects(API).arrives().sends().receives(200).fails();
  capture.request('10', API, { tabId: -1, frameId: -1, documentId: null }).sends().receives(200).fails();
  capture
    .request('11', API, { tabId: 2, initiatorOrigin: 'null', documentId: 'other' })
    .sends()
    .receives(200, ALLOW)
    .completes(200, ALLOW);
  capture.preflight('12', `${API}/lonely`, 'DELETE').receives(404).completes(404);
  capture.request('13', 'http://localhost:8000/icons.woff2', { type: 'font' }).sends().fails('net::ERR_CACHE_MISS');
  capture.request('14', `${API}/pending`).sends();
  return capture.observations;
}

function atOnce(): Observation[] {
  const capture = new Capture();
  const ids = ['1', '2', '3', '4'];
  const requests = ids.map((id) => capture.request(id, API, { method: 'PUT' }));
  const preflights = ids.map((id) => capture.preflight(`1${id}`, API, 'PUT'));
  for (const index of [2, 0, 3, 1]) {
    preflights[index]?.receives(204, ALLOW).completes(204, ALLOW);
    requests[index]?.sends().receives(200);
  }
  for (const request of requests) request.fails().reports({ credentialsMode: 'include' });
  return capture.observations;
}

function firefoxLoad(tick: number): Observation[] {
  const capture = new Capture({ tick });
  const begin = { documentId: null } as const;
  const put = capture.request('1', API, { ...begin, method: 'PUT' }).sends([['X-Test', '1']]);
  capture.preflight('2', API, 'PUT', 'x-test', begin).receives(204, ALLOW).starts(204).completes(204, ALLOW);
  put.receives(200).starts().completes().reports({ couldRead: false });
  capture
    .request('3', API, begin)
    .sends()
    .receives(302, ALLOW)
    .redirects(OTHER)
    .arrives()
    .sends()
    .receives(304)
    .receives(200, ALLOW, true)
    .starts(200, true)
    .completes(200, ALLOW, true);
  const refused = capture.request('4', OTHER, { ...begin, method: 'DELETE' }).sends();
  capture.preflight('5', OTHER, 'DELETE', '', begin).receives(302).redirects(API);
  refused.fails('NS_ERROR_DOM_BAD_URI');
  capture
    .request('6', API, begin)
    .sends()
    .receives(302)
    .redirects(OTHER)
    .at(API)
    .starts(0)
    .fails('NS_ERROR_UNEXPECTED');
  return capture.observations;
}
