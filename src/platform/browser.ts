import type { Browser } from 'webextension-polyfill';

/**
 * The extension API of this browser, in its own words: everything asked for in this folder answers with promises in both.
 * Only `devtools.panels` does not; see add-panel.ts. Only files in this folder may import it.
 */
const api = globalThis as unknown as { readonly browser?: Browser; readonly chrome?: Browser };

// Chromium knows no `browser`, and Firefox's `chrome` knows no promises.
export const browser = (api.browser ?? api.chrome) as Browser;
