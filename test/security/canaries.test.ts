import { describe, expect, test } from 'vitest';
import { analyze } from '../../src/analyzer/analyze.ts';
import type { HeaderList } from '../../src/analyzer/fetch/header-list.ts';
import { reportMarkdown } from '../../src/analyzer/files/report-markdown.ts';
import { assemble } from '../../src/analyzer/trace/assemble.ts';
import { redactRequestHeaders, redactResponseHeaders, redactUrl } from '../../src/analyzer/trace/redact.ts';
import { REDACTED } from '../../src/analyzer/trace/secrets.ts';
import { hostileSession } from './hostile-values.ts';

/** Nothing else looks like it, and no rule knows it: what gives it away is where it stands. */
const SECRET = 'canarySecret1Zx9';
const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjYW5hcnkifQ.c2lnbmF0dXJlY2FuYXJ5';
const HEX = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

describe('a secret in a URL is replaced, and the place where it was is shown', () => {
  test.each([
    ['the query', `https://api.example/a?access_token=${SECRET}&page=2`],
    ['a query in capitals', `https://api.example/a?API_KEY=${SECRET}`],
    ['a query with an encoded name', `https://api.example/a?access%5Ftoken=${SECRET}`],
    [
      'an address in the query',
      `https://api.example/a?next=${encodeURIComponent(`https://b.example/?token=${SECRET}`)}`,
    ],
    ['the user name', `https://${SECRET}@api.example/a`],
    ['the password', `https://user:${SECRET}@api.example/a`],
    ['the path, as a JSON Web Token', `https://api.example/verify/${JWT}`],
    ['the path, as a long number in hexadecimal', `https://api.example/reset/${HEX}/confirm`],
    ['a parameter of the path', `https://api.example/a;jsessionid=${SECRET}`],
    ['the content of a document address', `data:text/html,${SECRET}`],
  ])('%s', (_, url) => {
    const redacted = redactUrl(url);
    for (const secret of [SECRET, JWT, HEX]) expect(redacted).not.toContain(secret);
    expect(redacted).toContain(REDACTED);
    expect(redactUrl(redacted)).toBe(redacted);
  });

  test('the fragment, which is never sent, is left out altogether', () => {
    expect(redactUrl(`https://api.example/a#access_token=${SECRET}`)).toBe('https://api.example/a');
  });
});

describe('a secret in a header is replaced, and the header stays', () => {
  test.each([
    ['Cookie', `sid=${SECRET}; theme=dark`],
    ['Set-Cookie', `sid=${SECRET}; Path=/; HttpOnly`],
    ...['Bearer', 'Basic', 'Digest', 'Negotiate', 'NTLM', 'AWS4-HMAC-SHA256', 'Token', 'ApiKey', ''].map(
      (scheme) => ['Authorization', `${scheme} ${SECRET}`] as const,
    ),
    ['Proxy-Authorization', `Basic ${SECRET}`],
    ['X-Api-Key', SECRET],
    ['X-Auth-Token', SECRET],
    ['X-CSRF-Token', SECRET],
    ['X-Amz-Security-Token', SECRET],
    ['X-Client-Secret', SECRET],
    ['X-Session', SECRET],
    ['X-Shop-Key', SECRET],
    ['X-Forwarded', `Bearer ${SECRET}`],
    ['X-Anything', JWT],
    ['Link', `</a?token=${SECRET}>; rel=next`],
    ['Location', `https://b.example/cb?code=${SECRET}`],
  ] as readonly (readonly [string, string])[])('%s: %s', (name, value) => {
    for (const redact of [redactRequestHeaders, redactResponseHeaders]) {
      const [[kept, redacted = ''] = []] = redact([[name, value]]);
      expect(kept).toBe(name);
      expect(redacted).not.toContain(SECRET);
      expect(redacted).not.toContain(JWT);
      expect(redacted).toContain(REDACTED);
      expect(redact([[name, redacted]])).toEqual([[name, redacted]]);
    }
  });

  test('the address of the page is cut to its origin', () => {
    expect(redactRequestHeaders([['Referer', `https://app.example/u/${SECRET}?a=${SECRET}`]])).toEqual([
      ['Referer', 'https://app.example'],
    ]);
  });
});

describe('a value of a million characters is redacted in time that grows as it does', () => {
  // A step for each pair of characters would be a million million of them: the test would not end.
  test.each([
    ' ',
    'a',
    'a=',
    '&a',
    '; ',
    'bearer ',
    'bearer\t\t',
    'eyJ',
    'eyJaaaaaaaa.',
    '?',
    '=',
    '@',
    '/',
    '//',
    'http:',
    '%',
    '%41',
    '-',
    'sk_live_',
    'gha_',
    'a.a-',
    '\t',
  ])('made of %j', (atom) => {
    const value = atom.repeat(Math.ceil(1_000_000 / atom.length)).slice(0, 1_000_000);
    const headers: HeaderList = [
      ['X-Long', value],
      ['Set-Cookie', value],
      ['Location', value],
      ['Referer', value],
    ];
    const kept = redactResponseHeaders(headers).map(([, text]) => text.length);
    expect(Math.max(...kept)).toBeLessThan(100_000);
    expect(redactUrl(`http://a.example/${value}?${value}`).length).toBeLessThan(100_000);
  });
});

/** More than any browser takes from a server; in the nightly a million. */
const { NIGHTLY } = process.env;
const LONG = NIGHTLY === '1' ? 1_000_000 : 300_000;

test.each([',', 'a, ', ' '])(
  `answers with ${LONG} characters made of %j in every header are judged, explained and written down`,
  (atom) => {
    const value = atom.repeat(Math.ceil(LONG / atom.length));
    const { traces } = analyze(assemble(hostileSession(value, 'headers').slice(0, 4), 'chromium'));
    expect(traces.map(({ judgement }) => judgement.verdict)).toEqual(['blocked']);
    expect(reportMarkdown(traces, { page: null })).toContain('## ');
  },
);
