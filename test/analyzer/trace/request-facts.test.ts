import { describe, expect, it } from 'vitest';
import type { Header } from '../../../src/analyzer/fetch/header-list.ts';
import { knownValue } from '../../../src/analyzer/fetch/known.ts';
import { assemble } from '../../../src/analyzer/trace/assemble.ts';
import type { PageFacts } from '../../../src/analyzer/trace/observation.ts';
import { requestFacts } from '../../../src/analyzer/trace/request-facts.ts';
import { Capture } from '../../support/capture.ts';

interface Sent {
  readonly browser?: 'chromium' | 'firefox';
  readonly site?: 'cross-site' | 'same-site';
  readonly url?: string;
  /** `null`: the browser names no document. */
  readonly documentId?: string | null;
  readonly more?: readonly Header[];
}

/** The credentials mode that is read from a GET with these headers. */
function credentials({ browser = 'firefox', site = 'cross-site', more = [], documentId = 'document-1', url }: Sent) {
  const capture = new Capture();
  const headers: Header[] = [['Sec-Fetch-Mode', 'cors'], ['Sec-Fetch-Site', site], ...more];
  capture
    .request('1', url ?? 'http://api.localhost:8000/', { documentId })
    .sends(headers)
    .receives(200)
    .completes();
  const [trace] = assemble(capture.observations, browser);
  if (!trace) throw new Error('there is no trace');
  return knownValue(requestFacts(trace).credentials);
}

const STORAGE_ACCESS: Header = ['Sec-Fetch-Storage-Access', 'none'];

describe('the credentials mode', () => {
  it.each<[string | undefined, string, Sent]>([
    ['include', 'a cookie goes to another origin', { site: 'same-site', more: [['Cookie', 'a=b']] }],
    ['include', 'Firefox tells the storage access', { more: [STORAGE_ACCESS] }],
    ['include', 'Chromium tells the storage access', { browser: 'chromium', more: [STORAGE_ACCESS] }],
    ['same-origin', 'a document in Firefox tells none', {}],
    ['same-origin', 'Chromium tells none', { browser: 'chromium', documentId: null }],
    [undefined, 'a worker or a keepalive request in Firefox tells none, as none of them do', { documentId: null }],
    [undefined, 'a same-site request tells none, as none of them do', { site: 'same-site' }],
    [undefined, 'a request to plain http tells none, as none of them do', { url: 'http://api.example/' }],
  ])('is %s when %s', (expected, _title, sent) => {
    expect(credentials(sent)).toBe(expected);
  });
});

describe('the credentials mode of a redirected request in Firefox', () => {
  const site = (value: string): Header => ['Sec-Fetch-Site', value];

  /** What is read from a PUT that was redirected from the page's own origin to another one, where it asks first. */
  function credentialsAfterRedirect(...asking: readonly Header[]) {
    const capture = new Capture();
    const [first, second] = ['http://localhost:3000/', 'http://localhost:8000/'];
    const put = { method: 'PUT' };
    // On what is redirected, Firefox says cross-site of the same site too, and nothing of the storage access.
    const sent: Header[] = [['Sec-Fetch-Mode', 'cors'], site('cross-site')];
    const request = capture
      .request('1', first, put)
      .sends([site('same-origin')])
      .receives(302);
    request.redirects(second).arrives(put).sends(sent);
    const asks: Header[] = [['Access-Control-Request-Method', 'PUT'], ...asking];
    capture.request('2', second, { method: 'OPTIONS' }).sends(asks).receives(200).completes();
    request.receives(200).completes();
    const [trace] = assemble(capture.observations, 'firefox');
    if (!trace?.hops[1]?.preflight) throw new Error('there is no trace with a preflight');
    return knownValue(requestFacts(trace).credentials);
  }

  it('is include when its preflight tells the storage access', () => {
    expect(credentialsAfterRedirect(site('cross-site'), STORAGE_ACCESS)).toBe('include');
  });

  it('is same-origin when its preflight crosses sites and tells none', () => {
    expect(credentialsAfterRedirect(site('cross-site'))).toBe('same-origin');
  });

  it('is open when its preflight stays within the site, whatever the request itself says', () => {
    expect(credentialsAfterRedirect(site('same-site'))).toBeUndefined();
  });
});

describe('what the page says', () => {
  const COOKIE: Header = ['Cookie', '‹redacted›'];

  function facts({ method = 'GET', type = 'xmlhttprequest', url = 'http://localhost:8000/', ...sent }: Told) {
    const capture = new Capture();
    const request = capture.request('1', url, { method, type });
    if (sent.headers) request.sends(sent.headers).receives(200);
    request.fails();
    for (const report of sent.reports) request.reports(report);
    const [trace] = assemble(capture.observations, 'chromium');
    if (!trace) throw new Error('there is no trace');
    return requestFacts(trace);
  }

  interface Told {
    readonly method?: string;
    readonly type?: string;
    readonly url?: string;
    /** Left out: the request was never sent. */
    readonly headers?: readonly Header[];
    readonly reports: readonly PageFacts[];
  }

  it('settles a credentials mode that nothing else tells', () => {
    const { credentials } = facts({ reports: [{ credentialsMode: 'include' }] });
    expect(credentials).toEqual({ value: 'include', source: 'page' });
  });

  it('makes a proven absence of credentials more exact', () => {
    const headers: Header[] = [['Sec-Fetch-Site', 'cross-site']];
    const url = 'http://api.localhost:8000/';
    const { credentials } = facts({ url, headers, reports: [{ credentialsMode: 'omit' }] });
    expect(credentials).toEqual({ value: 'omit', source: 'page' });
  });

  it.each<[string, Header[], PageFacts]>([
    ['include', [COOKIE], { credentialsMode: 'omit' }],
    ['include', [STORAGE_ACCESS], { credentialsMode: 'same-origin' }],
    ['same-origin', [['Sec-Fetch-Site', 'cross-site']], { credentialsMode: 'include' }],
  ])('loses against %s proven by %j, and the contradiction is told', (proven, headers, report) => {
    const { credentials } = facts({ url: 'http://api.localhost:8000/', headers, reports: [report] });
    expect(credentials).toMatchObject({ value: proven, source: 'inferred' });
    expect('because' in credentials && credentials.because).toContain(`the page says ${report.credentialsMode}`);
  });

  it('counts for nothing where it says two things', () => {
    const { credentials } = facts({ reports: [{ credentialsMode: 'include' }, { credentialsMode: 'omit' }] });
    expect(credentials).toHaveProperty('unknown');
  });

  it('adds up when it comes in parts', () => {
    const { credentials, mode } = facts({ reports: [{ credentialsMode: 'omit' }, { mode: 'cors' }] });
    expect([knownValue(credentials), knownValue(mode)]).toEqual(['omit', 'cors']);
  });

  it('settles the mode of a request that was never sent', () => {
    expect(facts({ reports: [{ mode: 'no-cors' }] }).mode).toEqual({ value: 'no-cors', source: 'page' });
  });

  it('settles the mode of a POST to plain http, which carries Origin in every mode', () => {
    const told = { method: 'POST', type: 'other', url: 'http://api.example/', headers: [] };
    expect(facts({ ...told, reports: [] }).mode).toHaveProperty('unknown');
    expect(facts({ ...told, reports: [{ mode: 'no-cors' }] }).mode).toEqual({ value: 'no-cors', source: 'page' });
  });

  it('does not change a mode that the browser tells', () => {
    const told = facts({ headers: [['Sec-Fetch-Mode', 'cors']], reports: [{ mode: 'no-cors' }] });
    expect(told.mode).toEqual({ value: 'cors', source: 'observed' });
  });
});
