import { isSameOrigin, serializedOriginOf } from '../analyzer/fetch/origin.ts';
import type { AnalyzedTrace } from '../analyzer/report.ts';
import { code, type Prose, prose, strong } from '../analyzer/rules/prose.ts';
import { explainPreflight } from '../analyzer/story.ts';
import type { Exchange, Hop } from '../analyzer/trace/fetch-trace.ts';
import { type HeaderRow, headerRows, type Side, tellingRows } from './header-rows.ts';
import type { ExchangeSide } from './linked-lines.ts';

/** Between whom a step happens: page and browser, browser and server in both directions, or inside the browser. */
export type Between = 'page-browser' | 'browser-server' | 'server-browser' | 'browser' | 'browser-page';

/** `stop`: the fetch ended here; `ok`: it went on; `plain`: a statement of fact; `unknown`: nothing was seen. */
export type Tone = 'plain' | 'ok' | 'stop' | 'unknown';

export interface StoryStep {
  readonly between: Between;
  readonly tone: Tone;
  readonly text: Prose;
  /** In a word or two, for the diagram; null: not drawn. */
  readonly label: string | null;
  /** Origin of the server that took part; null: none did. */
  readonly server: string | null;
  /** Whose headers the step is about. */
  readonly exchange: ExchangeSide | null;
  readonly headers: readonly HeaderRow[];
}

/** One fetch as a sequence of what was asked, sent, answered and delivered, as far as it was seen. */
export function storySteps(analyzed: AnalyzedTrace): readonly StoryStep[] {
  const { trace } = analyzed;
  const steps: StoryStep[] = [asked(analyzed)];
  for (const index of trace.hops.keys()) {
    const hop = trace.hops[index] as Hop;
    steps.push(...preflightSteps(analyzed, hop, index));
    const stopped = stoppedAt(analyzed, index, 'preflight');
    if (stopped || neverSent(hop)) steps.push(heldBack(hop, stopped));
    else steps.push(...actualSteps(analyzed, hop, index));
  }
  steps.push(delivered(analyzed));
  return steps;
}

function asked({ trace }: AnalyzedTrace): StoryStep {
  const hop = trace.hops[0] as Hop;
  const who = trace.fromServiceWorker ? 'A service worker of' : 'The page at';
  const origin = trace.initiatorOrigin === undefined ? prose`a page of unknown origin` : code(trace.initiatorOrigin);
  const request = `${hop.method} ${pathOf(hop.url)}`;
  return step('page-browser', 'plain', prose`${who} ${origin} asked for ${code(request)}`, { label: request });
}

function heldBack({ method }: Hop, stopped: boolean): StoryStep {
  const label = `${method} never sent`;
  return step('browser', stopped ? 'stop' : 'plain', prose`${code(method)} was never sent`, { label });
}

function preflightSteps(analyzed: AnalyzedTrace, hop: Hop, index: number): readonly StoryStep[] {
  const why = explainPreflight(analyzed, index);
  const { preflight } = hop;
  if (!preflight) return analyzed.judgement.usesCors ? [step('browser', 'plain', why)] : [];
  const about = (side: Side) => aboutExchange(analyzed, preflight, { hop: index, phase: 'preflight', side });
  const request = `OPTIONS ${targetOf(analyzed, index)}`;
  const sent = step('browser-server', 'plain', prose`${why} ${code(request)}`, {
    ...about('request'),
    label: `OPTIONS ${pathOf(hop.url)}`,
  });
  if (!preflight.response) {
    const { netError } = preflight;
    const error = netError === undefined ? [] : prose`: ${code(netError)}`;
    const text = prose`No answer to the preflight was seen${error}`;
    return [sent, step('server-browser', 'unknown', text, { ...about('response'), label: netError ?? 'no answer' })];
  }
  const status = String(preflight.response.status);
  const tone = stoppedAt(analyzed, index, 'preflight') ? 'stop' : 'ok';
  const answer = prose`Preflight answered ${strong(status)}`;
  return [sent, step('server-browser', tone, answer, { ...about('response'), label: status })];
}

function actualSteps(analyzed: AnalyzedTrace, hop: Hop, index: number): readonly StoryStep[] {
  if (heldInside(analyzed, hop)) return [keptInside(hop)];
  const about = (side: Side) => aboutExchange(analyzed, hop, { hop: index, phase: 'actual', side });
  const lost = !hop.response && analyzed.judgement.verdict === 'blocked' && !hop.redirect;
  const request = code(`${hop.method} ${targetOf(analyzed, index)}`);
  const text = lost ? prose`The browser tried ${request}, and no answer arrived` : prose`${request} was sent`;
  const sent = step('browser-server', lost ? 'stop' : 'plain', text, {
    ...about('request'),
    label: `${hop.method} ${pathOf(hop.url)}`,
  });
  if (hop.redirect?.byExtension) {
    const moved = prose`An extension redirected it to ${code(hop.redirect.to)}`;
    return [sent, step('browser', 'plain', moved, { label: 'redirected by an extension' })];
  }
  if (!hop.response) return [sent];
  return [sent, answered(analyzed, hop, index, about('response'))];
}

