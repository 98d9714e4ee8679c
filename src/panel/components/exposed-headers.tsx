import { knownValue } from '../../analyzer/fetch/known.ts';
import { corsExposedHeaderNames, hiddenHeaderNames } from '../../analyzer/fetch/response-headers.ts';
import type { AnalyzedTrace } from '../../analyzer/report.ts';
import { lastHop } from '../../analyzer/trace/fetch-trace.ts';
import { Section } from './section.tsx';

/** Which response headers scripts of the page can read, and which the browser keeps from them. */
export function ExposedHeaders({ analyzed }: { readonly analyzed: AnalyzedTrace }) {
  const { judgement, trace } = analyzed;
  const headers = lastHop(trace).response?.headers;
  if (judgement.verdict !== 'allowed' || !judgement.usesCors || !headers) return null;
  const credentials = knownValue(judgement.credentials) ?? judgement.candidates[0]?.credentialsMode ?? 'same-origin';
  return (
    <Section title="Response headers that the page can read" part="exposed">
      <dl class="facts">
        <dt>readable</dt>
        <dd>
          <Names names={corsExposedHeaderNames(headers, credentials)} />
        </dd>
        <dt>hidden</dt>
        <dd>
          <Names names={hiddenHeaderNames(headers, credentials)} />
        </dd>
      </dl>
    </Section>
  );
}

function Names({ names }: { readonly names: readonly string[] }) {
  if (names.length === 0) return <span class="quiet">none</span>;
  return (
    <ul class="names">
      {names.map((name) => (
        <li key={name}>
          <code class="inline-code">{name}</code>
        </li>
      ))}
    </ul>
  );
}
