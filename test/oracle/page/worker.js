/** @type {any} */
const worker = globalThis;
worker.importScripts('/make-request.js');
worker.addEventListener('message', async (/** @type {MessageEvent} */ { data }) => {
  const outcome = await worker.makeRequest(data.ask, data.url);
  worker.postMessage({ id: data.id, outcome });
});
worker.postMessage('ready');
