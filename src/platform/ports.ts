import { CHANGES_PORT, type ChangedNudge } from '../protocol/messages.ts';
import { browser } from './browser.ts';
import { isOfDevtools, isOwnPage } from './rpc.ts';

/** A page of the extension that wants to hear about changes. */
export interface Watcher {
  /** It belongs to DevTools: as long as it is there, its tab is inspected. */
  readonly inspects: boolean;
  nudge(message: ChangedNudge): void;
}

/**
 * Accepts the ports that pages of this extension open. `watch` is called with what the page sent first, unchecked;
 * `gone` when the page or its port is. Other senders are disconnected.
 */
export function acceptWatchers(handlers: {
  watch(watcher: Watcher, message: unknown): void;
  gone(watcher: Watcher): void;
}): void {
  browser.runtime.onConnect.addListener((port) => {
    if (port.name !== CHANGES_PORT || !isOwnPage(port.sender)) {
      port.disconnect();
      return;
    }
    const watcher: Watcher = {
      inspects: isOfDevtools(port.sender),
      nudge: (message) => {
        try {
          port.postMessage(message);
        } catch {
          // The page closed a moment ago; `gone` follows.
        }
      },
    };
    port.onMessage.addListener((message: unknown) => handlers.watch(watcher, message));
    port.onDisconnect.addListener(() => handlers.gone(watcher));
  });
}
