import { describe, expect, test } from 'vitest';
import { analyze } from '../../../src/analyzer/analyze.ts';
import type { AnalyzedTrace } from '../../../src/analyzer/report.ts';
import { type Prose, plainText } from '../../../src/analyzer/rules/prose.ts';
import type { Change, Diagnosis } from '../../../src/analyzer/rules/rule.ts';
import { assemble } from '../../../src/analyzer/trace/assemble.ts';
import { Capture } from '../../support/capture.ts';
import { parseTranscripts } from '../../support/transcript.ts';

/** The last fetch of a transcript, analysed with the fetches before it. */
function analyzed(transcript: string): AnalyzedTrace {
  const last = analyze(parseTranscripts(transcript)).traces.at(-1);
  if (!last) throw new Error('the transcript has no fetch');
  return last;
}

function causeOf(transcript: string): Diagnosis {
  const { cause } = analyzed(transcript);
  if (!cause) throw new Error('nothing is blocked');
  return cause;
}

function findingsOf(transcript: string): readonly string[] {
  return analyzed(transcript).findings.map(({ rule }) => rule);
}

function kindsOf(changes: readonly Change[]): readonly string[] {
  return changes.map(({ kind }) => kind);
}

function codesIn(text: Prose): readonly string[] {
  return text.flatMap((segment) => (typeof segment !== 'string' && 'code' in segment ? [segment.code] : []));
}

/** A plain request from http://localhost:3000 that is answered with these lines and blocked. */
function answered(lines: string, page = 'http://localhost:3000'): string {
  return `page ${page}\n> GET http://localhost:8000/api/items\n${lines}\n! net::ERR_FAILED`;
}

/** A preflight for PUT that is answered with these lines and blocked. */
function preflight(lines: string, settings = ''): string {
  return `page http://localhost:3000\n${settings}\n> OPTIONS http://localhost:8000/api/items
    Access-Control-Request-Method: PUT\n${lines}\n! net::ERR_FAILED`;
}

const ALLOWED_ELSEWHERE = `
  page http://localhost:3000
  > GET http://localhost:8000/api/health
  < 200
  Access-Control-Allow-Origin: http://localhost:3000
  Vary: Origin
  ! completed
  ---
`;

describe('what stands in front of the failed check', () => {
  test.each<[string, string, string]>([
    ['a 5xx is a server error before it is a missing header', answered('< 500'), 'server-error-hidden'],
    ['a 503 to a preflight is a server error too', preflight('< 503'), 'server-error-hidden'],
    ['a 5xx comes before a refusal', answered('< 500\nVary: Origin'), 'server-error-hidden'],
    ['a 501 to a preflight means that OPTIONS is not handled', preflight('< 501'), 'preflight-route-missing'],
    ['a 4xx is an error response before it is a missing header', answered('< 429'), 'error-response-hidden'],
    ['a refusal comes before a 4xx', answered('< 404\nVary: Origin'), 'middleware-origin-refused'],
    ['a refusal comes before a 403 to the preflight', preflight('< 403\nVary: Origin'), 'middleware-origin-refused'],
    ['a 304 is a missing header', answered('< 304'), 'allow-origin-missing'],
    ['a 401 with Allow-Origin is still an answer of the auth layer', allowedBut(401), 'preflight-auth-refused'],
    ['a 404 with Allow-Origin is still a missing route', allowedBut(404), 'preflight-route-missing'],
    ['a 500 with Allow-Origin has no ok status', allowedBut(500), 'preflight-status-invalid'],
    ['a 400 with Allow-Origin has no ok status', allowedBut(400), 'preflight-status-invalid'],
    [
      'a redirect to the slash is named so in Firefox too',
      inFirefox('308', '/api/items/'),
      'preflight-slash-redirected',
    ],
    [
      'a redirect to another path is a missing header in Firefox, which checks that first',
      inFirefox('301', '/api/v2'),
      'allow-origin-missing',
    ],
  ])('%s', (_what, transcript, rule) => {
    expect(causeOf(transcript).rule).toBe(rule);
  });

  function allowedBut(status: number): string {
    return preflight(`< ${status}\nAccess-Control-Allow-Origin: *`, 'credentials same-origin');
  }

  function inFirefox(status: string, location: string): string {
    return preflight(`< ${status}\nLocation: ${location}`, 'browser firefox').replace(
      'net::ERR_FAILED',
      'NS_ERROR_DOM_BAD_URI',
    );
  }
});

