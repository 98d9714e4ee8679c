/** The extension API of this browser, promise-based in both. Only files in this folder may import it. */
export { default as browser } from 'webextension-polyfill';
