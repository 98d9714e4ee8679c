/** Does with a case's request what the end of its key says. */
/** @type {any} */
const serviceWorker = globalThis;
serviceWorker.addEventListener('install', () => serviceWorker.skipWaiting());
serviceWorker.addEventListener('activate', (/** @type {any} */ event) =>
  event.waitUntil(serviceWorker.clients.claim()),
);
serviceWorker.addEventListener('fetch', (/** @type {any} */ event) => {
  const { url } = event.request;
  const [, does] = /\/case\/[\w-]+-at-(made-up|pass-on|opaque)\//.exec(url) ?? [];
  if (does === 'made-up') event.respondWith(new Response('made up'));
  if (does === 'pass-on') event.respondWith(fetch(event.request));
  if (does === 'opaque') event.respondWith(fetch(url, { mode: 'no-cors' }));
});