describe('gateway-response-uncovered', () => {
  test.each<[string, string]>([
    ['502 of nginx', '< 502\nServer: nginx'],
    ['504 of openresty', '< 504\nServer: openresty/1.25'],
    ['a challenge of Cloudflare', '< 403\nCF-Mitigated: challenge'],
    ['522 of Cloudflare', '< 522\nServer: cloudflare'],
    ['an error page of ngrok', '< 404\nNgrok-Error-Code: ERR_NGROK_3200'],
    ['an answer of the AWS load balancer', '< 503\nServer: awselb/2.0'],
  ])('is the cause for %s', (_what, lines) => {
    expect(causeOf(answered(lines)).rule).toBe('gateway-response-uncovered');
  });

  test.each<[string, string]>([
    ['503 with the name of nginx, which the application may have given', '< 503\nServer: nginx'],
    ['500 behind Cloudflare', '< 500\nServer: cloudflare'],
    ['502 without a name', '< 502'],
  ])('is not the cause for %s', (_what, lines) => {
    expect(causeOf(answered(lines)).rule).toBe('server-error-hidden');
  });
});

describe('middleware-origin-refused', () => {
  test('rests on Allow-Credentials without Allow-Origin', () => {
    const cause = causeOf(answered('< 200\nAccess-Control-Allow-Credentials: true'));
    expect(cause.rule).toBe('middleware-origin-refused');
    expect(cause.evidence).toContainEqual(
      expect.objectContaining({ name: 'Access-Control-Allow-Credentials', value: 'true' }),
    );
  });

  test('does not rest on a list of methods, which may be hand-written', () => {
    expect(causeOf(preflight('< 204\nAccess-Control-Allow-Methods: PUT')).rule).toBe('allow-origin-missing');
  });

  test('is never said about the origin null', () => {
    expect(causeOf(answered('< 200\nVary: Origin', 'null')).rule).toBe('opaque-origin-mismatch');
  });

  test('says that other responses allow the origin when they do', () => {
    const cause = causeOf(`${ALLOWED_ELSEWHERE}${answered('< 200\nVary: Origin')}`);
    expect(cause.rule).toBe('middleware-origin-refused');
    expect(plainText(cause.explanation)).toContain('Other responses of this server allow it');
  });

  test('names an allowed origin that differs in one part only', () => {
    const other = ALLOWED_ELSEWHERE.replaceAll('localhost:3000', 'localhost:5173');
    const cause = causeOf(`${other}${answered('< 200\nVary: Origin')}`);
    expect(codesIn(cause.explanation)).toContain('http://localhost:5173');
    expect(plainText(cause.explanation)).toContain('only in the port');
  });
});

describe('request-header-misplaced', () => {
  const asking = (method: string, names: string, answer: string) => `page http://localhost:3000
    > OPTIONS http://localhost:8000/api/items
    Access-Control-Request-Method: ${method}
    Access-Control-Request-Headers: ${names}
    ${answer}
    ! net::ERR_FAILED`;

  test('comes before an auth layer when the header alone caused the preflight', () => {
    const cause = causeOf(asking('GET', 'access-control-allow-methods,access-control-allow-origin', '< 401'));
    expect(cause.rule).toBe('request-header-misplaced');
    expect(cause.changes).toEqual([
      { kind: 'drop-request-headers', names: ['access-control-allow-methods', 'access-control-allow-origin'] },
    ]);
  });

  test('leaves the cause to others when the preflight is needed anyway', () => {
    const names = 'access-control-allow-origin,x-tenant';
    expect(causeOf(asking('GET', names, '< 401')).rule).toBe('preflight-auth-refused');
  });

  test('is the cause when the response lacks what the page sent', () => {
    const cause = causeOf(`page http://localhost:3000
      > OPTIONS http://localhost:8000/api/items
      Access-Control-Request-Method: GET
      Access-Control-Request-Headers: access-control-allow-origin
      < 204
      Access-Control-Allow-Origin: *
      Access-Control-Allow-Headers: Access-Control-Allow-Origin
      > GET http://localhost:8000/api/items
      Access-Control-Allow-Origin: *
      < 200
      ! net::ERR_FAILED`);
    expect(cause.rule).toBe('request-header-misplaced');
    expect(kindsOf(cause.changes)).toEqual(['drop-request-headers', 'allow-origin']);
  });
});

