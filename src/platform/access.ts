import type { AccessState } from '../protocol/messages.ts';
import { browser } from './browser.ts';

const ALL_SITES = { origins: ['<all_urls>'] };
/** Addresses that browsers keep every extension away from, whatever the user grants. */
const STORES = new Set(['chromewebstore.google.com', 'addons.mozilla.org', 'microsoftedge.microsoft.com']);

/**
 * Whether the browser shows this extension the requests of a page.
 *
 * @param url the tab's address; undefined when the browser does not tell it, as it does for pages out of reach
 */
export async function accessTo(url: string | undefined): Promise<AccessState> {
  const everywhere = await browser.permissions.contains(ALL_SITES);
  if (url === undefined) return everywhere ? 'internal' : 'withheld';
  if (!URL.canParse(url)) return 'internal';
  const { protocol, hostname } = new URL(url);
  if (!['http:', 'https:', 'file:'].includes(protocol) || STORES.has(hostname)) return 'internal';
  if (everywhere || protocol === 'file:') return 'granted';
  const here = await browser.permissions.contains({ origins: [`${protocol}//${hostname}/*`] });
  return here ? 'granted' : 'withheld';
}

/** Calls `changed` whenever the user grants or withholds sites. */
export function onAccessChanged(changed: (how: 'added' | 'removed') => void): void {
  browser.permissions.onAdded.addListener(() => changed('added'));
  browser.permissions.onRemoved.addListener(() => changed('removed'));
}

/** Asks the user for access to all sites. Only in answer to a click. Resolves to whether it was granted. */
export function requestAccess(): Promise<boolean> {
  return browser.permissions.request(ALL_SITES);
}
