import { curlCommands } from '../../analyzer/fixes/curl.ts';
import { POWER_SHELL } from '../../analyzer/fixes/power-shell.ts';
import { POSIX_SHELL } from '../../analyzer/fixes/shell.ts';
import type { AnalyzedTrace } from '../../analyzer/report.ts';
import { CodeBlock } from '../../ui/code-block.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Section } from './section.tsx';

/** The same request from a terminal, with the Origin header that makes servers answer for CORS: as this system's shell reads it. */
export function CurlCheck({ analyzed: { trace, judgement } }: { readonly analyzed: AnalyzedTrace }) {
  if (!judgement.usesCors) return null;
  const sh = curlCommands(trace, judgement, POSIX_SHELL);
  const powerShell = curlCommands(trace, judgement, POWER_SHELL);
  const onWindows = /^win/i.test(navigator.platform);
  return (
    <Section title="Check with curl" note="curl enforces nothing: read the headers of the answer" part="curl">
      <div class="code-with-copy">
        <CodeBlock code={onWindows ? powerShell : sh} language="shell" label="curl commands" />
        <CopyButton text={sh} label={onWindows ? 'Copy for sh' : 'Copy'} action="copy-curl" />
        <CopyButton
          text={powerShell}
          label={onWindows ? 'Copy' : 'Copy for PowerShell'}
          action="copy-curl-powershell"
        />
      </div>
    </Section>
  );
}
