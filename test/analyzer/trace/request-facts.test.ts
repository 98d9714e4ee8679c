import { describe, expect, it } from 'vitest';
import type { Header } from '../../../src/analyzer/fetch/header-list.ts';
import { knownValue } from '../../../src/analyzer/fetch/known.ts';
import { assemble } from '../../../src/analyzer/trace/assemble.ts';
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
