import { see } from './see.js';

// The lab page sends one request description and gets back what this frame saw.
addEventListener('message', async (event) => {
  const { url, init } = event.data;
  parent.postMessage(await see(fetch(url, init)), event.origin);
});
parent.postMessage('ready', '*');
