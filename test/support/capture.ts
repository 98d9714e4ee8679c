import type { HeaderList } from '../../src/analyzer/fetch/header-list.ts';
import type { BeforeRequest, Observation, PageFacts } from '../../src/analyzer/trace/observation.ts';

export const PAGE = 'http://localhost:3000';
export const API = 'http://localhost:8000/items';

export type Begin = Partial<
  Pick<BeforeRequest, 'method' | 'type' | 'tabId' | 'frameId' | 'documentFrom' | 'documentLifecycle'>
> & {
  readonly initiatorOrigin?: string | null;
  readonly documentId?: string | null;
};

/**
 * Writes down browser events the way one would tell them: `capture.request('1', API).sends().receives(200)…`. The clock
 * moves on by `tick` milliseconds with each event; with 0 all of them happen in the same one, as they can in Firefox.
 */
export class Capture {
  readonly observations: Observation[] = [];
  at: number;
  readonly tick: number;

  constructor({ at = 1000, tick = 1 }: { at?: number; tick?: number } = {}) {
    this.at = at;
    this.tick = tick;
  }

  request(requestId: string, url: string, begin: Begin = {}): RequestEvents {
    return new RequestEvents(this, requestId, url).begins(begin);
  }

  /** An OPTIONS request that asks for permission. */
  preflight(requestId: string, url: string, method: string, headerNames = '', begin: Begin = {}): RequestEvents {
    const asked: HeaderList = [
      ['Access-Control-Request-Method', method],
      ...(headerNames === '' ? [] : ([['Access-Control-Request-Headers', headerNames]] as const)),
    ];
    return this.request(requestId, url, { ...begin, method: 'OPTIONS' }).sends(asked);
  }

  push(observation: Observation): void {
    this.observations.push(observation);
    this.at += this.tick;
  }
}

/** One request of a {@link Capture}; every call adds an event. */
export class RequestEvents {
  readonly #capture: Capture;
  readonly #requestId: string;
  #url: string;
  #begin: Begin = {};

  constructor(capture: Capture, requestId: string, url: string) {
    this.#capture = capture;
    this.#requestId = requestId;
    this.#url = url;
  }

  begins(begin: Begin = {}): this {
    this.#begin = begin;
    const { initiatorOrigin = PAGE, documentId = 'document-1', ...rest } = begin;
    this.#capture.push({
      kind: 'before-request',
      ...this.#common(),
      method: 'GET',
      type: 'xmlhttprequest',
      tabId: 1,
      frameId: 0,
      ...(initiatorOrigin === null ? {} : { initiatorOrigin }),
      ...(documentId === null ? {} : { documentId }),
      ...rest,
    });
    return this;
  }

  sends(headers: HeaderList = []): this {
    const requestHeaders: HeaderList = [['Origin', PAGE], ...headers];
    this.#capture.push({ kind: 'before-send-headers', ...this.#common(), requestHeaders });
    return this;
  }

  receives(status: number, responseHeaders: HeaderList = [], fromCache?: boolean): this {
    const cached = fromCache === undefined ? {} : { fromCache };
    this.#capture.push({ kind: 'headers-received', ...this.#common(), status, responseHeaders, ...cached });
    return this;
  }

  /** Leaves for another URL; the browser begins there with the next call of `begins`. */
  redirects(redirectUrl: string, status = 302, responseHeaders: HeaderList = [['Location', redirectUrl]]): this {
    const redirect = { redirectUrl, status, responseHeaders, fromCache: false };
    this.#capture.push({ kind: 'before-redirect', ...this.#common(), ...redirect });
    this.#url = redirectUrl;
    return this;
  }

  /** The browser follows the redirect. */
  arrives(change: Begin = {}): this {
    return this.begins({ ...this.#begin, ...change });
  }

  /** An event that still names the URL that was left. */
  at(url: string): this {
    this.#url = url;
    return this;
  }

  starts(status = 200, fromCache = false): this {
    this.#capture.push({ kind: 'response-started', ...this.#common(), status, fromCache });
    return this;
  }

  completes(status = 200, responseHeaders: HeaderList = [], fromCache = false): this {
    this.#capture.push({ kind: 'completed', ...this.#common(), status, responseHeaders, fromCache });
    return this;
  }

  fails(netError = 'net::ERR_FAILED'): this {
    this.#capture.push({ kind: 'error-occurred', ...this.#common(), netError, fromCache: false });
    return this;
  }

  /** What the page says about it. */
  reports(facts: PageFacts): this {
    this.#capture.push({ kind: 'page-report', ...this.#common(), ...facts });
    return this;
  }

  #common() {
    return { requestId: this.#requestId, at: this.#capture.at, url: this.#url };
  }
}
