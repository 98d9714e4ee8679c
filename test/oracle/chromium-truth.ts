import { type CDPSession, CDPSessionEvent, type Page, type Protocol } from 'puppeteer';
import { keyOfUrl } from './case.ts';
import { NO_TRUTH, type Truth } from './grade.ts';

type WritableTruth = { -readonly [K in keyof Truth]: Truth[K] };

export interface TruthLog {
  /** Requests of a case, oldest first; preflights are left out. */
  requestsOf(key: string): readonly Truth[];
  /** Errors told as issues, for requests that were refused before they reached the network. */
  issuesOf(key: string): readonly Truth[];
  forget(key: string): void;
}

/** Listens to the page, its frames in other processes and its workers, from their beginning on. */
export async function listenForTruth(page: Page): Promise<TruthLog> {
  return truthFrom(await page.createCDPSession(), true);
}

/** Listens to the page alone, or to a service worker, which must be running. */
export async function listenForTruthIn(target: { createCDPSession(): Promise<CDPSession> }): Promise<TruthLog> {
  return truthFrom(await target.createCDPSession(), false);
}

async function truthFrom(session: CDPSession, withChildren: boolean): Promise<TruthLog> {
  const log = new Map<string, { requests: WritableTruth[]; issues: Truth[] }>();
  const entry = (key: string) => {
    const known = log.get(key) ?? { requests: [], issues: [] };
    log.set(key, known);
    return known;
  };
  await listenTo(session, entry, withChildren);
  return {
    requestsOf: (key) => log.get(key)?.requests ?? [],
    issuesOf: (key) => log.get(key)?.issues ?? [],
    forget: (key) => log.delete(key),
  };
}

type EntryOf = (key: string) => { readonly requests: WritableTruth[]; readonly issues: Truth[] };

async function listenTo(session: CDPSession, entry: EntryOf, withChildren: boolean): Promise<void> {
  session.on(CDPSessionEvent.SessionAttached, (child) => {
    void listenTo(child, entry, true).then(() => child.send('Runtime.runIfWaitingForDebugger'));
  });
  const requests = new Map<string, WritableTruth>();
  session.on('Network.requestWillBeSent', (event) => {
    const key = keyOfUrl(event.request.url);
    // A redirect goes on under the same id, whether the browser follows it or not.
    if (key === undefined || event.initiator.type === 'preflight' || requests.has(event.requestId)) return;
    const truth: WritableTruth = { ...NO_TRUTH, ended: 'pending' };
    requests.set(event.requestId, truth);
    entry(key).requests.push(truth);
  });
  session.on('Network.responseReceived', ({ requestId }) => {
    const truth = requests.get(requestId);
    if (truth?.ended === 'pending') truth.responded = true;
  });
  session.on('Network.loadingFinished', ({ requestId }) => {
    const truth = requests.get(requestId);
    if (truth?.ended === 'pending') truth.ended = 'finished';
  });
  session.on('Network.loadingFailed', (event) => {
    const truth = requests.get(event.requestId);
    if (truth?.ended === 'pending') Object.assign(truth, failureOf(event));
  });
  session.on('Audits.issueAdded', ({ issue }) => {
    const details = issue.details.corsIssueDetails;
    const key = details && keyOfUrl(details.request.url);
    if (details === undefined || key === undefined || details.isWarning) return;
    const { corsError, failedParameter } = details.corsErrorStatus;
    entry(key).issues.push({ ...NO_TRUTH, corsError, failedParameter });
  });
  await session.send('Network.enable');
  await session.send('Audits.enable').catch(() => undefined);
  if (!withChildren) return;
  await session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: true, flatten: true });
}

function failureOf(event: Protocol.Network.LoadingFailedEvent): Partial<Truth> {
  const { corsErrorStatus: status, errorText, blockedReason = null } = event;
  const { corsError = null, failedParameter = '' } = status ?? {};
  return { ended: 'failed', corsError, failedParameter, errorText, blockedReason };
}