describe('a missing header', () => {
  test('asks for everything that the preflight asked for', () => {
    const cause = causeOf(`page http://localhost:3000
      credentials include
      > OPTIONS http://localhost:8000/api/items
      Access-Control-Request-Method: PUT
      Access-Control-Request-Headers: content-type
      < 204
      ! net::ERR_FAILED`);
    expect(cause.changes).toEqual([
      { kind: 'allow-origin', origin: 'http://localhost:3000' },
      { kind: 'allow-credentials', origin: 'http://localhost:3000' },
      { kind: 'allow-method', method: 'PUT' },
      { kind: 'allow-headers', names: ['content-type'] },
    ]);
  });

  test('says that CORS is set up elsewhere when other responses carry it', () => {
    const cause = causeOf(`${ALLOWED_ELSEWHERE}${answered('< 200')}`);
    expect(cause.rule).toBe('allow-origin-missing');
    expect(plainText(cause.explanation)).toContain('Other responses of this server carry the header');
  });

  test('of a redirect is fixed by the last URL first', () => {
    const cause = causeOf(answered('< 307\nLocation: https://api.example/items'));
    expect(cause.rule).toBe('redirect-allow-origin-missing');
    expect(cause.changes[0]).toEqual({
      kind: 'request-url',
      from: 'http://localhost:8000/api/items',
      to: 'https://api.example/items',
    });
  });

  test('of a redirect without a usable Location is fixed by the server alone', () => {
    expect(kindsOf(causeOf(answered('< 302\nLocation: http://[')).changes)).toEqual(['allow-origin']);
  });

  test('after a tainting redirect is about the redirect', () => {
    const cause = causeOf(`page http://localhost:3000
      > GET http://localhost:8000/a
      < 302
      Location: http://localhost:9000/b
      Access-Control-Allow-Origin: *
      > GET http://localhost:9000/b
      < 200
      ! net::ERR_FAILED`);
    expect(cause.rule).toBe('redirect-origin-tainted');
    expect(cause.changes).toContainEqual({ kind: 'allow-origin', origin: 'http://localhost:3000' });
  });
});

describe('a value that does not match', () => {
  const mismatch = (value: string, page?: string) =>
    causeOf(answered(`< 200\nAccess-Control-Allow-Origin: ${value}`, page));

  test.each<[string, string]>([
    ['http://localhost:3000//', 'allow-origin-slash-mismatch'],
    ['HTTP://LOCALHOST:3000', 'allow-origin-case-mismatch'],
    ['http://localhost', 'allow-origin-port-mismatch'],
    ['http://[::1]:3000', 'allow-origin-loopback-mismatch'],
    ['http://localhost:*', 'allow-origin-pattern-literal'],
    ['//localhost:3000', 'allow-origin-scheme-missing'],
    ['localhost:3000/', 'allow-origin-scheme-missing'],
    ['localhost', 'allow-origin-invalid'],
    ['https://127.0.0.1:3000', 'allow-origin-mismatch'],
    ['null', 'allow-origin-mismatch'],
    ['http://user@localhost:3000', 'allow-origin-mismatch'],
    ['http://localhost:3000,', 'allow-origin-multiple'],
  ])('%s is %s', (value, rule) => {
    expect(mismatch(value).rule).toBe(rule);
  });

  test('names the parts that differ', () => {
    expect(plainText(mismatch('https://localhost:5173').explanation)).toContain('differ in scheme and port');
  });

  test('of an opaque page asks for an origin, whatever the header says', () => {
    expect(mismatch('http://localhost:3000', 'null').changes).toEqual([{ kind: 'give-page-an-origin' }]);
    expect(mismatch('NULL', 'null').rule).toBe('opaque-origin-mismatch');
  });

  test('of an opaque page never allows null, in whatever way the server failed', () => {
    for (const lines of ['< 500', '< 404', '< 200\nAccess-Control-Allow-Origin: *, *']) {
      expect(kindsOf(causeOf(answered(lines, 'null')).changes)).not.toContain('allow-origin');
    }
  });

  test('twice the same value is fixed in one layer, a list in one line by naming the origin', () => {
    const twice = 'Access-Control-Allow-Origin: http://localhost:3000';
    expect(kindsOf(causeOf(answered(`< 200\n${twice}\n${twice}`)).changes)).toEqual(['single-layer']);
    expect(kindsOf(mismatch('http://localhost:3000 http://localhost:5173').changes)).toEqual(['allow-origin']);
  });
});

