import { type CDPSession, CDPSessionEvent, type Page, type Protocol } from 'puppeteer';
import { waitFor } from './wait-for.ts';

/** What Chromium's protocol says about one request, its redirects included. */
export interface BrowserVerdict {
  /** URL of the first hop. */
  readonly url: string;
  /** `finished` also covers requests whose response was read by nobody. */
  state: 'pending' | 'finished' | 'failed';
  corsError: string | null;
  failedParameter: string;
  errorText: string | null;
}

export interface CorsWatch {
  /** The last request whose first URL contains `urlPart`, once it has ended. Preflights are left out. */
  verdictOf(urlPart: string): Promise<BrowserVerdict>;
}

/** Listens to the network events of `page` and of all its frames, those in other processes included. */
export async function watchCors(page: Page): Promise<CorsWatch> {
  const requests = new Map<string, BrowserVerdict>();
  const session = await page.createCDPSession();
  session.on(CDPSessionEvent.SessionAttached, (child) => {
    void listenTo(child, requests).then(() => child.send('Runtime.runIfWaitingForDebugger'));
  });
  await listenTo(session, requests);
  return {
    verdictOf: (urlPart) =>
      waitFor(() => {
        const last = [...requests.values()].findLast((request) => request.url.includes(urlPart));
        return last !== undefined && last.state !== 'pending' && last;
      }, `the browser's own verdict on ${urlPart}`),
  };
}

async function listenTo(session: CDPSession, requests: Map<string, BrowserVerdict>): Promise<void> {
  const key = (event: { requestId: string }) => `${session.id()} ${event.requestId}`;
  session.on('Network.requestWillBeSent', (event) => {
    if (event.initiator.type === 'preflight' || event.redirectResponse !== undefined) return;
    const { url } = event.request;
    requests.set(key(event), { url, state: 'pending', corsError: null, failedParameter: '', errorText: null });
  });
  session.on('Network.loadingFinished', (event) => {
    const request = requests.get(key(event));
    if (request !== undefined) request.state = 'finished';
  });
  session.on('Network.loadingFailed', (event) => {
    const request = requests.get(key(event));
    if (request !== undefined) Object.assign(request, { state: 'failed', ...failureOf(event) });
  });
  await session.send('Network.enable');
  await session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: true, flatten: true });
}

function failureOf(event: Protocol.Network.LoadingFailedEvent): Partial<BrowserVerdict> {
  const { corsErrorStatus: status, errorText } = event;
  return { corsError: status?.corsError ?? null, failedParameter: status?.failedParameter ?? '', errorText };
}
