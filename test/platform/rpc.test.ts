import { beforeEach, describe, expect, test, vi } from 'vitest';
import { call, type Handlers, serve } from '../../src/platform/rpc.ts';
import { parseRequest } from '../../src/protocol/guards.ts';
import { FakeEvent } from './fake-event.ts';

const ROOT = 'chrome-extension://abcdef/';
const fake = vi.hoisted(() => ({ runtime: {} as Record<string, unknown> }));
vi.mock('../../src/platform/browser.ts', () => ({ browser: fake }));

type Listener = [message: unknown, sender: object, sendResponse: (reply: unknown) => void];
let onMessage: FakeEvent<Listener>;
let sendMessage: (message: unknown) => Promise<unknown>;

beforeEach(() => {
  onMessage = new FakeEvent();
  sendMessage = async () => undefined;
  fake.runtime = {
    id: 'abcdef',
    getURL: (path: string) => ROOT + path,
    onMessage,
    sendMessage: (message: unknown) => sendMessage(message),
  };
});

const settings = { paused: true };
const handlers = {
  'settings/get': () => settings,
  'page/report': () => ({ kept: 1 }),
  'traces/clear': () => Promise.reject(new Error('it broke')),
} as unknown as Handlers;

/** The answer, or `none` when the sender was refused. */
async function ask(message: unknown, sender: object): Promise<unknown> {
  serve(handlers, parseRequest);
  return new Promise((resolve) => {
    const kept = onMessage.emit(message, sender, resolve);
    if (!kept.includes(true)) resolve('none');
  });
}

const own = { id: 'abcdef', url: `${ROOT}src/popup/popup.html` };

describe('serve', () => {
  test("answers the extension's own pages", async () => {
    expect(await ask({ type: 'settings/get' }, own)).toEqual(settings);
  });

  test.each([
    ['src/panel/panel.html', { kept: 1 }],
    ['src/panel/panel.html#top', { kept: 1 }],
    ['src/popup/popup.html', 'none'],
    ['src/panel/panel.html.html', 'none'],
  ])('answers a report about the page that comes from %s with %j', async (path, answer) => {
    const message = { type: 'page/report', tabId: 1, reports: [] };
    expect(await ask(message, { id: 'abcdef', url: ROOT + path })).toEqual(answer);
  });

  test.each([
    [
      'a content script, which has our id and the address of its page',
      { id: 'abcdef', url: 'https://evil.example/', tab: { id: 1 } },
    ],
    ['another extension', { id: 'other', url: 'chrome-extension://other/popup.html' }],
    ['another extension that claims our address', { id: 'other', url: own.url }],
    ['a page whose address begins like ours', { id: 'abcdef', url: 'chrome-extension://abcdefg/popup.html' }],
    ['a sender without an address', { id: 'abcdef' }],
    ['a sender without an id', { url: own.url }],
  ])('does not answer %s', async (_, sender) => {
    expect(await ask({ type: 'settings/get' }, sender)).toBe('none');
  });

  test.each([{ type: 'settings/gets' }, { type: 'traces/list' }, null, 'x'])('does not answer %j', async (message) => {
    expect(await ask(message, own)).toBe('none');
  });

  test('counts what it refuses, and only that', () => {
    const refused = serve(handlers, parseRequest);
    for (const message of [{ type: 'settings/gets' }, null, { type: 'page/report', tabId: 1, reports: [] }]) {
      onMessage.emit(message, own, () => undefined);
    }
    onMessage.emit({ type: 'settings/get' }, { id: 'other', url: own.url }, () => undefined);
    expect(refused()).toBe(4);
    onMessage.emit({ type: 'settings/get' }, own, () => undefined);
    expect(refused()).toBe(4);
  });

  test('says that a handler failed', async () => {
    expect(await ask({ type: 'traces/clear', tabId: 1 }, own)).toEqual({ error: 'Error: it broke' });
  });
});

describe('call', () => {
  test('sends the query with its name and gives back the reply', async () => {
    const sent: unknown[] = [];
    sendMessage = async (message) => {
      sent.push(message);
      return { revision: 7 };
    };
    expect(await call('traces/clear', { tabId: 1 })).toEqual({ revision: 7 });
    expect(sent).toEqual([{ type: 'traces/clear', tabId: 1 }]);
  });

  test('fails when nobody answers', async () => {
    await expect(call('settings/get', {})).rejects.toThrow('no answer to settings/get');
  });

  test('fails when the handler did', async () => {
    sendMessage = async () => ({ error: 'Error: it broke' });
    await expect(call('traces/clear', { tabId: 1 })).rejects.toThrow('it broke');
  });
});