describe('credentials', () => {
  const unknown = preflight('< 500\nAccess-Control-Allow-Origin: *');

  test('are not claimed where they are only possible', () => {
    const { cause, findings } = analyzed(unknown);
    const possible = findings.find(({ rule }) => rule === 'allow-origin-wildcard-with-credentials');
    expect(cause?.rule).toBe('preflight-status-invalid');
    expect(plainText(possible?.headline ?? [])).toContain('if the request includes credentials');
  });

  test('that the page need not send are dropped first', () => {
    const cause = causeOf(`page http://localhost:3000
      credentials include
      > GET http://localhost:8000/api/items
      < 200
      Access-Control-Allow-Origin: *
      ! net::ERR_FAILED`);
    expect(cause.rule).toBe('allow-origin-wildcard-with-credentials');
    expect(cause.changes[0]).toEqual({ kind: 'drop-credentials' });
  });
});

describe('cookie-unsent', () => {
  const me = (url: string, lines: string, settings = 'credentials include') => `page http://localhost:3000
    ${settings}
    > GET ${url}
    ${lines}
    Access-Control-Allow-Origin: http://localhost:3000
    Access-Control-Allow-Credentials: true
    Vary: Origin
    ! completed`;

  test('is found on a 403 within one site', () => {
    expect(findingsOf(me('http://localhost:8000/api/me', '< 403'))).toEqual(['cookie-unsent']);
  });

  test('is not found while the credentials mode is unknown', () => {
    expect(findingsOf(me('http://localhost:8000/api/me', '< 401', ''))).toEqual([]);
  });

  test('is not found on a good answer that sets no cookie', () => {
    expect(findingsOf(me('http://127.0.0.1:8000/api/me', '< 200'))).toEqual([]);
  });

  test('is not found where the attributes of the cookie are not visible', () => {
    expect(findingsOf(me('http://127.0.0.1:8000/api/me', '< 200\nSet-Cookie: ‹redacted›'))).toEqual([]);
  });

  test('suggests one name for this machine when page and server use two', () => {
    const finding = analyzed(me('http://127.0.0.1:8000/api/me', '< 401')).findings[0];
    expect(finding?.changes).toEqual([
      { kind: 'request-url', from: 'http://127.0.0.1:8000/api/me', to: 'http://localhost:8000/api/me' },
    ]);
  });
});

describe('expose-headers-missing', () => {
  const found = (lines: string) =>
    findingsOf(`page http://localhost:3000
    > GET http://localhost:8000/api/items
    < 200
    Access-Control-Allow-Origin: *
    ${lines}
    ! completed`);

  test.each(['X-Total-Count: 1', 'Content-Disposition: attachment', 'RateLimit-Remaining: 1'])('finds %s', (line) =>
    expect(found(line)).toEqual(['expose-headers-missing']),
  );

  test.each([
    'Date: now',
    'ETag: "a"',
    'X-Powered-By: Express',
    'X-Amz-Cf-Id: a',
    'Set-Cookie: a=b',
    'Cache-Control: no-store',
  ])('leaves %s alone', (line) => expect(found(line)).toEqual([]));
});

