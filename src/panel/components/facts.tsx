import type { ComponentChildren } from 'preact';
import { cookieLine } from '../../analyzer/cookie-line.ts';
import { isKnown, type Known } from '../../analyzer/fetch/known.ts';
import type { AnalyzedTrace } from '../../analyzer/report.ts';
import type { ServerGuess } from '../../analyzer/server/server-guess.ts';
import { explainCredentials } from '../../analyzer/story.ts';
import { lastHop } from '../../analyzer/trace/fetch-trace.ts';
import { ProseText } from '../../ui/prose-text.tsx';
import { stackTitle } from '../../ui/stack-title.ts';
import { Section } from './section.tsx';

/** What is known about the request, and how it is known. */
export function Facts({ analyzed }: { readonly analyzed: AnalyzedTrace }) {
  const { judgement, trace, server } = analyzed;
  const cookies = cookieLine(analyzed);
  const pairing = trace.hops.some((hop) => hop.preflight?.pairing === 'inferred');
  return (
    <Section title="What is known" part="facts">
      <dl class="facts">
        {judgement.usesCors && (
          <Fact name="credentials">
            <span data-part="credentials">
              <ProseText text={explainCredentials(judgement)} />
            </span>
          </Fact>
        )}
        {cookies && (
          <Fact name="cookies">
            <span data-part="cookies">
              <ProseText text={cookies} />
            </span>
          </Fact>
        )}
        <Fact name="mode">
          <KnownFact fact={judgement.mode} />
        </Fact>
        <Fact name="requested as">
          <KnownFact
            fact={judgement.destination}
            shown={(value) => (value === 'empty' || value === '' ? 'fetch() or XMLHttpRequest' : value)}
          />
        </Fact>
        <Fact name="headers predict">{judgement.expected ?? 'nothing: they do not decide'}</Fact>
        <Fact name="the browser">
          {judgement.observed === null ? 'does not tell' : `${judgement.observed} it`}
          {trace.outcome.kind === 'error' && (
            <>
              {' '}
              and ended it with <code class="inline-code">{trace.outcome.netError}</code>
            </>
          )}
        </Fact>
        {trace.pageReport?.couldRead !== undefined && (
          <Fact name="the page">
            <span data-part="page-outcome" data-could-read={String(trace.pageReport.couldRead)}>
              {trace.pageReport.couldRead ? 'could read the response' : 'could not read the response'}, page-reported
            </span>
          </Fact>
        )}
        {trace.pageReport?.redirectMode !== undefined && (
          <Fact name="redirect mode">
            <code class="inline-code">{trace.pageReport.redirectMode}</code>, page-reported
          </Fact>
        )}
        {server.layers.map(({ stack, role, confidence, evidence }) => (
          <Fact key={stack} name={role === 'front' ? 'in front' : 'server'}>
            <span data-layer={stack}>
              {stackTitle(stack)}, {confidence}: {evidence.join('; ')}
            </span>
          </Fact>
        ))}
        {judgement.usesCors && (
          <Fact name="CORS middleware">
            <span data-middleware={server.middleware}>{MIDDLEWARE[server.middleware]}</span>
          </Fact>
        )}
        {lastHop(trace).response?.fromCache && <Fact name="cache">the answer came from the HTTP cache</Fact>}
        {trace.fromServiceWorker && (
          <Fact name="made by">a service worker: the page sees what the worker makes of the answer</Fact>
        )}
        {pairing && (
          <Fact name="preflight">
            inferred: several requests to this URL were in flight, and the order of events decided which one it belongs
            to
          </Fact>
        )}
      </dl>
    </Section>
  );
}

const MIDDLEWARE: Readonly<Record<ServerGuess['middleware'], string>> = {
  'ran-and-allowed': 'ran: every answer of this server names an origin that may read it',
  'ran-and-refused': 'ran and refused: it left its mark, and no origin',
  'never-ran': 'never ran: one for this framework would have left a mark',
  'somebody-else-answered': 'had no say: somebody in front of the application answered',
  'cannot-tell': 'cannot tell: the answers bear no mark that decides',
};

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

const UNKNOWN: Readonly<Record<Extract<Known<never>, { unknown: unknown }>['unknown'], string>> = {
  'not-exposed-by-browser': 'unknown: the browser does not tell extensions',
  'from-cache': 'unknown: the answer came from the cache',
  'worker-was-asleep': 'unknown: the event was not seen',
  'not-in-file': 'unknown: the imported file leaves cookies out',
  redacted: 'unknown: redacted',
  'not-sent': 'unknown: the request was not sent',
};

interface KnownProps {
  readonly fact: Known<string>;
  readonly shown?: (value: string) => string;
}

function KnownFact({ fact, shown = (value) => value }: KnownProps) {
  if (!isKnown(fact)) return <>{UNKNOWN[fact.unknown]}</>;
  const how = fact.source === 'observed' ? '' : fact.source === 'page' ? ', page-reported' : ', inferred';
  return (
    <>
      {shown(fact.value)}
      {how}
      {fact.because === undefined ? '' : `: ${fact.because}`}
    </>
  );
}
