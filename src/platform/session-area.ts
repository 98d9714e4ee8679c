import { browser } from './browser.ts';

/** `storage.session`: in memory, gone with the browser, 10,485,760 bytes. */
export interface SessionArea {
  getAll(): Promise<Record<string, unknown>>;
  set(items: Record<string, string>): Promise<void>;
  remove(keys: readonly string[]): Promise<void>;
}

export const sessionArea: SessionArea = {
  getAll: () => browser.storage.session.get(null),
  set: (items) => browser.storage.session.set(items),
  remove: (keys) => browser.storage.session.remove([...keys]),
};