describe('not CORS', () => {
  test.each<[string, string]>([
    ['net::ERR_TIMED_OUT', 'server-unreachable'],
    ['net::ERR_CONNECTION_RESET', 'connection-lost'],
    ['net::ERR_CERT_DATE_INVALID', 'tls-failed'],
    ['net::ERR_INTERNET_DISCONNECTED', 'network-failed'],
    ['net::ERR_ABORTED', 'request-aborted'],
    ['net::ERR_TOO_MANY_REDIRECTS', 'redirect-target-invalid'],
    ['net::ERR_BLOCKED_BY_CLIENT', 'client-blocked'],
  ])('%s is %s', (netError, rule) => {
    const cause = causeOf(`page http://localhost:3000\n> GET http://localhost:8000/\n! ${netError}`);
    expect(cause.rule).toBe(rule);
    expect(cause.evidence[0]).toEqual({ kind: 'net-error', netError });
  });

  test('a frame that is refused needs no resource policy', () => {
    const cause = causeOf(
      'page https://app.example\ntype sub_frame\nmode navigate\n> GET https://api.test/\n< 200\n! net::ERR_BLOCKED_BY_RESPONSE',
    );
    expect(cause.rule).toBe('resource-policy-blocked');
    expect(cause.changes).toEqual([]);
  });
});

describe('what would fail next', () => {
  const places = ({ cause, findings }: AnalyzedTrace) =>
    [cause, ...findings].flatMap((said) => (said?.effect === 'blocks' ? [`${said.phase} ${said.rule}`] : []));

  test('lists all five problems of a server whose preflights are wrong in every way, in the order of their showing', () => {
    const everything = `page http://localhost:3000
      credentials include
      > OPTIONS http://localhost:8000/api/items
      Access-Control-Request-Method: PUT
      Access-Control-Request-Headers: authorization,x-one
      < 401
      Access-Control-Allow-Origin: http://localhost:5173
      Access-Control-Allow-Methods: GET
      Access-Control-Allow-Headers: *
      ! net::ERR_FAILED`;
    expect(places(analyzed(everything))).toEqual([
      'preflight allow-origin-port-mismatch',
      'preflight allow-credentials-missing',
      'preflight preflight-auth-refused',
      'preflight method-unlisted',
      'preflight header-unlisted',
    ]);
  });

  test('lists lists that cannot be read after the origin and the credentials', () => {
    const unreadable = `page http://localhost:3000
      credentials include
      > OPTIONS http://localhost:8000/api/items
      Access-Control-Request-Method: PUT
      Access-Control-Request-Headers: x-one
      < 204
      Access-Control-Allow-Origin: *
      Access-Control-Allow-Methods: GET PUT
      Access-Control-Allow-Headers: a b
      ! net::ERR_FAILED`;
    expect(places(analyzed(unreadable))).toEqual([
      'preflight allow-origin-wildcard-with-credentials',
      'preflight allow-credentials-missing',
      'preflight allow-methods-invalid',
      'preflight allow-headers-invalid',
    ]);
  });

  test('goes on from a redirect to the response of the request itself', () => {
    const both = `page http://localhost:3000
      credentials include
      > GET http://localhost:8000/a
      < 302
      Location: http://localhost:8000/b
      > GET http://localhost:8000/b
      < 200
      Access-Control-Allow-Origin: *
      ! net::ERR_FAILED`;
    expect(places(analyzed(both))).toEqual([
      'redirect redirect-allow-origin-missing',
      'redirect allow-credentials-missing',
      'actual allow-origin-wildcard-with-credentials',
      'actual allow-credentials-missing',
    ]);
  });

  test('names one rule twice where it applies to two responses', () => {
    const twice = `page http://localhost:3000
      credentials same-origin
      > GET http://localhost:8000/a
      < 302
      Location: http://localhost:8000/b
      > GET http://localhost:8000/b
      < 302
      Location: http://localhost:8000/c
      > GET http://localhost:8000/c
      < 200
      ! net::ERR_FAILED`;
    expect(places(analyzed(twice))).toEqual([
      'redirect redirect-allow-origin-missing',
      'redirect redirect-allow-origin-missing',
      'actual allow-origin-missing',
    ]);
  });
});

