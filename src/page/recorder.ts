/**
 * What the recorder writes down about one call of the page, and about one element that fetches. All of it is the page's
 * word. Absent: it could not be told without the page noticing.
 */
export interface PageCall {
  readonly via: 'fetch' | 'xhr' | 'event-source' | 'beacon' | 'element';
  readonly method: string;
  /** Absolute, without fragment; not redacted. */
  readonly url: string;
  /** Epoch milliseconds; absent for elements, of which only the attributes are known. */
  readonly at?: number;
  readonly credentials?: string;
  readonly mode?: string;
  readonly redirect?: string;
}

/** What reading the hook of one frame gives, as JSON. */
export interface PageRecords {
  /** When recording began in this frame, epoch milliseconds. */
  readonly since: number;
  /** Calls that there was no room for. */
  readonly dropped: number;
  readonly calls: readonly PageCall[];
  readonly elements: readonly PageCall[];
}

/** Description of the registered symbol under which the recorder can be read. The page sees nothing else of it. */
export const HOOK = 'whycors.page-report';

/** Calls and elements per frame; more are counted only. */
const MOST = 1000;

/** As much of a URL as redaction keeps. */
const LONGEST_URL = 8192;

/** The recorder as a script of its own, for `inspectedWindow.reload({ injectedScript })`. */
export function recorderScript(): string {
  return `(${recordCalls})(${JSON.stringify(HOOK)}, ${MOST}, ${LONGEST_URL});`;
}

/**
 * Runs in the page before the page's own scripts, for one load (in Chromium in the main frame only). Its source is injected as text, so nothing
 * outside of it exists for it.
 *
 * Rules that it keeps: functions are wrapped in proxies, which keep name, length, prototype and errors, and the call is
 * passed on as it came. Built-ins are taken hold of before the page can change them. Of the page's objects only data
 * properties are read, never getters, and nothing is converted to a string. What goes wrong here stays here.
 */
