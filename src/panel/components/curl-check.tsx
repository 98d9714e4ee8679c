import { curlPair } from '../../analyzer/fixes/curl.ts';
import type { AnalyzedTrace } from '../../analyzer/report.ts';
import { CodeBlock } from '../../ui/code-block.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Section } from './section.tsx';

/** The same request from a terminal, with the Origin header that makes servers answer for CORS. */
export function CurlCheck({ analyzed }: { readonly analyzed: AnalyzedTrace }) {
  if (!analyzed.judgement.usesCors) return null;
  const { preflight, actual } = curlPair(analyzed.trace, analyzed.judgement);
  const commands = preflight === null ? actual : `${preflight}\n\n${actual}`;
  return (
    <Section title="Check with curl" note="curl enforces nothing: read the headers of the answer" part="curl">
      <div class="code-with-copy">
        <CodeBlock code={commands} language="shell" label="curl commands" />
        <CopyButton text={commands} label="Copy" action="copy-curl" />
      </div>
    </Section>
  );
}