describe('redirect-refused', () => {
  const led = (page: string, to: string) => {
    const capture = new Capture();
    const url = 'https://api.example/a';
    const answer = [
      ['Location', to],
      ['Access-Control-Allow-Origin', '*'],
    ] as const;
    const request = capture.request('1', url, { initiatorOrigin: page });
    request
      .sends([['Sec-Fetch-Mode', 'cors']])
      .receives(302, answer)
      .redirects(to, 302, answer);
    request.at(url).fails('net::ERR_ABORTED').reports({ redirectMode: 'follow', credentialsMode: 'same-origin' });
    const [trace] = analyze(assemble(capture.observations, 'chromium')).traces;
    if (!trace?.cause) throw new Error('no cause');
    return trace.cause;
  };

  test('names mixed content where the page is secure, the target is not, and redirects were allowed', () => {
    const cause = led('https://app.example', 'http://api.example/b');
    expect(cause.rule).toBe('redirect-refused');
    expect(plainText(cause.explanation)).toContain('mixed content');
  });

  test.each([
    ['http://app.example', 'http://api.example/b'],
    ['https://app.example', 'https://other.example/b'],
    ['https://app.example', 'http://localhost:8000/b'],
  ])('does not for %s led to %s', (page, to) => {
    expect(plainText(led(page, to).explanation)).not.toContain('mixed content');
  });
});

describe('opaque-origin-mismatch', () => {
  const from = (document: string) =>
    causeOf(`page null\n${document}\n> GET http://localhost:8000/a\n< 200\n! net::ERR_FAILED`);

  test('knows a sandbox by the address that the page has all the same', () => {
    const cause = from('document http://localhost:3000');
    expect(cause.rule).toBe('opaque-origin-mismatch');
    expect(codesIn(cause.explanation)).toEqual(expect.arrayContaining(['http://localhost:3000', 'sandbox']));
    expect(codesIn(cause.explanation)).not.toContain('file:');
  });

  test('knows a page that is a file', () => {
    const cause = from('document file:');
    expect(codesIn(cause.explanation)).toContain('file:');
    for (const other of ['data:', 'sandbox']) expect(codesIn(cause.explanation)).not.toContain(other);
  });

  test('names what a page may be that shows no address', () => {
    expect(codesIn(from('').explanation)).toEqual(expect.arrayContaining(['file:', 'data:']));
  });
});

describe('what the server software says about errors', () => {
  const covered = (server: string) => `${ALLOWED_ELSEWHERE.replace('< 200', `< 200\n${server}`)}`;
  const told = (server: string, lines: string) =>
    plainText(causeOf(`${covered(server)}${answered(lines)}`).explanation);

  test.each<[string, string, string]>([
    ['nginx needs always', 'Server: nginx', 'always'],
    ['Apache needs always', 'Server: Apache/2.4', 'Header always set'],
  ])('%s', (_what, server, words) => {
    expect(told(server, `< 404\n${server}`)).toContain(words);
  });

  test.each<[string, string, string]>([
    ['Starlette answers outside its middleware', 'Server: uvicorn', 'Starlette'],
    ['the debugger of Flask answers', 'Server: Werkzeug/3.1.3 Python/3.12', 'debugger'],
  ])('%s', (_what, server, words) => {
    const preflighted = preflight(
      `< 200\n${server}\nAccess-Control-Allow-Origin: http://localhost:3000
      Access-Control-Allow-Methods: DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT\nAccess-Control-Max-Age: 600`,
    ).replace('! net::ERR_FAILED', '> PUT http://localhost:8000/api/items\n< 500\n! net::ERR_FAILED');
    expect(plainText(causeOf(preflighted).explanation)).toContain(words);
  });

  test('points at a successful response that carries the header', () => {
    expect(causeOf(`${ALLOWED_ELSEWHERE}${answered('< 404')}`).evidence).toContainEqual({
      kind: 'request',
      traceId: 'trace-1',
      shows: 'carries-the-header',
    });
  });
});

describe('cors-layer-duplicated', () => {
  const twice = (marks: string) =>
    answered(`< 200\n${marks}\nAccess-Control-Allow-Origin: *\nAccess-Control-Allow-Origin: http://localhost:3000`);

  test('names both layers where both left their mark', () => {
    const text = plainText(causeOf(twice('Server: nginx/1.27\nX-Powered-By: Express')).explanation);
    expect(text).toContain('nginx (server: nginx/1.27) in front of Express (x-powered-by: Express)');
  });

  test('names one where one did, and none where none did', () => {
    expect(plainText(causeOf(twice('Server: nginx/1.27')).explanation)).toContain('nginx (server: nginx/1.27)');
    expect(plainText(causeOf(twice('X-A: 1')).explanation)).toContain('do not tell');
  });
});
