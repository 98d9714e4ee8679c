import { describe, expect, it } from 'vitest';
import { getHeader } from '../../src/analyzer/fetch/header-list.ts';
import { parseTranscript, parseTranscripts } from './transcript.ts';

const PREFLIGHTED = `
  page http://localhost:3000
  credentials include
  > OPTIONS http://localhost:8000/api/items
  Access-Control-Request-Method: PUT
  < 204
  Access-Control-Allow-Origin: http://localhost:3000
  > PUT http://localhost:8000/api/items
  X-Token: abc
  < 200 from-cache
  Access-Control-Allow-Origin: http://localhost:3000
  Access-Control-Allow-Origin: *
  ! completed`;

describe('parseTranscript', () => {
  it('gives one hop with its preflight for an OPTIONS that asks for a method', () => {
    const trace = parseTranscript(PREFLIGHTED);
    expect(trace.hops).toHaveLength(1);
    expect(trace.hops[0]?.method).toBe('PUT');
    expect(trace.hops[0]?.preflight?.response?.status).toBe(204);
    expect(trace.hops[0]?.response?.fromCache).toBe(true);
    expect(trace.hops[0]?.response?.headers).toHaveLength(2);
    expect(trace.pageReport).toEqual({ credentialsMode: 'include' });
    expect(trace.outcome.kind).toBe('completed');
  });

  it('adds the headers that Chromium adds for a trustworthy target', () => {
    const hop = parseTranscript(PREFLIGHTED).hops[0];
    expect(hop?.requestHeaders).toEqual([
      ['X-Token', 'abc'],
      ['Origin', 'http://localhost:3000'],
      ['Sec-Fetch-Site', 'same-site'],
      ['Sec-Fetch-Mode', 'cors'],
      ['Sec-Fetch-Dest', 'empty'],
    ]);
    expect(getHeader(hop?.preflight?.requestHeaders ?? [], 'Origin')).toBe('http://localhost:3000');
  });

  it('adds no Sec-Fetch headers for a plain http host', () => {
    const trace = parseTranscript('page http://app.test\n> GET http://api.test/\n< 200\n! completed');
    expect(trace.hops[0]?.requestHeaders).toEqual([['Origin', 'http://app.test']]);
  });

  it('adds Sec-Fetch-Storage-Access to a cross-site request with credentials', () => {
    const trace = parseTranscript(
      'page https://app.test\ncredentials include\n> GET https://api.example/\n< 200\n! completed',
    );
    expect(getHeader(trace.hops[0]?.requestHeaders ?? [], 'Sec-Fetch-Storage-Access')).toBe('active');
  });

  it('adds no Origin to a no-cors GET, and the destination of the type', () => {
    const trace = parseTranscript(
      'page https://app.test\ntype image\nmode no-cors\n> GET https://api.test/\n< 200\n! completed',
    );
    expect(getHeader(trace.hops[0]?.requestHeaders ?? [], 'Origin')).toBeNull();
    expect(getHeader(trace.hops[0]?.requestHeaders ?? [], 'Sec-Fetch-Dest')).toBe('image');
    expect(getHeader(trace.hops[0]?.requestHeaders ?? [], 'Sec-Fetch-Mode')).toBe('no-cors');
  });

  it('lets a written line replace a default, and an empty one remove it', () => {
    const trace = parseTranscript(
      'page https://app.test\n> GET https://api.test/\nOrigin: null\nSec-Fetch-Mode:\n< 200\n! completed',
    );
    expect(getHeader(trace.hops[0]?.requestHeaders ?? [], 'Origin')).toBe('null');
    expect(getHeader(trace.hops[0]?.requestHeaders ?? [], 'Sec-Fetch-Mode')).toBeNull();
  });

  it('leaves the actual request unsent when the preflight ends the transcript', () => {
    const trace = parseTranscript(`
      page http://localhost:3000
      > OPTIONS http://localhost:8000/
      Access-Control-Request-Method: PATCH
      < 404
      ! net::ERR_FAILED`);
    expect(trace.hops[0]).toMatchObject({ method: 'PATCH', preflight: { response: { status: 404 } } });
    expect(trace.hops[0]).not.toHaveProperty('requestHeaders');
    expect(trace.hops[0]).not.toHaveProperty('response');
    expect(trace.outcome).toMatchObject({ kind: 'error', netError: 'net::ERR_FAILED', afterResponseStarted: false });
  });

  it('records a transport failure of the preflight on both records', () => {
    const trace = parseTranscript(`
      page http://localhost:3000
      > OPTIONS http://localhost:8000/
      Access-Control-Request-Method: PUT
      ! net::ERR_CONNECTION_REFUSED`);
    expect(trace.hops[0]?.preflight?.netError).toBe('net::ERR_FAILED');
    expect(trace.outcome).toMatchObject({ netError: 'net::ERR_CONNECTION_REFUSED' });
  });

  it('treats an OPTIONS without Access-Control-Request-Method as the page request that it is', () => {
    const trace = parseTranscript('page http://localhost:3000\n> OPTIONS http://localhost:8000/\n< 200\n! completed');
    expect(trace.hops[0]).toMatchObject({ method: 'OPTIONS' });
    expect(trace.hops[0]).not.toHaveProperty('preflight');
  });

  it('links hops by their redirects and sends Origin null after leaving another origin', () => {
    const trace = parseTranscript(`
      page http://localhost:3000
      > GET http://localhost:8000/a
      < 302
      Location: http://localhost:9000/b
      > GET http://localhost:9000/b
      < 200
      ! net::ERR_FAILED`);
    expect(trace.hops[0]?.redirect).toEqual({ to: 'http://localhost:9000/b', status: 302, byExtension: false });
    expect(getHeader(trace.hops[1]?.requestHeaders ?? [], 'Origin')).toBe('null');
    expect(trace.hops[1]).not.toHaveProperty('redirect');
  });

  it('keeps no response for a redirect that an extension made', () => {
    const trace = parseTranscript(`
      page http://localhost:3000
      > GET http://localhost:8000/a
      < 307 by-extension
      > GET http://localhost:9000/b
      < 200
      ! completed`);
    expect(trace.hops[0]).not.toHaveProperty('response');
    expect(trace.hops[0]?.redirect?.byExtension).toBe(true);
  });

  it('reads an error after the response was let through', () => {
    const trace = parseTranscript(
      'page http://localhost:3000\n> GET http://localhost:8000/\n< 200\n! net::ERR_ABORTED after response',
    );
    expect(trace.outcome).toMatchObject({ afterResponseStarted: true });
  });

  it('reads the settings', () => {
    const trace = parseTranscript(
      'page null\nbrowser firefox\ntype font\nservice-worker\npreflight-only\n> GET http://localhost:8000/\n! pending',
    );
    expect(trace).toMatchObject({
      initiatorOrigin: 'null',
      browser: 'firefox',
      type: 'font',
      tabId: -1,
      fromServiceWorker: true,
      preflightOnly: true,
      outcome: { kind: 'pending' },
    });
  });

  it('leaves the initiator out when it is unknown', () => {
    const trace = parseTranscript('page unknown\n> GET http://localhost:8000/\n! pending');
    expect(trace).not.toHaveProperty('initiatorOrigin');
  });
});

