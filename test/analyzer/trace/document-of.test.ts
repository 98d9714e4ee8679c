import { describe, expect, test } from 'vitest';
import { assemble } from '../../../src/analyzer/trace/assemble.ts';
import { API, Capture, PAGE } from '../../support/capture.ts';

const SANDBOX = [['Content-Security-Policy', "default-src 'self'; sandbox allow-scripts"]] as const;
const OPAQUE = { initiatorOrigin: 'null' } as const;

function top(capture: Capture, url: string, begin = {}) {
  return capture.request(`to ${url}`, url, { type: 'main_frame', initiatorOrigin: null, documentId: null, ...begin });
}

/** What is known of the page that then asks. */
function documentFrom(before: (capture: Capture) => unknown, begin = {}): string | undefined {
  const capture = new Capture();
  before(capture);
  capture.request('asked', API, { ...OPAQUE, ...begin }).sends();
  return assemble(capture.observations, 'chromium').find(({ id }) => id === 'asked')?.documentFrom;
}

describe('where a page with an opaque origin is from', () => {
  test('is a file when the tab was led to one', () => {
    expect(documentFrom((c) => top(c, 'file:///home/ada/a.html').starts().completes())).toBe('file:');
  });

  test('is the address of a response that sandboxes itself', () => {
    expect(documentFrom((c) => top(c, `${PAGE}/a`).sends().receives(200, SANDBOX).starts())).toBe(PAGE);
  });

  test('is the address of the frame that asks', () => {
    const frame = { type: 'sub_frame', frameId: 4, documentId: null };
    const address = 'https://widget.example/frame';
    const loaded = (c: Capture) => c.request('frame', address, frame).sends().receives(200).starts();
    expect(documentFrom(loaded, { frameId: 4 })).toBe('https://widget.example');
    expect(documentFrom(loaded, { frameId: 5 })).toBeUndefined();
    expect(documentFrom(loaded)).toBeUndefined();
  });

  test.each<[string, (capture: Capture) => unknown]>([
    ['nothing was seen before it', () => undefined],
    ['the address has an origin that nobody took away', (c) => top(c, PAGE).sends().receives(200).starts()],
    ['another tab was led there', (c) => top(c, 'file:///a', { tabId: 2 }).starts()],
    ['the file is not there yet', (c) => top(c, 'file:///a')],
    ['the page waits behind another one', (c) => top(c, 'file:///a', { documentLifecycle: 'prerender' }).starts()],
    [
      'a page of the network came after the file',
      (c) => {
        top(c, 'file:///a').starts();
        top(c, `${PAGE}/b`).sends().receives(200).starts();
      },
    ],
  ])('is not known when %s', (_situation, before) => {
    expect(documentFrom(before)).toBeUndefined();
  });

  test('stays a file while downloads and answers without a body come', () => {
    const all = (c: Capture) => {
      top(c, 'file:///a').starts();
      top(c, `${PAGE}/b`).sends().receives(204);
      top(c, `${PAGE}/c`)
        .sends()
        .receives(200, [...SANDBOX, ['Content-Disposition', 'attachment']]);
      top(c, `${PAGE}/d`).sends().fails('net::ERR_ABORTED');
    };
    expect(documentFrom(all)).toBe('file:');
  });

  test('is not asked of pages that have an origin', () => {
    expect(documentFrom((c) => top(c, 'file:///a').starts(), { initiatorOrigin: PAGE })).toBeUndefined();
  });

  test('is what the browser says itself where it does', () => {
    expect(documentFrom(() => undefined, { documentFrom: 'file:' })).toBe('file:');
  });
});