function answered(analyzed: AnalyzedTrace, hop: Hop, index: number, about: Partial<StoryStep>): StoryStep {
  const { status = 0, fromCache = false } = hop.response ?? {};
  const stopped = stoppedAt(analyzed, index, 'actual') || stoppedAt(analyzed, index, 'redirect');
  const refused = analyzed.judgement.blockedBy === 'policy' && index === analyzed.trace.hops.length - 1;
  const cached = fromCache ? ' from the HTTP cache' : '';
  const to = hop.redirect ? prose` and redirected to ${code(hop.redirect.to)}` : [];
  const text = prose`Answered ${strong(String(status))}${cached}${to}`;
  const label = `${status}${hop.redirect ? ' redirect' : ''}${fromCache ? ' from cache' : ''}`;
  return step('server-browser', stopped || refused ? 'stop' : 'ok', text, { ...about, label });
}

/** Something in the browser refused to send it: nothing was on the wire. */
function heldInside({ judgement: { blockedBy } }: AnalyzedTrace, { response, redirect }: Hop): boolean {
  return !response && !redirect && (blockedBy === 'client' || blockedBy === 'local-network-access');
}

function keptInside({ method }: Hop): StoryStep {
  return step('browser', 'stop', prose`${code(method)} was stopped inside the browser`, { label: `${method} stopped` });
}

function aboutExchange(analyzed: AnalyzedTrace, exchange: Exchange, at: ExchangeSide): Partial<StoryStep> {
  const headers = at.side === 'request' ? exchange.requestHeaders : exchange.response?.headers;
  return {
    exchange: at,
    server: serializedOriginOf(exchange.url),
    headers: headers ? tellingRows(headerRows(analyzed, at, headers)) : [],
  };
}

function delivered({ trace, judgement }: AnalyzedTrace): StoryStep {
  const status = trace.hops.at(-1)?.response?.status;
  const { outcome } = trace;
  const reader = trace.fromServiceWorker ? 'The service worker' : 'The page';
  const end = (tone: Tone, label: string, text: Prose) => step('browser-page', tone, text, { label });
  switch (judgement.verdict) {
    case 'allowed': {
      const said = status === undefined ? '' : `, status ${status}`;
      return end('ok', 'readable response', prose`${reader} can read the response${said}`);
    }
    case 'blocked': {
      const error = outcome.kind === 'error' ? prose` The browser ended it with ${code(outcome.netError)}.` : [];
      return end('stop', 'error', prose`${reader} gets an error without a status or a body.${error}`);
    }
    case 'opaque':
      return end('ok', 'opaque response', prose`${reader} gets an opaque response: status 0 and no readable body`);
    case 'not-cors':
      return end('plain', 'CORS has no say', prose`CORS decides nothing here`);
    case 'undetermined':
      return outcome.kind === 'pending'
        ? end('unknown', 'waiting', prose`Still waiting`)
        : end('unknown', 'cannot be told', prose`What ${reader.replace('The', 'the')} got cannot be told`);
  }
}

function stoppedAt({ judgement }: AnalyzedTrace, hop: number, phase: 'preflight' | 'redirect' | 'actual'): boolean {
  return judgement.failure?.hop === hop && judgement.failure.phase === phase;
}

function neverSent(hop: Hop): boolean {
  return hop.preflight !== undefined && hop.response === undefined && hop.requestHeaders === undefined;
}

function step(between: Between, tone: Tone, text: Prose, more: Partial<StoryStep> = {}): StoryStep {
  return { between, tone, text, label: null, server: null, exchange: null, headers: [], ...more };
}

/** What a hop asked for: the whole URL where a redirect led to another server. */
function targetOf({ trace }: AnalyzedTrace, index: number): string {
  const url = trace.hops[index]?.url ?? '';
  const first = trace.hops[0]?.url ?? '';
  return isSameOrigin(url, first) ? pathOf(url) : url;
}

/** Path and query: the server is named in the heading already. */
function pathOf(url: string): string {
  const match = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*(.*)$/i.exec(url);
  return match?.[1] === undefined || match[1] === '' ? '/' : match[1];
}
