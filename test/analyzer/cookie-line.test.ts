import { describe, expect, test } from 'vitest';
import { analyze } from '../../src/analyzer/analyze.ts';
import { cookieLine } from '../../src/analyzer/cookie-line.ts';
import { plainText } from '../../src/analyzer/rules/prose.ts';
import { parseTranscript } from '../support/transcript.ts';

interface Situation {
  readonly page?: string;
  readonly server?: string;
  readonly credentials?: string;
  readonly sent?: string;
  readonly set?: string;
}

function said({
  page = 'https://app.example',
  server = 'https://api.test',
  credentials = 'credentials include',
  sent = '',
  set = '',
}: Situation): string {
  const [analyzed] = analyze([
    parseTranscript(`page ${page}
      ${credentials}
      > GET ${server}/me
      ${sent}
      < 200
      Access-Control-Allow-Origin: ${page}
      Access-Control-Allow-Credentials: true
      ${set}
      ! completed`),
  ]).traces;
  const line = analyzed && cookieLine(analyzed);
  return line ? plainText(line) : '';
}

describe('cookieLine', () => {
  test.each<[string, Situation, string]>([
    ['a cookie was sent', { sent: 'Cookie: ‹redacted›' }, 'A cookie went along'],
    ['none was sent', {}, 'No cookie went along'],
    ['the sites differ', {}, 'different sites'],
    ['the site is the same', { page: 'http://localhost:3000', server: 'http://localhost:8000' }, 'the same site'],
    ['third-party cookies are blocked', { sent: 'Sec-Fetch-Storage-Access: none' }, 'blocks third-party cookies'],
    ['SameSite=None lacks Secure', { set: 'Set-Cookie: ‹redacted›; SameSite=None' }, 'counts only with Secure'],
    [
      'a Secure cookie is set over http',
      { server: 'http://api.test', set: 'Set-Cookie: ‹redacted›; SameSite=None; Secure' },
      'over https only',
    ],
    ['a Lax cookie is set across sites', { set: 'Set-Cookie: ‹redacted›; SameSite=Lax' }, 'it lacks SameSite=None'],
    ['a cookie may come back', { set: 'Set-Cookie: ‹redacted›; SameSite=None; Secure' }, 'let it come back'],
    [
      'a Secure cookie comes from a loopback server',
      { page: 'http://localhost:3000', server: 'http://localhost:8000', set: 'Set-Cookie: ‹redacted›; Secure' },
      'let it come back',
    ],
  ])('says so when %s', (_what, situation, words) => {
    expect(said(situation)).toContain(words);
  });

  test('says nothing of third-party cookies that are let through', () => {
    expect(said({ sent: 'Sec-Fetch-Storage-Access: active' })).not.toContain('third-party');
  });

  test('is silent where no cookie has a part in it', () => {
    expect(said({ credentials: 'credentials same-origin' })).toBe('');
    expect(said({ credentials: 'credentials omit' })).toBe('');
  });
});
