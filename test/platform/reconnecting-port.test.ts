import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { watchChanges } from '../../src/platform/reconnecting-port.ts';
import { FakeEvent } from './fake-event.ts';

class FakePort {
  readonly onMessage = new FakeEvent<[unknown]>();
  readonly onDisconnect = new FakeEvent<[]>();
  readonly sent: unknown[] = [];
  disconnected = false;
  postMessage = (message: unknown) => void this.sent.push(message);
  disconnect = () => {
    this.disconnected = true;
  };
}

const fake = vi.hoisted(() => ({ connect: (): unknown => undefined }));
vi.mock('../../src/platform/browser.ts', () => ({
  browser: { runtime: { id: 'abcdef', connect: () => fake.connect() } },
}));

let ports: FakePort[];
beforeEach(() => {
  vi.useFakeTimers();
  ports = [];
  fake.connect = () => {
    const port = new FakePort();
    ports.push(port);
    return port;
  };
});
afterEach(() => void vi.useRealTimers());

function watching() {
  const heard: string[] = [];
  const close = watchChanges(3, {
    changed: () => void heard.push('changed'),
    connection: (state) => void heard.push(state),
  });
  return { heard, close };
}

const nudge = { type: 'changed', tabId: 3, revision: 1 };

test('says which tab it is about and passes nudges on', () => {
  const { heard } = watching();
  expect(ports[0]?.sent).toEqual([{ type: 'watch', tabId: 3 }]);
  ports[0]?.onMessage.emit(nudge);
  ports[0]?.onMessage.emit({ ...nudge, tabId: 4 });
  ports[0]?.onMessage.emit('noise');
  expect(heard).toEqual(['connected', 'changed']);
});

test('comes back when the background stopped, without a word if that is quick', () => {
  const { heard } = watching();
  ports[0]?.onMessage.emit(nudge);
  ports[0]?.onDisconnect.emit();
  vi.advanceTimersByTime(100);
  expect(ports).toHaveLength(2);
  ports[1]?.onMessage.emit(nudge);
  vi.advanceTimersByTime(60_000);
  expect(heard).toEqual(['connected', 'changed', 'connected', 'changed']);
});

test('says that it is reconnecting when that takes long, and tries less and less often', () => {
  const { heard } = watching();
  fake.connect = () => {
    throw new Error('An unexpected error occurred');
  };
  ports[0]?.onDisconnect.emit();
  vi.advanceTimersByTime(60_000);
  expect(heard).toEqual(['reconnecting']);
  expect(vi.getTimerCount()).toBe(1);
});

test('says that the extension was updated or removed under the page, and stops trying', () => {
  const { heard } = watching();
  fake.connect = () => {
    throw new Error('Extension context invalidated.');
  };
  ports[0]?.onDisconnect.emit();
  vi.advanceTimersByTime(100);
  expect(heard).toEqual(['gone']);
  vi.advanceTimersByTime(60_000);
  expect(heard).toEqual(['gone']);
  expect(vi.getTimerCount()).toBe(0);
});

test('ends when it is told to', () => {
  const { close } = watching();
  close();
  expect(ports[0]?.disconnected).toBe(true);
  ports[0]?.onDisconnect.emit();
  expect(vi.getTimerCount()).toBe(0);
});
