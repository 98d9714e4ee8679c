import type { FirefoxSession } from '../support/firefox.ts';
import { waitFor } from '../support/wait-for.ts';
import { keyOfUrl } from './case.ts';

/** What Firefox itself did and said about the requests of one case, in its own order. */
export type TruthEvent =
  /**
   * A request began: no preflight, and not the continuation of a redirect. `byDocument`: of a page, or of a worker that is
   * part of one; a service worker is part of none.
   */
  | { readonly kind: 'began'; readonly byDocument: boolean }
  /** A service worker took on a request of a page, and did not bring it to an answer that the page may have. */
  | { readonly kind: 'let-down' }
  /** A CORS message in the console; `category` is without the number at its end, `text` what people read there. */
  | { readonly kind: 'message'; readonly category: string; readonly text: string };

export interface FirefoxTruth {
  /**
   * Everything since the last call, by case. Nothing is on its way any more: what a page learnt before this call was
   * written to the console before it.
   */
  take(): Promise<ReadonlyMap<string, TruthEvent[]>>;
  /** The request that the last call of `take` made, after all others: what an extension is told of it comes last too. */
  lastFence(): string;
}

/** Watches the network and the console inside the browser. `fenceUrl` is any URL that answers without CORS headers. */
export async function listenForTruth(firefox: FirefoxSession, fenceUrl: string): Promise<FirefoxTruth> {
  await firefox.inBrowser(WATCH);
  let fences = 0;
  const fenceOf = (count: number) => `${fenceUrl}?fence=${count}`;
  const seen: Seen[] = [];
  return {
    take: async () => {
      fences += 1;
      const fence = fenceOf(fences);
      await firefox.inPage('return fetch(arguments[0]).catch(() => undefined).then(() => null)', fence);
      await waitFor(async () => {
        seen.push(...(await firefox.inBrowser<Seen[]>('return window.oracleEvents.splice(0)')));
        return seen.some(([kind, url]) => kind === 'message' && url === fence);
      }, 'Firefox to write the last message of the console');
      return byCase(seen.splice(0));
    },
    lastFence: () => fenceOf(fences),
  };
}

type Seen = readonly [kind: string, url: string, category: string, text: string];

/** `NS_ERROR_INTERCEPTION_FAILED`, for which scripts have no name. */
const INTERCEPTION_FAILED = 0x804b0064;

/** The console keeps its last 250 messages only, and tells its listeners about all. */
const WATCH = `
  const events = (window.oracleEvents = []);
  window.oracleObserver = {
    observe(subject, topic) {
      const channel = subject.QueryInterface(Ci.nsIHttpChannel);
      if (topic === 'http-on-stop-request') {
        if (channel.status === ${INTERCEPTION_FAILED}) events.push(['let-down', channel.URI.spec, '', '']);
        return;
      }
      let preflight = false;
      try {
        preflight = channel.getRequestHeader('Access-Control-Request-Method') !== '';
      } catch {}
      if (!preflight && channel.loadInfo.redirectChain.length === 0) {
        events.push(['began', channel.URI.spec, channel.loadInfo.innerWindowID === 0 ? '' : 'document', '']);
      }
    },
  };
  Services.obs.addObserver(window.oracleObserver, 'http-on-opening-request');
  Services.obs.addObserver(window.oracleObserver, 'http-on-stop-request');
  window.oracleListener = {
    observe(message) {
      if (!(message instanceof Ci.nsIScriptError) || !message.category.startsWith('CORS')) return;
      // The one message that warns and blocks nothing.
      if (message.category === 'CORSAllowHeaderFromPreflightDeprecation') return;
      const url = /\\bat \\u2018?(.*?)\\u2019?\\. \\(/.exec(message.errorMessage);
      events.push(['message', url ? url[1] : '', message.category, message.errorMessage]);
    },
  };
  Services.console.registerListener(window.oracleListener);`;

function byCase(events: readonly Seen[]): ReadonlyMap<string, TruthEvent[]> {
  const cases = new Map<string, TruthEvent[]>();
  for (const [kind, url, category, text] of events) {
    const key = keyOfUrl(url);
    if (key === undefined) continue;
    const known = cases.get(key) ?? [];
    known.push(eventOf(kind, category, text));
    cases.set(key, known);
  }
  return cases;
}

function eventOf(kind: string, category: string, text: string): TruthEvent {
  if (kind === 'began') return { kind, byDocument: category === 'document' };
  if (kind === 'let-down') return { kind };
  return { kind: 'message', category: category.replace(/\d+$/, ''), text };
}