describe('parseTranscripts', () => {
  it('gives one trace a part, in order, each later than the one before', () => {
    const [first, second] = parseTranscripts(`${PREFLIGHTED}\n---\n${PREFLIGHTED}`);
    expect([first?.id, second?.id]).toEqual(['trace-1', 'trace-2']);
    expect((second?.startedAt ?? 0) > (first?.startedAt ?? 0)).toBe(true);
  });
});

describe('a malformed transcript', () => {
  const rejected: readonly (readonly [string, string, RegExp])[] = [
    ['without a page', '> GET http://a.test/\n! completed', /no `page` line/],
    ['without a request', 'page http://a.test', /no request block/],
    ['without an outcome', 'page http://a.test\n> GET http://b.test/', /no outcome line/],
    [
      'with a path in its page',
      'page http://a.test/x\n> GET http://b.test/\n! completed',
      /line 1: expected an origin/,
    ],
    ['with an unknown setting', 'page http://a.test\nspeed fast\n> GET http://b.test/', /line 2: expected page/],
    ['with an unknown mode', 'page http://a.test\nmode fast', /line 2: expected one of cors/],
    ['with a relative URL', 'page http://a.test\n> GET /x', /line 2: not a URL/],
    ['with a request line that lacks the URL', 'page http://a.test\n> GET', /line 2: expected `> METHOD/],
    ['with a response first', 'page http://a.test\n< 200', /line 2: a response needs/],
    ['with two responses', 'page http://a.test\n> GET http://b.test/\n< 200\n< 200', /line 4: this request has/],
    ['with a worded status', 'page http://a.test\n> GET http://b.test/\n< OK', /line 3: expected `< STATUS`/],
    ['with an unknown flag', 'page http://a.test\n> GET http://b.test/\n< 200 OK', /line 3: expected `from-cache`/],
    [
      'with a header without a colon',
      'page http://a.test\n> GET http://b.test/\n< 200\nVary',
      /line 4: expected `Name/,
    ],
    ['with an unknown outcome', 'page http://a.test\n> GET http://b.test/\n! done', /line 3: expected `completed`/],
    [
      'with a line after the outcome',
      'page http://a.test\n> GET http://b.test/\n! pending\n< 200',
      /line 4: nothing may/,
    ],
    [
      'with a second request after a 200',
      'page http://a.test\n> GET http://b.test/\n< 200\n> GET http://b.test/\n! pending',
      /line 4: a further request needs a 3xx/,
    ],
    [
      'with a second request after none was answered',
      'page http://a.test\n> GET http://b.test/\n> GET http://b.test/\n! pending',
      /line 3: .* not no response/,
    ],
    [
      'with an actual request that its preflight did not ask for',
      'page http://a.test\n> OPTIONS http://b.test/\nAccess-Control-Request-Method: PUT\n< 204\n> PATCH http://b.test/\n! pending',
      /line 5: PATCH follows a preflight that asks for PUT/,
    ],
    [
      'with a preflight to another URL',
      'page http://a.test\n> OPTIONS http://b.test/x\nAccess-Control-Request-Method: PUT\n< 204\n> PUT http://b.test/\n! pending',
      /line 5: .* follows a preflight to/,
    ],
  ];
  it.each(rejected)('is refused %s', (_what, text, message) => {
    expect(() => parseTranscript(text)).toThrow(message);
  });
});
