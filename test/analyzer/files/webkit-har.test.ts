import { expect, test } from 'vitest';
import { analyze } from '../../../src/analyzer/analyze.ts';
import { importFile } from '../../../src/analyzer/files/import-file.ts';
import { plainText } from '../../../src/analyzer/rules/prose.ts';

const PAGE = 'http://localhost:3000';
const API = 'http://api.localhost:8000';

type Headers = Readonly<Record<string, string>>;

interface Told {
  readonly method?: string;
  readonly status: number;
  readonly sent?: Headers;
  readonly answered?: Headers;
  readonly error?: string;
}

const lines = (headers: Headers) => Object.entries(headers).map(([name, value]) => ({ name, value }));

/** An entry with the fields that the Network tab of Safari writes, its own ones among them. None was recorded there. */
function entry(path: string, { method = 'GET', status, sent = {}, answered = {}, error }: Told, second: number) {
  const none = status === 0;
  return {
    pageref: 'page_0',
    startedDateTime: new Date(Date.UTC(2026, 0, 1, 12, 0, second)).toISOString(),
    time: none ? 0 : 12.5,
    request: {
      method,
      url: API + path,
      httpVersion: none ? '' : 'HTTP/1.1',
      cookies: [],
      headers: lines({ Accept: '*/*', Origin: PAGE, Referer: `${PAGE}/`, ...sent }),
      queryString: [],
      headersSize: 300,
      bodySize: 0,
    },
    response: {
      status,
      statusText: none ? '' : 'OK',
      httpVersion: none ? '' : 'HTTP/1.1',
      cookies: [],
      headers: lines(answered),
      content: { size: 0, compression: 0, mimeType: 'application/json' },
      redirectURL: '',
      headersSize: none ? -1 : 200,
      bodySize: none ? -1 : 20,
      _transferSize: none ? -1 : 220,
      ...(error === undefined ? {} : { _error: error }),
    },
    cache: {},
    timings: none
      ? { blocked: -1, dns: -1, connect: -1, ssl: -1, send: 0, wait: 0, receive: 0 }
      : { blocked: 1, dns: -1, connect: -1, ssl: -1, send: 0, wait: 10, receive: 1.5 },
    ...(none ? {} : { serverIPAddress: '127.0.0.1', _serverPort: 8000, connection: '7' }),
    _fetchType: 'Network Load',
    _priority: 'medium',
  };
}

const ALLOWING = { 'Access-Control-Allow-Origin': PAGE, 'Access-Control-Allow-Credentials': 'true' };
const REFUSED = `Origin ${PAGE} is not allowed by Access-Control-Allow-Origin. Status code: 200`;

const HAR = JSON.stringify({
  log: {
    version: '1.2',
    creator: { name: 'WebKit Web Inspector', version: '20622.1.22' },
    pages: [
      {
        startedDateTime: '2026-01-01T12:00:00.000Z',
        id: 'page_0',
        title: `${PAGE}/`,
        pageTimings: { onContentLoad: 40, onLoad: 60 },
      },
    ],
    entries: [
      entry('/missing', { status: 200, answered: { 'Content-Type': 'application/json' }, error: REFUSED }, 1),
      entry('/allowed', { status: 200, answered: ALLOWING }, 2),
      entry('/open', { status: 200, answered: { 'Access-Control-Allow-Origin': PAGE } }, 2),
      entry('/port', { status: 200, answered: { 'Access-Control-Allow-Origin': 'http://localhost:3001' } }, 3),
      entry('/put', { method: 'PUT', status: 0, error: 'Preflight response is not successful. Status code: 404' }, 4),
      entry('/down', { status: 0, error: 'Could not connect to the server.' }, 5),
    ],
  },
});

test('a HAR in the shape of Safari’s is judged by its headers alone, and says so', () => {
  const file = importFile(HAR);
  if ('error' in file) throw new Error(plainText(file.error));
  expect(file).toMatchObject({ kind: 'har', page: PAGE, writtenBy: 'WebKit Web Inspector 20622.1.22' });
  expect(file.problems.map(plainText).join(' ')).toContain('headers alone decide');
  const told = analyze(file.traces).traces.map(({ trace, judgement, cause }) => [
    new URL(trace.hops[0]?.url ?? '').pathname,
    judgement.verdict,
    cause?.rule,
  ]);
  expect(told).toEqual([
    ['/missing', 'blocked', 'allow-origin-missing'],
    ['/allowed', 'allowed', undefined],
    ['/open', 'undetermined', undefined],
    ['/port', 'blocked', 'allow-origin-port-mismatch'],
    ['/put', 'undetermined', undefined],
    ['/down', 'undetermined', undefined],
  ]);
});
