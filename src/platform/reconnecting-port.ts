import type { Runtime } from 'webextension-polyfill';
import { CHANGES_PORT, type ChangedNudge, type WatchTab } from '../protocol/messages.ts';
import { browser } from './browser.ts';

/** What a page of the extension hears about one tab. */
export interface ChangeListener {
  /** Something changed, or the connection is new: pull. */
  changed(): void;
  /** `gone`: the extension was updated or removed under the open page, which can reach nothing any more. */
  connection(state: 'connected' | 'reconnecting' | 'gone'): void;
}

/** The browser stops an idle background every half minute; only an interruption longer than this is worth telling. */
const NOTICEABLE_MS = 1500;
const FIRST_RETRY_MS = 50;
const LONGEST_RETRY_MS = 5000;

/**
 * Keeps a port to the background open and asks for news of a tab, again after each time that the background stopped.
 * Returns a function that ends it.
 */
export function watchChanges(tabId: number, listener: ChangeListener): () => void {
  let port: Runtime.Port | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let notice: ReturnType<typeof setTimeout> | undefined;
  let delay = FIRST_RETRY_MS;
  let closed = false;

  const connect = () => {
    try {
      port = browser.runtime.connect({ name: CHANGES_PORT });
      port.onMessage.addListener(heard);
      port.onDisconnect.addListener(lost);
      port.postMessage({ type: 'watch', tabId } satisfies WatchTab);
    } catch (error) {
      if (!isGone(error)) lost();
      else {
        clearTimeout(notice);
        listener.connection('gone');
      }
    }
  };
  const heard = (message: unknown) => {
    if (!isNudge(message, tabId)) return;
    delay = FIRST_RETRY_MS;
    clearTimeout(notice);
    notice = undefined;
    listener.connection('connected');
    listener.changed();
  };
  const lost = () => {
    if (closed) return;
    notice ??= setTimeout(() => listener.connection('reconnecting'), NOTICEABLE_MS);
    retry = setTimeout(connect, delay);
    delay = Math.min(delay * 2, LONGEST_RETRY_MS);
  };

  connect();
  return () => {
    closed = true;
    clearTimeout(retry);
    clearTimeout(notice);
    port?.disconnect();
  };
}

/** The browser takes the API away from pages of an extension that was updated or removed. */
function isGone(error: unknown): boolean {
  return browser.runtime?.id === undefined || /context invalidated/i.test(String(error));
}

function isNudge(message: unknown, tabId: number): message is ChangedNudge {
  if (typeof message !== 'object' || message === null) return false;
  const { type, tabId: about } = message as Partial<ChangedNudge>;
  return type === 'changed' && about === tabId;
}
