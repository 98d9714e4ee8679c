import type { ComponentChildren } from 'preact';
import { isKnown, type Known } from '../../analyzer/fetch/known.ts';
import type { AnalyzedTrace } from '../../analyzer/report.ts';
import { explainCredentials } from '../../analyzer/story.ts';
import { lastHop } from '../../analyzer/trace/fetch-trace.ts';
import { ProseText } from '../../ui/prose-text.tsx';
import { stackTitle } from '../../ui/stack-title.ts';
import { Section } from './section.tsx';

/** What is known about the request, and how it is known. */
export function Facts({ analyzed }: { readonly analyzed: AnalyzedTrace }) {
  const { judgement, trace, server } = analyzed;
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
        {server.stack !== null && (
          <Fact name="server">
            {stackTitle(server.stack)}, {server.confidence}: {server.evidence.join('; ')}
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
