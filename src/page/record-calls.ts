import type { FrameHome, PageCall, Parts, WorkerHome } from './page-call.ts';

/**
 * Runs in the page before the page's own scripts, for one load (in Chromium in the main frame only), and, where `home` is
 * given, in the workers that this page starts from scripts of its own origin and in its `srcdoc` frames. Its source is injected as text, so nothing
 * outside of it exists for it.
 *
 * Rules that it keeps: functions are wrapped in proxies, which keep name, length, prototype and errors, and the call is
 * passed on as it came. Built-ins are taken hold of before the page can change them. Of the page's objects only data
 * properties are read, never getters, and nothing is converted to a string. What goes wrong here stays here.
 */
export function recordCalls(
  hookName: string,
  most: number,
  longest: number,
  home: WorkerHome | FrameHome | null,
  parts: Parts | null,
): void {
  const { apply, construct, defineProperty, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;
  const [{ stringify, parse }, { now }] = [JSON, Date];
  const { hasOwnProperty: hasOwn } = Object.prototype;
  const { toUpperCase, toLowerCase, indexOf, slice } = String.prototype;
  const [Url, PageProxy, Channel] = [globalThis.URL, Proxy, globalThis.BroadcastChannel];
  const page: Document | undefined = globalThis.document;
  const hook = Symbol.for(hookName);
  const { safely, holderOf, native, resolved, absolute } = (() => {
    const safely = <T>(work: () => T): T | undefined => {
      try {
        return work();
      } catch {
        return undefined;
      }
    };
    const holderOf = (owner: object | undefined, name: string): object | undefined => {
      let holder: object | null | undefined = owner;
      while (holder && !getOwnPropertyDescriptor(holder, name)) holder = getPrototypeOf(holder);
      return holder ?? undefined;
    };
    /** Reads a native attribute, undefined for objects that do not have it. */
    const attribute = (owner: object | undefined, name: string) => {
      const holder = holderOf(owner, name);
      const get = holder && getOwnPropertyDescriptor(holder, name)?.get;
      return (of: unknown): unknown => safely(() => (get ? apply(get, of, []) : undefined));
    };
    const native = (() => ({
      href: attribute(Url?.prototype, 'href'),
      baseUri: attribute(globalThis.Document?.prototype, 'baseURI'),
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
      localName: attribute(globalThis.Element?.prototype, 'localName'),
      origin: attribute(Url?.prototype, 'origin'),
      data: attribute(globalThis.MessageEvent?.prototype, 'data'),
    }))();
    const resolved = (address: unknown): string | undefined => {
      const text = typeof address === 'string' ? address : native.href(address);
      if (typeof text !== 'string') return undefined;
      const href = native.href(
        safely(() => construct(Url, [text, home && 'url' in home ? home.url : native.baseUri(page)])),
      );
      // Neither data: nor blob: URLs are requested from a server.
      return typeof href === 'string' && apply(indexOf, href, ['http']) === 0 ? href : undefined;
    };
    const absolute = (address: unknown): string | undefined => {
      const href = resolved(address);
      if (href === undefined) return undefined;
      const fragment = apply(indexOf, href, ['#']);
      return apply(slice, href, [0, fragment < 0 ? longest : fragment]);
    };
    return { safely, holderOf, native, resolved, absolute };
  })();
  const { normalized, option, nth, text, entry } = (() => {
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
      stringify({ __proto__: null, frame, ...call });
    return { normalized, option, nth, text, entry };
  })();
  const frame = home && 'token' in home ? globalThis.origin : undefined;
  let hearsWorkers = false;
  const tellPage = (() => {
    if (home && 'token' in home) {
      const { parent } = globalThis;
      const { postMessage } = parent;
      return (told: string): unknown => safely(() => apply(postMessage, parent, [home.token + told, home.origin]));
    }
    const channel = home && new Channel(home.channel);
    const { postMessage } = Channel?.prototype ?? {};
    return (told: string): unknown => channel && postMessage && safely(() => apply(postMessage, channel, [told]));
  })();
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
      tellPage(kept.text);
      last.next = kept;
      last = kept;
    };
    const read = (): string => {
      let calls = '';
      for (let kept = first.next; kept; kept = kept.next) calls += calls === '' ? kept.text : `,${kept.text}`;
      return `{"since":${since},"dropped":${dropped},"workers":${hearsWorkers},"calls":[${calls}],"elements":[${safely(elements) ?? ''}]}`;
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

  const { wrapCalls, wrapOthers, wrapWorkers } = (() => {
    /** Only what can be put back the way it was found is replaced. */
    const wrap = (owner: object | undefined, name: string, traps: ProxyHandler<() => unknown>): unknown => {
      const found = owner && getOwnPropertyDescriptor(owner, name);
      if (!owner || !found?.configurable || typeof found.value !== 'function') return undefined;
      const value = new PageProxy(found.value, { __proto__: null, ...traps } as ProxyHandler<() => unknown>);
      defineProperty(owner, name, { ...found, value });
      return value;
    };
    const wrapConstructor = (
      name: 'EventSource' | 'Worker',
      making: (make: (args: unknown[]) => object, args: unknown[]) => object,
    ): void => {
      const wrapped = wrap(globalThis, name, {
        construct(target, args, newTarget) {
          return making((given) => construct(target, given, newTarget === wrapped ? target : newTarget), args);
        },
      });
      const prototype = globalThis[name]?.prototype;
      const own = prototype && getOwnPropertyDescriptor(prototype, 'constructor');
      if (wrapped && own?.configurable) {
        defineProperty(prototype, 'constructor', { ...own, value: wrapped });
      }
    };
    const wrapCalls = (): void => {
      // In a worker it belongs to the prototype.
      wrap(holderOf(globalThis, 'fetch'), 'fetch', {
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
      wrapConstructor('EventSource', (make, args) => {
        const at = now();
        const source = make(args);
        const credentials = native.source.withCredentials(source) === true ? 'include' : 'same-origin';
        const call = { via: 'event-source', method: 'GET', mode: 'cors', redirect: 'follow', at } as const;
        safely(() => note({ ...call, credentials, url: absolute(native.source.url(source)) }));
        return source;
      });
    };

    /**
     * Workers whose script is of the page's own origin begin with the recorder. They are left as they are until it is known
     * that the page's policy allows that, and SharedWorker always, whose address tells who shares it.
     */
    const wrapWorkers = (record: string, start: string): void => {
      const { Blob: Script, Worker: Thread, origin: own } = globalThis;
      if (own === 'null') return;
      const { createObjectURL } = Url;
      const { querySelector } = Document.prototype;
      const channel = `${hookName} ${now()} ${Math.random()}`;
      const urlOf = (script: string): string =>
        createObjectURL(construct(Script, [[script], { type: 'text/javascript' }]));
      const trial: Worker = construct(Thread, [urlOf('postMessage(0)')]);
      trial.onmessage = () => {
        hearsWorkers = true;
        trial.terminate();
      };
      const listener: BroadcastChannel = construct(Channel, [channel]);
      listener.onmessage = (event) => safely(() => note(parse(native.data(event) as string)));
      const isRecordable = (url: string): boolean => {
        if (!hearsWorkers || native.origin(construct(Url, [url])) !== own) return false;
        return apply(querySelector, page, ['meta[http-equiv="content-security-policy" i]']) === null;
      };
      const recordedScript = (address: unknown, init: unknown): string | undefined => {
        const url = resolved(address);
        const type = option(init, 'type');
        if (url === undefined || !isRecordable(url) || (type !== undefined && type !== 'classic' && type !== 'module'))
          return;
        const args = stringify([hookName, most, longest, { url, channel }, null]);
        const begin = `(${start})(${stringify(url)}, ${record}, ${args});`;
        if (type === 'module') return urlOf(`import ${stringify(urlOf(begin))}; import ${stringify(url)};`);
        return urlOf(`${begin} importScripts(${stringify(url)});`);
      };
      wrapConstructor('Worker', (make, args) => {
        const script = safely(() => recordedScript(nth(args, 0), nth(args, 1)));
        return make(script === undefined ? args : args.length > 1 ? [script, args[1]] : [script]);
      });
    };
    return { wrapCalls, wrapOthers, wrapWorkers };
  })();
  /** What the attributes of the elements in the document say, at the time of reading. */
  const elements = (() => {
    const { querySelectorAll } = globalThis.Document?.prototype ?? {};
    const { getAttribute } = globalThis.Element?.prototype ?? {};
    const lower = (value: unknown): string | undefined =>
      typeof value === 'string' ? apply(toLowerCase, value, []) : undefined;
    const elementEntry = (element: Element): string | undefined => {
      const attributeOf = (name: string): unknown => getAttribute && apply(getAttribute, element, [name]);
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
      if (!querySelectorAll || !page) return '';
      const found = apply(querySelectorAll, page, ['script[src], link[href], img[src], audio[src], video[src]']);
      let joined = '';
      for (let index = 0; index < found.length && index < most; index += 1) {
        const one = safely(() => elementEntry(found[index] as Element));
        if (one !== undefined) joined += joined === '' ? one : `,${one}`;
      }
      return joined;
    };
  })();

  const recordElsewhere = (parts: Parts): void => {
    const [record, start, frames, begin] = [String(parts[0]), String(parts[1]), String(parts[2]), String(parts[3])];
    const limits = stringify([hookName, most, longest]);
    safely(() => wrapWorkers(record, start));
    const scriptFor = (to: FrameHome): string =>
      `(${begin})(${stringify(to)}, ${limits}, ${record}, ${start}, ${frames}, ${begin});`;
    safely(() => parts[2]({ scriptFor, hear: (told) => note(parse(told)) }));
  };

  // A frame's first, empty document may share its window with the next one.
  if (apply(hasOwn, globalThis, [hook])) return;
  // A frame that tells its page would be heard twice.
  if (!(home && 'token' in home))
    defineProperty(globalThis, hook, { value: read, enumerable: false, configurable: false, writable: false });
  safely(wrapCalls);
  safely(wrapOthers);
  if (parts) recordElsewhere(parts);
}