function recordCalls(hookName: string, most: number, longest: number): void {
  const { apply, construct, defineProperty, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;
  const [{ stringify }, { now }] = [JSON, Date];
  const { hasOwnProperty: hasOwn } = Object.prototype;
  const { toUpperCase, toLowerCase, indexOf, slice } = String.prototype;
  const [Url, PageProxy, page] = [globalThis.URL, Proxy, document];
  const hook = Symbol.for(hookName);
  const safely = <T>(work: () => T): T | undefined => {
    try {
      return work();
    } catch {
      return undefined;
    }
  };
  /** Reads a native attribute, undefined for objects that do not have it. */
  const attribute = (owner: object | undefined, name: string) => {
    let holder: object | null | undefined = owner;
    while (holder && !getOwnPropertyDescriptor(holder, name)) holder = getPrototypeOf(holder);
    const get = holder && getOwnPropertyDescriptor(holder, name)?.get;
    return (of: unknown): unknown => safely(() => (get ? apply(get, of, []) : undefined));
  };
  const native = (() => ({
    href: attribute(Url?.prototype, 'href'),
    baseUri: attribute(Document.prototype, 'baseURI'),
    request: {
      url: attribute(globalThis.Request?.prototype, 'url'),
      method: attribute(globalThis.Request?.prototype, 'method'),
      credentials: attribute(globalThis.Request?.prototype, 'credentials'),
      mode: attribute(globalThis.Request?.prototype, 'mode'),
      redirect: attribute(globalThis.Request?.prototype, 'redirect'),
    },
    withCredentials: attribute(globalThis.XMLHttpRequest?.prototype, 'withCredentials'),
    source: {
      url: attribute(globalThis.EventSource?.prototype, 'url'),
      withCredentials: attribute(globalThis.EventSource?.prototype, 'withCredentials'),
    },
    localName: attribute(Element.prototype, 'localName'),
  }))();
  const absolute = (address: unknown): string | undefined => {
    const text = typeof address === 'string' ? address : native.href(address);
    if (typeof text !== 'string') return undefined;
    const href = native.href(safely(() => construct(Url, [text, native.baseUri(page)])));
    if (typeof href !== 'string') return undefined;
    // Neither data: nor blob: URLs are requested from a server.
    if (apply(indexOf, href, ['http']) !== 0) return undefined;
    const fragment = apply(indexOf, href, ['#']);
    return apply(slice, href, [0, fragment < 0 ? longest : fragment]);
  };
  /** Fetch changes the case of these six only. */
  const normalized = (method: unknown): string | undefined => {
    if (typeof method !== 'string') return undefined;
    const upper: string = apply(toUpperCase, method, []);
    const known =
      upper === 'GET' ||
      upper === 'HEAD' ||
      upper === 'POST' ||
      upper === 'PUT' ||
      upper === 'DELETE' ||
      upper === 'OPTIONS';
    return known ? upper : method;
  };
  /** A data property, own or inherited. A getter would notice, so what it would say is not known: `null`. */
  const option = (holder: unknown, name: string): unknown => {
    let current = holder;
    for (let depth = 0; depth < 8; depth += 1) {
      if (current === null || (typeof current !== 'object' && typeof current !== 'function')) return undefined;
      const found = getOwnPropertyDescriptor(current as object, name);
      if (found) return apply(hasOwn, found, ['value']) ? found.value : null;
      current = getPrototypeOf(current as object);
    }
    return null;
  };
  /** One of the page's arguments; looking for a missing one would lead to the prototypes. */
  const nth = (args: unknown[], index: number): unknown => (index < args.length ? args[index] : undefined);
  const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
  const entry = (call: { [K in keyof PageCall]: PageCall[K] | undefined }): string =>
    // Without a prototype, so that nobody's toJSON is asked.
    stringify({ __proto__: null, ...call });
  /** A list that no change of Array.prototype reaches. */
  const { note, read } = (() => {
    interface Kept {
      readonly text: string;
      next: Kept | undefined;
    }
    const first: Kept = { text: '', next: undefined };
    let [last, count, dropped] = [first, 0, 0];
    const since = now();
    const note = (call: { [K in keyof PageCall]: PageCall[K] | undefined }): void => {
      if (call.url === undefined || call.method === undefined) return;
      count += 1;
      if (count > most) {
        dropped += 1;
        return;
      }
      const kept: Kept = { text: entry(call), next: undefined };
      last.next = kept;
      last = kept;
    };
    const read = (): string => {
      let calls = '';
      for (let kept = first.next; kept; kept = kept.next) calls += calls === '' ? kept.text : `,${kept.text}`;
      return `{"since":${since},"dropped":${dropped},"calls":[${calls}],"elements":[${safely(elements) ?? ''}]}`;
    };
    return { note, read };
  })();

  const noteFetch = (input: unknown, init: unknown): void => {
    const requested = native.request.url(input) !== undefined;
    const choice = (name: 'credentials' | 'mode' | 'redirect', usual: string) => {
      const chosen = option(init, name);
      if (chosen !== undefined) return text(chosen);
      return requested ? text(native.request[name](input)) : usual;
    };
    const method = option(init, 'method');
    note({
      via: 'fetch',
      method: method === undefined ? (requested ? text(native.request.method(input)) : 'GET') : normalized(method),
      url: absolute(requested ? native.request.url(input) : input),
      at: now(),
      credentials: choice('credentials', 'same-origin'),
      mode: choice('mode', 'cors'),
      redirect: choice('redirect', 'follow'),
    });
  };
  const { noteOpen, noteSend } = (() => {
    interface Opened {
      readonly method: string | undefined;
      readonly url: string | undefined;
    }
    const { get, set, delete: remove } = WeakMap.prototype;
    const opened = new WeakMap<object, Opened>();
    const noteOpen = (request: object, method: unknown, url: unknown): void => {
      apply(set, opened, [request, { method: normalized(method), url: absolute(url) }]);
    };
    const noteSend = (request: object): void => {
      const known: Opened | undefined = apply(get, opened, [request]);
      if (known === undefined) return;
      apply(remove, opened, [request]);
      const credentials = native.withCredentials(request) === true ? 'include' : 'same-origin';
      const call = { via: 'xhr', at: now(), credentials, mode: 'cors', redirect: 'follow' } as const;
      note({ ...call, method: known.method, url: known.url });
    };
    return { noteOpen, noteSend };
  })();

  /** Only what can be put back the way it was found is replaced. */
  const wrap = (owner: object | undefined, name: string, traps: ProxyHandler<() => unknown>): unknown => {
    const found = owner && getOwnPropertyDescriptor(owner, name);
    if (!owner || !found?.configurable || typeof found.value !== 'function') return undefined;
    const value = new PageProxy(found.value, { __proto__: null, ...traps } as ProxyHandler<() => unknown>);
    defineProperty(owner, name, { ...found, value });
    return value;
  };
  const wrapCalls = (): void => {
    wrap(globalThis, 'fetch', {
      apply(target, self, args) {
        safely(() => noteFetch(nth(args, 0), nth(args, 1)));
        return apply(target, self, args);
      },
    });
    wrap(globalThis.XMLHttpRequest?.prototype, 'open', {
      apply(target, self, args) {
        const result = apply(target, self, args);
        safely(() => noteOpen(self, nth(args, 0), nth(args, 1)));
        return result;
      },
    });
    wrap(globalThis.XMLHttpRequest?.prototype, 'send', {
      apply(target, self, args) {
        safely(() => noteSend(self));
        return apply(target, self, args);
      },
    });
  };
  const wrapOthers = (): void => {
    wrap(globalThis.Navigator?.prototype, 'sendBeacon', {
      apply(target, self, args) {
        const at = now();
        const queued = apply(target, self, args);
        const call = { via: 'beacon', method: 'POST', credentials: 'include', redirect: 'follow', at } as const;
        if (queued === true) safely(() => note({ ...call, url: absolute(nth(args, 0)) }));
        return queued;
      },
    });
    const wrapped = wrap(globalThis, 'EventSource', {
      construct(target, args, newTarget) {
        const at = now();
        const source: object = construct(target, args, newTarget === wrapped ? target : newTarget);
        const credentials = native.source.withCredentials(source) === true ? 'include' : 'same-origin';
        const call = { via: 'event-source', method: 'GET', mode: 'cors', redirect: 'follow', at } as const;
        safely(() => note({ ...call, credentials, url: absolute(native.source.url(source)) }));
        return source;
      },
    });
    const prototype = globalThis.EventSource?.prototype;
    const own = prototype && getOwnPropertyDescriptor(prototype, 'constructor');
    if (wrapped && own?.configurable) {
      defineProperty(prototype, 'constructor', { ...own, value: wrapped });
    }
  };

  /** What the attributes of the elements in the document say, at the time of reading. */
  const elements = (() => {
    const { querySelectorAll } = Document.prototype;
    const { getAttribute } = Element.prototype;
    const lower = (value: unknown): string | undefined =>
      typeof value === 'string' ? apply(toLowerCase, value, []) : undefined;
    const elementEntry = (element: Element): string | undefined => {
      const attributeOf = (name: string): unknown => apply(getAttribute, element, [name]);
      const name = native.localName(element);
      const url = absolute(attributeOf(name === 'link' ? 'href' : 'src'));
      if (url === undefined) return undefined;
      const crossorigin = lower(attributeOf('crossorigin'));
      const isModule =
        (name === 'script' && lower(attributeOf('type')) === 'module') ||
        (name === 'link' && lower(attributeOf('rel')) === 'modulepreload');
      const mode = crossorigin === undefined && !isModule ? 'no-cors' : 'cors';
      const credentials = mode === 'no-cors' || crossorigin === 'use-credentials' ? 'include' : 'same-origin';
      return entry({ via: 'element', method: 'GET', url, at: undefined, credentials, mode, redirect: 'follow' });
    };
    return (): string => {
      const found = apply(querySelectorAll, page, ['script[src], link[href], img[src], audio[src], video[src]']);
      let joined = '';
      for (let index = 0; index < found.length && index < most; index += 1) {
        const one = safely(() => elementEntry(found[index] as Element));
        if (one !== undefined) joined += joined === '' ? one : `,${one}`;
      }
      return joined;
    };
  })();

  // A frame's first, empty document may share its window with the next one.
  if (apply(hasOwn, globalThis, [hook])) return;
  defineProperty(globalThis, hook, { value: read, enumerable: false, configurable: false, writable: false });
  safely(wrapCalls);
  safely(wrapOthers);
}
