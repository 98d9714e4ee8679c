import type { Ask, TableCase } from '../case.ts';
import { allowOrigin, type Expected, NOTHING, ok, PASS, PREFLIGHT_MISSING, row, STAR, to } from './build.ts';

const ASKS = PREFLIGHT_MISSING;
/** Only Firefox asks; the Standard agrees with Chromium. */
const FIREFOX: Expected = [null, '', 'CORSMissingAllowOrigin2'];

/** The server refuses every preflight and allows every actual request, so asking first is failing. */
function request(id: string, title: string, expected: Expected, ask: Partial<Ask>, standard?: 'fail'): TableCase {
  return row(id, title, expected, { ask, hops: [to('T', STAR, NOTHING)], ...(standard ? { standard } : {}) });
}

function get(id: string, name: string, value: string, expected: Expected, standard?: 'fail'): TableCase {
  return request(id, `${name}: ${value}`, expected, { headers: [[name, value]] }, standard);
}

function post(id: string, contentType: string, expected: Expected): TableCase {
  return request(id, `POST ${contentType}`, expected, {
    method: 'POST',
    headers: [['Content-Type', contentType]],
    body: 'x',
  });
}

/** `text` made `length` bytes long. */
const filled = (text: string, length: number) => text.padEnd(length, 'x');

export const SAFELIST_CASES: readonly TableCase[] = [
  post('109', 'text/plain;charset=UTF-8', PASS),
  post('110', 'TEXT/PLAIN', PASS),
  post('111', 'text/plain; charset="utf-8"', ASKS),
  post('112', 'application/x-www-form-urlencoded', PASS),
  post('113', 'multipart/form-data; boundary=x', PASS),
  post('114', 'text/plain, application/json', ASKS),
  post('115', 'text/plain;x=y,z', FIREFOX),
  post('116', 'text/plain junk', ASKS),
  post('117', filled('text/plain;x=', 128), PASS),
  post('118', filled('text/plain;x=', 129), ASKS),
  post('119', 'message/ad-auction-trusted-signals-request', ASKS),
  post('120', 'application/csp-report', ASKS),
  get('121', 'Accept', filled('text/', 128), PASS),
  get('122', 'Accept', filled('text/', 129), ASKS),
  get('123', 'Accept', 'text/plain(x)', ASKS),
  get('124', 'Accept', 'text/plain,\ttext/html', PASS),
  get('125', 'Accept', 'text/\u00e9', FIREFOX),
  get('126', 'Accept-Language', 'en-US,en;q=0.9', PASS),
  get('127', 'Accept-Language', 'en_US', ASKS),
  get('128', 'Accept-Language', '', PASS),
  get('129', 'Content-Language', 'en', PASS),
  get('130', 'Range', 'bytes=0-499', PASS),
  get('131', 'Range', 'bytes=0-', PASS),
  get('132', 'Range', 'bytes=-500', ASKS),
  get('133', 'Range', 'bytes=0-1,5-6', ASKS),
  get('134', 'Range', 'Bytes=0-1', ASKS),
  get('135', 'Range', 'bytes= 0-1', ASKS),
  get('136', 'Range', 'bytes=5-1', ASKS),
  get('137', 'Save-Data', 'on', FIREFOX, 'fail'),
  get('138', 'Save-Data', 'off', ASKS),
  get('139', 'DPR', '2.0', FIREFOX, 'fail'),
  get('140', 'DPR', 'abc', ASKS),
  get('141', 'Viewport-Width', '320', FIREFOX, 'fail'),
  get('142', 'ECT', '4g', FIREFOX, 'fail'),
  get('143', 'Intervention', 'x', FIREFOX, 'fail'),
  get('144', 'X-Requested-With', 'XMLHttpRequest', ASKS),
  get('145', 'Cache-Control', 'no-cache', ASKS),
  request('146', 'cache no-store, which sets no header of the script', PASS, { cache: 'no-store' }),
  get('147', 'If-None-Match', '"x"', ASKS),
  get('148', 'User-Agent', 'x', FIREFOX, 'fail'),
  get('149', 'Cookie', 'a=b', PASS),
  get('150', 'Sec-Foo', 'x', PASS),
  get('151', 'DNT', '1', PASS),
  get('152', 'X-HTTP-Method-Override', 'TRACE', PASS),
  get('153', 'X-HTTP-Method-Override', 'PUT', ASKS),
  request('154', 'four safelisted headers of 128 bytes each', PASS, {
    method: 'POST',
    headers: [
      ['Accept', filled('text/', 128)],
      ['Accept-Language', filled('en', 128)],
      ['Content-Language', filled('en', 128)],
      ['Content-Type', filled('text/plain;x=', 128)],
    ],
    body: 'x',
  }),
  request('155', 'HEAD', PASS, { method: 'HEAD' }),
  request('156', 'head, sent as HEAD', PASS, { method: 'head' }),
  request('157', 'OPTIONS from a script', ASKS, { method: 'OPTIONS' }),
  request('158', 'POST with an upload listener', ASKS, {
    api: 'xhr',
    method: 'POST',
    body: 'x',
    uploadListener: true,
  }),
  row('159', 'POST with an upload listener, origin allowed', PASS, {
    ask: { api: 'xhr', method: 'POST', body: 'x', uploadListener: true },
    hops: [to('T', STAR, ok(allowOrigin('*')))],
  }),
  request('160', 'GET with an upload listener', FIREFOX, { api: 'xhr', uploadListener: true }, 'fail'),
];
