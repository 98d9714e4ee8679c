import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { redactRequestHeaders, redactResponseHeaders, redactUrl } from '../../../src/analyzer/trace/redact.ts';

const CANARY = 'cAn4ry-s3cret';
const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjYW5hcnkifQ.c2lnbmF0dXJl';
const RANDOM = 'Zk3vQ9xLm2TtB7rWq8YcJ5nD';

describe('a URL', () => {
  test.each([
    ['loses its fragment', 'https://api.example/a#access_token=x', 'https://api.example/a'],
    ['loses user name and password', `https://user:${CANARY}@api.example/a`, 'https://‹redacted›@api.example/a'],
    ['loses them behind backslashes', `https:\\\\user:${CANARY}@api.example\\a`, 'https:\\\\‹redacted›@api.example\\a'],
    ['loses them without a scheme', `//user:${CANARY}@api.example/a`, '//‹redacted›@api.example/a'],
    ['loses them without slashes', `https:user:${CANARY}@api.example/a`, 'https:‹redacted›@api.example/a'],
    [
      'loses the value of a token',
      `https://api.example/a?token=${CANARY}&page=2`,
      'https://api.example/a?token=‹redacted›&page=2',
    ],
    [
      'loses the value of an api key',
      `https://api.example/a?Api-Key=${CANARY}`,
      'https://api.example/a?Api-Key=‹redacted›',
    ],
    [
      'loses the value of a name in percent code',
      `https://api.example/?%74oken=${CANARY}`,
      'https://api.example/?%74oken=‹redacted›',
    ],
    [
      'loses the code of a login',
      `https://app.example/cb?code=${CANARY}&state=1`,
      'https://app.example/cb?code=‹redacted›&state=1',
    ],
    [
      'loses a signature',
      `https://s3.example/o?X-Amz-Signature=${CANARY}`,
      'https://s3.example/o?X-Amz-Signature=‹redacted›',
    ],
    ['loses a web token under any name', `https://api.example/?q=${JWT}`, 'https://api.example/?q=‹redacted›'],
    ['loses a web token without a name', `https://api.example/?${JWT}`, 'https://api.example/?‹redacted›'],
    [
      'loses a web token in its path',
      `https://api.example/reset/${JWT}/now`,
      'https://api.example/reset/‹redacted›/now',
    ],
    [
      'loses a session id in its path',
      `https://api.example/a;jsessionid=${CANARY}`,
      'https://api.example/a;jsessionid=‹redacted›',
    ],
    ['loses a long random value', `https://api.example/?x=${RANDOM}`, 'https://api.example/?x=‹redacted›'],
    [
      'loses a URL that holds a secret itself',
      `https://a.example/?next=https%3A%2F%2Fb.example%2F%3Ftoken%3D${CANARY}`,
      'https://a.example/?next=‹redacted›',
    ],
    ['loses the content of a data URL', `data:text/html,${CANARY}`, 'data:‹redacted›'],
    ['loses it when it is relative', `/login?session_id=${CANARY}`, '/login?session_id=‹redacted›'],
  ])('%s', (_, url, redacted) => {
    expect(redactUrl(url)).toBe(redacted);
  });

  test.each([
    'http://localhost:8000/api/items?page=2',
    'https://api.example/a?filter=status-is-open&sort=-date&keyword=cors',
    'https://api.example/users/7c9e6679-7425-40de-944b-e07fc1f90ae7?id=7c9e6679-7425-40de-944b-e07fc1f90ae7',
    'https://api.example/a?next=https%3A%2F%2Fb.example%2Fpath&empty=&token=',
    'https://api.example/mail@example.org?to=me@example.org',
    '../v2/items',
    '',
  ])('keeps %s', (url) => {
    expect(redactUrl(url)).toBe(url);
  });

  test('keeps its origin, and says no more the second time', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), (url) => {
        const once = redactUrl(url);
        expect(new URL(once).origin).toBe(new URL(url).origin);
        expect(redactUrl(once)).toBe(once);
      }),
    );
  });

  test('may be anything: a Location is what a server writes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const once = redactUrl(text);
        expect(redactUrl(once)).toBe(once);
      }),
    );
  });

  test('never costs more than its length', () => {
    const started = performance.now();
    for (const piece of ['%25', 'eyJa', '?a=', '://', ';token=', '@', '\\/'])
      redactUrl(`https://a.example/?x=${piece.repeat(50_000)}`);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

describe('a header keeps its name and loses its value', () => {
  test.each([
    'Cookie',
    'Authorization',
    'Proxy-Authorization',
    'X-Api-Key',
    'apikey',
    'X-Auth-Token',
    'X-CSRFToken',
    'X-Amz-Security-Token',
    'Ocp-Apim-Subscription-Key',
    'X-Session-Id',
    'X-Hub-Signature-256',
    'Client-Secret',
  ])('in a request: %s', (name) => {
    expect(redactRequestHeaders([[name, CANARY]])).toEqual([[name, '‹redacted›']]);
  });

  test('of a Set-Cookie line only the attributes stay that decide where the cookie is sent', () => {
    const line = 'session=canary; Path=/canary; Domain=canary.example; SameSite=Lax; Secure; X-Own=canary';
    expect(redactResponseHeaders([['Set-Cookie', line]])).toEqual([['Set-Cookie', '‹redacted›; SameSite=Lax; Secure']]);
  });

  test.each(['Set-Cookie', 'set-cookie2', 'X-Refresh-Token', 'X-Api-Key', 'Authentication-Token'])(
    'in a response: %s',
    (name) => {
      expect(redactResponseHeaders([[name, `a=${CANARY}; Path=/`]])).toEqual([[name, '‹redacted›']]);
    },
  );
});

describe('a header loses the part of its value that is secret', () => {
  test.each([
    ['a full referrer', 'Referer', `https://app.example/reset?token=${CANARY}`, 'https://app.example'],
    ['credentials under another name', 'X-Forwarded-Auth', `Bearer ${CANARY}`, 'Bearer ‹redacted›'],
    ['a web token under any name', 'X-User', JWT, '‹redacted›'],
    ['a key with a known prefix', 'X-Payment', 'sk_live_4eC39HqLyjWDarjtT1', '‹redacted›'],
  ])('%s', (_, name, value, redacted) => {
    expect(redactRequestHeaders([[name, value]])).toEqual([[name, redacted]]);
  });

  test.each([
    [
      'a redirect',
      'Location',
      `https://u:${CANARY}@app.example/?code=${CANARY}#${CANARY}`,
      'https://‹redacted›@app.example/?code=‹redacted›',
    ],
    [
      'a link',
      'Link',
      `<https://api.example/?access_token=${CANARY}>; rel=next`,
      '<https://api.example/?access_token=‹redacted›>; rel=next',
    ],
  ])('%s', (_, name, value, redacted) => {
    expect(redactResponseHeaders([[name, value]])).toEqual([[name, redacted]]);
  });
});

test.each([
  ['Access-Control-Request-Headers', 'authorization,x-api-key'],
  ['Access-Control-Allow-Headers', 'Authorization, X-CSRFToken'],
  ['Access-Control-Allow-Origin', `https://app.example/?token=${CANARY}`],
  ['Origin', 'https://app.example'],
  ['Content-Type', 'multipart/form-data; boundary=Zk3vQ9xLm2TtB7rWq8YcJ5nD'],
  ['Accept', 'text/html;q=0.9,*/*;q=0.8'],
  ['Vary', 'Origin, Cookie'],
  ['Sec-Fetch-Storage-Access', 'active'],
  ['WWW-Authenticate', 'Bearer realm="api"'],
  ['ETag', 'W/"1a-xU9X8xWGo4E6v3jN9oRktMz8xOY"'],
  ['Cache-Control', 'max-age=600'],
])('%s is kept as it is: %s', (name, value) => {
  expect(redactRequestHeaders([[name, value]])).toEqual([[name, value]]);
  expect(redactResponseHeaders([[name, value]])).toEqual([[name, value]]);
});

test('order and repeats of headers stay', () => {
  const list = [
    ['Vary', 'Origin'],
    ['Set-Cookie', 'a=1'],
    ['vary', 'Cookie'],
    ['Set-Cookie', 'b=2'],
  ] as const;
  expect(redactResponseHeaders(list).map(([name]) => name)).toEqual(['Vary', 'Set-Cookie', 'vary', 'Set-Cookie']);
});

test('an address says the same whatever was looked at before: its path alone, with a secret, or within another one', () => {
  const path = 'https://api.example/again';
  const asked = [
    path,
    `${path}?token=${CANARY}`,
    `${path}?page=2`,
    `https://user:${CANARY}@api.example/again?page=2`,
    `${path}?next=${encodeURIComponent(`${path}?key=${CANARY}`)}`,
    `${path}/${JWT}?page=2`,
  ];
  const expected = [
    path,
    `${path}?token=‹redacted›`,
    `${path}?page=2`,
    'https://‹redacted›@api.example/again?page=2',
    `${path}?next=‹redacted›`,
    `${path}/‹redacted›?page=2`,
  ];
  expect([...asked, ...asked].map(redactUrl)).toEqual([...expected, ...expected]);
});

test.each(['/a?x=1234567890&y=abc.def~1-', '/a?sid=1&pin=1234'])(
  'a short value is a secret by its name only: %s',
  (url) => {
    const named = /[?&](?:sid|pin)=/.test(url);
    expect(redactUrl(url)).toBe(named ? '/a?sid=‹redacted›&pin=‹redacted›' : url);
  },
);
