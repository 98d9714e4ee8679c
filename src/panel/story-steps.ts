import { isSameOrigin } from '../analyzer/fetch/origin.ts';
import type { AnalyzedTrace } from '../analyzer/report.ts';
import { code, type Prose, prose, strong } from '../analyzer/rules/prose.ts';
import { explainPreflight } from '../analyzer/story.ts';
import type { Exchange, Hop } from '../analyzer/trace/fetch-trace.ts';
import { type HeaderRow, headerRows, type Side, tellingRows } from './header-rows.ts';

/** Between whom a step happens: page and browser, browser and server in both directions, or inside the browser. */
export type Between = 'page-browser' | 'browser-server' | 'server-browser' | 'browser' | 'browser-page';

/** `stop`: the fetch ended here; `ok`: it went on; `plain`: a statement of fact. */
type Tone = 'plain' | 'ok' | 'stop' | 'unknown';

export interface StoryStep {
  readonly between: Between;
  readonly tone: Tone;
  readonly text: Prose;
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
    if (stopped || neverSent(hop))
      steps.push(step('browser', stopped ? 'stop' : 'plain', prose`${code(hop.method)} was never sent`));
    else steps.push(...actualSteps(analyzed, hop, index));
  }
  steps.push(delivered(analyzed));
  return steps;
}

function asked({ trace }: AnalyzedTrace): StoryStep {
  const hop = trace.hops[0] as Hop;
  const who = trace.fromServiceWorker ? 'A service worker of' : 'The page at';
  const origin = trace.initiatorOrigin === undefined ? prose`a page of unknown origin` : code(trace.initiatorOrigin);
  return step('page-browser', 'plain', prose`${who} ${origin} asked for ${code(`${hop.method} ${pathOf(hop.url)}`)}`);
}

function preflightSteps(analyzed: AnalyzedTrace, hop: Hop, index: number): readonly StoryStep[] {
  const why = explainPreflight(analyzed, index);
  const { preflight } = hop;
  if (!preflight) return analyzed.judgement.usesCors ? [step('browser', 'plain', why)] : [];
  const at = { phase: 'preflight', hop: index } as const;
  const rows = (side: Side) => telling(analyzed, preflight, at, side);
  const sent = step(
    'browser-server',
    'plain',
    prose`${why} ${code(`OPTIONS ${targetOf(analyzed, index)}`)}`,
    rows('request'),
  );
  if (!preflight.response) {
    const error = preflight.netError === undefined ? [] : prose`: ${code(preflight.netError)}`;
    return [sent, step('server-browser', 'unknown', prose`No answer to the preflight was seen${error}`)];
  }
  const stopped = stoppedAt(analyzed, index, 'preflight');
  const answer = prose`Preflight answered ${strong(String(preflight.response.status))}`;
  return [sent, step('server-browser', stopped ? 'stop' : 'ok', answer, rows('response'))];
}

function actualSteps(analyzed: AnalyzedTrace, hop: Hop, index: number): readonly StoryStep[] {
  const at = { phase: 'actual', hop: index } as const;
  const sent = step(
    'browser-server',
    'plain',
    prose`${code(`${hop.method} ${targetOf(analyzed, index)}`)} was sent`,
    telling(analyzed, hop, at, 'request'),
  );
  if (hop.redirect?.byExtension) {
    return [sent, step('browser', 'plain', prose`An extension redirected it to ${code(hop.redirect.to)}`)];
  }
  if (!hop.response) return [sent];
  const stopped = stoppedAt(analyzed, index, 'actual') || stoppedAt(analyzed, index, 'redirect');
  const cached = hop.response.fromCache ? ' from the HTTP cache' : '';
  const to = hop.redirect ? prose` and redirected to ${code(hop.redirect.to)}` : [];
  const text = prose`Answered ${strong(String(hop.response.status))}${cached}${to}`;
  return [sent, step('server-browser', stopped ? 'stop' : 'ok', text, telling(analyzed, hop, at, 'response'))];
}

function telling(
  analyzed: AnalyzedTrace,
  exchange: Exchange,
  at: { readonly phase: 'preflight' | 'actual'; readonly hop: number },
  side: Side,
): readonly HeaderRow[] {
  const headers = side === 'request' ? exchange.requestHeaders : exchange.response?.headers;
  return headers ? tellingRows(headerRows(analyzed, { ...at, side }, headers)) : [];
}

function delivered({ trace, judgement }: AnalyzedTrace): StoryStep {
  const status = trace.hops.at(-1)?.response?.status;
  const { outcome } = trace;
  const reader = trace.fromServiceWorker ? 'The service worker' : 'The page';
  switch (judgement.verdict) {
    case 'allowed':
      return step(
        'browser-page',
        'ok',
        prose`${reader} can read the response${status === undefined ? '' : `, status ${status}`}`,
      );
    case 'blocked': {
      const error = outcome.kind === 'error' ? prose` The browser ended it with ${code(outcome.netError)}.` : [];
      return step('browser-page', 'stop', prose`${reader} gets an error without a status or a body.${error}`);
    }
    case 'opaque':
      return step('browser-page', 'ok', prose`${reader} gets an opaque response: status 0 and no readable body`);
    case 'not-cors':
      return step('browser-page', 'plain', prose`CORS decides nothing here`);
    case 'undetermined':
      return outcome.kind === 'pending'
        ? step('browser-page', 'unknown', prose`Still waiting`)
        : step('browser-page', 'unknown', prose`What ${reader.replace('The', 'the')} got cannot be told`);
  }
}

function stoppedAt({ judgement }: AnalyzedTrace, hop: number, phase: 'preflight' | 'redirect' | 'actual'): boolean {
  return judgement.failure?.hop === hop && judgement.failure.phase === phase;
}

function neverSent(hop: Hop): boolean {
  return hop.preflight !== undefined && hop.response === undefined && hop.requestHeaders === undefined;
}

function step(between: Between, tone: Tone, text: Prose, headers: readonly HeaderRow[] = []): StoryStep {
  return { between, tone, text, headers };
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
