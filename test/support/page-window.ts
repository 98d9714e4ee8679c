import { Window } from 'happy-dom';

/**
 * Stand-ins for what browsers implement natively and happy-dom does not, or not without a network. They check who they
 * are called on, like the real ones, and write down what reached them in `seen`.
 */
const NATIVES = `(() => {
  'use strict';
  const { URL } = globalThis;
  const seen = (globalThis.seen = []);
  globalThis.Request = class Request {
    #facts;
    constructor(url, init = {}) {
      const { method = 'GET', credentials = 'same-origin', mode = 'cors', redirect = 'follow' } = init;
      this.#facts = { url: new URL(url, document.baseURI).href, method, credentials, mode, redirect };
    }
    get url() { return this.#facts.url; }
    get method() { return this.#facts.method; }
    get credentials() { return this.#facts.credentials; }
    get mode() { return this.#facts.mode; }
    get redirect() { return this.#facts.redirect; }
  };
  globalThis.fetch = {
    fetch(input, init) {
      seen.push({ call: 'fetch', self: this, args: [...arguments] });
      if (arguments.length === 0) return Promise.reject(new TypeError('1 argument required'));
      return Promise.resolve('response');
    },
  }.fetch;
  globalThis.XMLHttpRequest = class XMLHttpRequest {
    #opened = false;
    #withCredentials = false;
    get withCredentials() { return this.#withCredentials; }
    set withCredentials(value) { this.#withCredentials = value; }
    open(method, url) {
      if (arguments.length < 2) throw new TypeError('2 arguments required');
      if (/\\s/.test(method)) throw new SyntaxError('not a method');
      this.#opened = true;
      seen.push({ call: 'open', self: this, args: [...arguments] });
    }
    send() {
      if (!this.#opened) throw new RangeError('not opened');
      this.#opened = false;
      seen.push({ call: 'send', self: this, args: [...arguments] });
    }
  };
  globalThis.EventSource = class EventSource {
    static CONNECTING = 0;
    #facts;
    constructor(url, init) {
      if (arguments.length === 0) throw new TypeError('1 argument required');
      const { withCredentials = false } = init ?? {};
      this.#facts = { url: new URL(url, document.baseURI).href, withCredentials };
    }
    get url() { return this.#facts.url; }
    get withCredentials() { return this.#facts.withCredentials; }
  };
  Navigator.prototype.sendBeacon = {
    sendBeacon(url, data) {
      seen.push({ call: 'sendBeacon', self: this, args: [...arguments] });
      return !String(url).includes('full');
    },
  }.sendBeacon;
})()`;

/** A page of its own, with its own built-ins. */
export interface PageWindow {
  /** Evaluates a script as the page would, and gives its value. */
  run<T = unknown>(script: string): T;
  close(): Promise<void>;
}

export function openPageWindow(html = ''): PageWindow {
  const window = new Window({
    url: 'http://localhost:3000/shop/index.html',
    settings: {
      enableJavaScriptEvaluation: true,
      suppressInsecureJavaScriptEnvironmentWarning: true,
      disableJavaScriptFileLoading: true,
      disableCSSFileLoading: true,
      handleDisabledFileLoadingAsSuccess: true,
    },
  });
  window.document.body.innerHTML = html;
  window.eval(NATIVES);
  return {
    run: <T>(script: string) => window.eval(script) as T,
    close: () => window.happyDOM.close(),
  };
}
