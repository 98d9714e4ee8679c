/**
 * Makes one request and says what became of it. A classic script, because it also runs where modules cannot be loaded:
 * in frames with an opaque origin and in classic workers.
 *
 * @typedef {'read' | 'opaque' | 'failed' | 'unseen'} AskOutcome
 */

/**
 * @param {import('../case.ts').Ask} ask
 * @param {string} url
 * @returns {Promise<AskOutcome>}
 */
function makeRequest(ask, url) {
  switch (ask.api) {
    case 'fetch':
      return byFetch(ask, url);
    case 'xhr':
    case 'xhr-sync':
      return byXhr(ask, url);
    case 'event-source':
      return byEventSource(ask, url);
    case 'beacon':
      navigator.sendBeacon(url, ask.bodyType === null ? ask.body : new Blob([ask.body ?? ''], { type: ask.bodyType }));
      return Promise.resolve('unseen');
    case 'import':
      return settled(import(url));
    case 'font':
      return new FontFace('oracle', `url(${JSON.stringify(url)})`).load().then(
        () => 'unseen',
        () => 'unseen',
      );
    case 'worker-script':
      return byWorker(url);
    case 'mask-image':
    case 'shape-outside':
      return byStyle(ask, url);
    default:
      return byElement(ask, url);
  }
}

/**
 * @param {import('../case.ts').Ask} ask
 * @param {string} url
 * @returns {Promise<AskOutcome>}
 */
async function byFetch(ask, url) {
  const { method, credentials, mode, redirect, cache, keepalive, body, bodyType, integrity, targetAddressSpace } = ask;
  const stream = bodyType === 'stream' ? { body: new Blob([body ?? '']).stream(), duplex: 'half' } : null;
  const controller = new AbortController();
  // The page's own server answers that when the request has arrived.
  if (ask.givesUp) void fetch(`/arrived/${url.split('/')[4]}`).then(() => controller.abort());
  try {
    const response = await fetch(url, {
      method,
      headers: ask.headers.map(([name, value]) => /** @type {[string, string]} */ ([name, value])),
      credentials,
      mode,
      redirect,
      cache,
      keepalive,
      ...(stream ?? (body === null ? {} : { body })),
      ...(integrity === null ? {} : { integrity }),
      ...(targetAddressSpace === undefined ? {} : { targetAddressSpace }),
      ...(ask.givesUp ? { signal: controller.signal } : {}),
    });
    await response.arrayBuffer().catch(() => undefined);
    return response.type === 'opaque' ? 'opaque' : 'read';
  } catch {
    return 'failed';
  }
}

/**
 * @param {import('../case.ts').Ask} ask
 * @param {string} url
 * @returns {Promise<AskOutcome>}
 */
function byXhr(ask, url) {
  return new Promise((resolve) => {
    const xhr = new XMLHttpRequest();
    xhr.open(ask.method, url, ask.api === 'xhr');
    for (const [name, value] of ask.headers) xhr.setRequestHeader(name, value);
    xhr.withCredentials = ask.credentials === 'include';
    if (ask.uploadListener) xhr.upload.addEventListener('progress', () => undefined);
    xhr.addEventListener('load', () => resolve('read'));
    xhr.addEventListener('error', () => resolve('failed'));
    xhr.addEventListener('abort', () => resolve('failed'));
    try {
      xhr.send(ask.body);
    } catch {
      resolve('failed');
    }
  });
}

/**
 * @param {import('../case.ts').Ask} ask
 * @param {string} url
 * @returns {Promise<AskOutcome>}
 */
function byEventSource(ask, url) {
  return new Promise((resolve) => {
    const source = new EventSource(url, { withCredentials: ask.credentials === 'include' });
    const end = (/** @type {AskOutcome} */ outcome) => {
      source.close();
      resolve(outcome);
    };
    source.addEventListener('open', () => end('read'));
    source.addEventListener('error', () => end('failed'));
  });
}

/**
 * @param {string} url
 * @returns {Promise<AskOutcome>}
 */
function byWorker(url) {
  return new Promise((resolve) => {
    try {
      const worker = new Worker(url);
      worker.addEventListener('error', () => resolve('failed'));
      worker.addEventListener('message', () => resolve('read'));
    } catch {
      resolve('failed');
    }
  });
}

/**
 * @param {import('../case.ts').Ask} ask
 * @param {string} url
 * @returns {Promise<AskOutcome>}
 */
function byStyle(ask, url) {
  const element = document.createElement('div');
  element.style.cssText = `float: left; width: 10px; height: 10px; ${ask.api}: url(${JSON.stringify(url)})`;
  document.body.append(element);
  return new Promise((resolve) => requestAnimationFrame(() => resolve('unseen')));
}

/** @type {Partial<Record<import('../case.ts').Api, () => HTMLElement>>} */
const ELEMENTS = {
  img: () => document.createElement('img'),
  script: () => document.createElement('script'),
  'module-script': () => Object.assign(document.createElement('script'), { type: 'module' }),
  stylesheet: () => Object.assign(document.createElement('link'), { rel: 'stylesheet' }),
  video: () => Object.assign(document.createElement('video'), { preload: 'auto' }),
  track: () => Object.assign(document.createElement('track'), { default: true }),
  preload: () => Object.assign(document.createElement('link'), { rel: 'preload', as: 'fetch' }),
  modulepreload: () => Object.assign(document.createElement('link'), { rel: 'modulepreload' }),
  prefetch: () => Object.assign(document.createElement('link'), { rel: 'prefetch' }),
};

/**
 * @param {import('../case.ts').Ask} ask
 * @param {string} url
 * @returns {Promise<AskOutcome>}
 */
function byElement(ask, url) {
  const element = ELEMENTS[ask.api]?.();
  if (element === undefined) throw new Error(`no way to make a request with ${ask.api}`);
  return new Promise((resolve) => {
    const delivered = ask.mode === 'no-cors' ? 'opaque' : 'read';
    for (const event of ['load', 'loadedmetadata']) element.addEventListener(event, () => resolve(delivered));
    element.addEventListener('error', () => resolve('failed'));
    if (ask.crossOrigin !== null) element.setAttribute('crossorigin', ask.crossOrigin);
    element.setAttribute(element instanceof HTMLLinkElement ? 'href' : 'src', url);
    if (ask.api !== 'track') document.body.append(element);
    else {
      const video = document.createElement('video');
      video.append(element);
      document.body.append(video);
      const [track] = video.textTracks;
      if (track) track.mode = 'showing';
    }
  });
}

/**
 * @param {Promise<unknown>} promise
 * @returns {Promise<AskOutcome>}
 */
function settled(promise) {
  return promise.then(
    () => 'read',
    () => 'failed',
  );
}

Object.assign(globalThis, { makeRequest });
