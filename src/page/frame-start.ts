import type { FrameHome } from './page-call.ts';

/** What the recorder of the embedding page lends. */
export interface FrameTools {
  /** The recorder as the text of a classic script, for a frame that reports to this page. */
  scriptFor(home: FrameHome): string;
  /** Takes what a frame told: the JSON text of a call. */
  hear(told: string): void;
}

/**
 * Runs in a recorded page: puts the recorder first into the documents of its `srcdoc` frames, whoever made these frames and
 * however, between their insertion and the beginning of their document, which no task comes before. Its source is injected
 * as text, so nothing outside of it exists for it.
 *
 * Left alone are frames whose sandbox forbids scripts, and all of them where the page's policy, which they inherit, forbids
 * inline scripts or has a say in what becomes markup. What a frame tells is heard from that very frame only, by its token.
 */
export function recordFrames({ scriptFor, hear }: FrameTools): void {
  const { apply, defineProperty, getOwnPropertyDescriptor } = Reflect;
  const { getAttribute, setAttribute } = Element.prototype;
  const { exec } = RegExp.prototype;
  const { indexOf, slice, toLowerCase } = String.prototype;
  const [PageProxy, page, from, given] = [Proxy, document, globalThis.origin, new WeakMap<object, Given>()];
  const [byToken, byText] = [new Map<string, Given>(), new Map<string, string>()];
  const [{ get: getOf, set: setIn }, { get: lookUp, set: keep }] = [WeakMap.prototype, Map.prototype];
  const getter = (owner: object | undefined, name: string) => {
    const get = owner && getOwnPropertyDescriptor(owner, name)?.get;
    return (of: unknown): unknown => get && apply(get, of, []);
  };

  const localName = getter(Element.prototype, 'localName');

  interface Given {
    readonly frame: Element;
    /** The page's own text, and the one with the recorder in it. */
    readonly own: string;
    readonly text: string;
  }
  const { is, safely, wrap } = (() => {
    const is = (pattern: RegExp, text: string): boolean => apply(exec, pattern, [text]) !== null;
    const safely = (work: () => void): void => {
      try {
        work();
      } catch {
        // What goes wrong here stays here.
      }
    };
    type Call = (method: () => unknown, self: object, args: unknown[]) => unknown;
    const wrap = (owner: object, name: string, key: 'get' | 'set' | 'value', call: Call): void => {
      const found = getOwnPropertyDescriptor(owner, name);
      if (!found?.configurable || typeof found[key] !== 'function') return;
      defineProperty(owner, name, {
        ...found,
        [key]: new PageProxy(found[key], { __proto__: null, apply: call } as ProxyHandler<() => unknown>),
      });
    };
    return { is, safely, wrap };
  })();
  const { allowsScript, prefixed, newToken } = (() => {
    const { createElement, querySelector } = Document.prototype;
    const onclick = getter(HTMLElement.prototype, 'onclick');
    const { crypto, Uint32Array: Numbers } = globalThis;
    const { getRandomValues } = crypto;
    const types = (globalThis as { trustedTypes?: { readonly defaultPolicy: object | null } }).trustedTypes;
    const defaultPolicy = getter(types && (Reflect.getPrototypeOf(types) ?? undefined), 'defaultPolicy');
    let inline: boolean | undefined;
    /** An event handler that the policy forbids is none. */
    const allowsInline = (): boolean => {
      if (inline !== undefined) return inline;
      inline = false;
      const trial: object = apply(createElement, page, ['div']);
      apply(setAttribute, trial, ['onclick', '0']);
      inline = typeof onclick(trial) === 'function';
      return inline;
    };
    const allowsScript = (frame: Element): boolean => {
      const sandbox: string | null = apply(getAttribute, frame, ['sandbox']);
      if (sandbox !== null && !is(/(?:^|[\t\n\f\r ])allow-scripts(?:[\t\n\f\r ]|$)/i, sandbox)) return false;
      if (apply(getAttribute, frame, ['csp']) !== null || (types && defaultPolicy(types))) return false;
      if (apply(querySelector, page, ['meta[http-equiv="content-security-policy" i]']) !== null) return false;
      return allowsInline();
    };
    /**
     * After what may stand before the content of `head`, so that the document keeps its doctype, the attributes of `html`
     * and `head`, its comments, and loses the white space that it would have lost.
     */
    const prefixed = (own: string, script: string): string => {
      const nothing = '(?:[\\t\\n\\f\\r ]|<!-{2}(?:-?>|[^]*?-{2}!?>)|<\\?[^>]*>)*';
      const attributes = `(?:[\\t\\n\\f\\r /](?:[^>"']|"[^"]*"|'[^']*')*)?>`;
      const start = `^\\uFEFF?${nothing}(?:<!doctype[^>]*>${nothing})?(?:<html${attributes}${nothing})?(?:<head${attributes})?`;
      const found: RegExpExecArray | null = apply(exec, new RegExp(start, 'i'), [own]);
      const before = found?.[0] ?? '';
      return `${before}<script>document.currentScript.remove();${script}</script>${apply(slice, own, [before.length])}`;
    };
    const newToken = (): string => {
      const numbers: Uint32Array = apply(getRandomValues, crypto, [new Numbers(4)]);
      let token = '';
      for (let index = 0; index < 4; index += 1) token += `${numbers[index]} `;
      return token;
    };
    return { allowsScript, prefixed, newToken };
  })();

  const { textFor, record } = (() => {
    // Each is kept with the recorder in it.
    let room = 500;
    /** The text with the recorder in it, where the frame may have it. */
    const textFor = (frame: Element, found: string): string => {
      const known: Given | undefined = apply(getOf, given, [frame]);
      if (known?.text === found || room === 0 || !allowsScript(frame)) return found;
      room -= 1;
      // A copy of a frame, or of its markup, has the recorder of the original in it.
      const own: string = apply(lookUp, byText, [found]) ?? found;
      const token = newToken();
      const text = prefixed(own, scriptFor({ token, origin: from === 'null' ? '*' : from }));
      const one: Given = { frame, own, text };
      apply(setIn, given, [frame, one]);
      apply(keep, byToken, [token, one]);
      apply(keep, byText, [text, own]);
      return text;
    };
    const record = (frame: Element): void => {
      const found: string | null = apply(getAttribute, frame, ['srcdoc']);
      const text = found === null ? null : textFor(frame, found);
      if (text !== found) apply(setAttribute, frame, ['srcdoc', text]);
    };
    return { textFor, record };
  })();
  const watchFrames = (): void => {
    const { querySelectorAll } = Element.prototype;
    const [target, added, size] = [
      getter(MutationRecord.prototype, 'target'),
      getter(MutationRecord.prototype, 'addedNodes'),
      getter(NodeList.prototype, 'length'),
    ];
    const enter = (node: unknown): void =>
      safely(() => {
        const name = typeof node === 'object' && node && 'tagName' in node ? localName(node) : undefined;
        if (name === undefined) return;
        if (name === 'iframe') record(node as Element);
        const inside: ArrayLike<Element> = apply(querySelectorAll, node, ['iframe[srcdoc]']);
        for (let index = 0; index < (size(inside) as number); index += 1) record(inside[index] as Element);
      });
    const observer = new MutationObserver((changes) => {
      for (let index = 0; index < changes.length; index += 1) {
        const nodes = added(changes[index]) as ArrayLike<unknown>;
        const count = size(nodes) as number;
        if (count === 0) enter(target(changes[index]));
        for (let place = 0; place < count; place += 1) enter(nodes[place]);
      }
    });
    const { observe } = MutationObserver.prototype;
    const watched = { childList: true, subtree: true, attributes: true, attributeFilter: ['srcdoc'] };
    const watch = (root: object): void => apply(observe, observer, [root, watched]);
    watch(page);
    wrap(Element.prototype, 'attachShadow', 'value', (method, self, args) => {
      const root = apply(method, self, args) as object;
      safely(() => watch(root));
      return root;
    });
  };

  const hearFrames = (): void => {
    const { stopImmediatePropagation } = Event.prototype;
    const [contentWindow, data, source] = [
      getter(HTMLIFrameElement.prototype, 'contentWindow'),
      getter(MessageEvent.prototype, 'data'),
      getter(MessageEvent.prototype, 'source'),
    ];
    const listener = (event: Event): void =>
      safely(() => {
        const told = data(event);
        const at: number = typeof told === 'string' ? apply(indexOf, told, ['{']) : -1;
        const one: Given | undefined = at > 0 ? apply(lookUp, byToken, [apply(slice, told, [0, at])]) : undefined;
        if (!one || contentWindow(one.frame) !== source(event)) return;
        apply(stopImmediatePropagation, event, []);
        hear(apply(slice, told, [at]));
      });
    addEventListener('message', listener, true);
  };

  /** The page reads what it wrote. */
  const showOwn = (): void => {
    const shown = (self: object, value: unknown): unknown => {
      if (typeof value !== 'string') return value;
      const one: Given | undefined = apply(getOf, given, [self]);
      return one && one.text === value ? one.own : value;
    };
    for (const [owner, name, key] of [
      [HTMLIFrameElement.prototype, 'srcdoc', 'get'],
      [Element.prototype, 'getAttribute', 'value'],
      [Element.prototype, 'getAttributeNS', 'value'],
    ] as const)
      wrap(owner, name, key, (method, self, args) => shown(self, apply(method, self, args)));
  };

  /**
   * A frame that shows something already gets a new document at once, as one entry of the history. Others get it when they
   * are inserted, with the sandbox that they have then.
   */
  const replaceText = (): void => {
    const isConnected = getter(Node.prototype, 'isConnected');
    const replaced = (frame: object, args: unknown[], index: number): unknown[] => {
      let result = args;
      safely(() => {
        const text = index < args.length ? args[index] : undefined;
        if (typeof text !== 'string' || localName(frame) !== 'iframe' || isConnected(frame) !== true) return;
        const given = textFor(frame as Element, text);
        result = index === 0 ? [given] : index === 1 ? [args[0], given] : [args[0], args[1], given];
      });
      return result;
    };
    const isSrcdoc = (name: unknown): boolean =>
      typeof name === 'string' && name.length === 6 && apply(toLowerCase, name, []) === 'srcdoc';
    wrap(HTMLIFrameElement.prototype, 'srcdoc', 'set', (method, self, args) =>
      apply(method, self, replaced(self, args, 0)),
    );
    wrap(Element.prototype, 'setAttribute', 'value', (method, self, args) =>
      apply(method, self, args.length > 0 && isSrcdoc(args[0]) ? replaced(self, args, 1) : args),
    );
    wrap(Element.prototype, 'setAttributeNS', 'value', (method, self, args) => {
      const isOwn = args.length > 1 && (args[0] === null || args[0] === '') && args[1] === 'srcdoc';
      return apply(method, self, isOwn ? replaced(self, args, 2) : args);
    });
  };

  hearFrames();
  watchFrames();
  showOwn();
  replaceText();
}
