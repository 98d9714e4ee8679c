import type { ComponentChildren } from 'preact';
import type { Snippet } from '../../analyzer/fixes/stacks/stack.ts';
import { CodeBlock } from '../../ui/code-block.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { ProseText } from '../../ui/prose-text.tsx';

interface Props {
  readonly snippet: Snippet;
  /** Said at the end, beside how the change takes effect. */
  readonly children: ComponentChildren;
}

/** What to install, where to paste, what to paste, and what to know about it. */
export function FixSnippet({ snippet, children }: Props) {
  return (
    <>
      {snippet.install !== null && (
        <div class="card-install">
          <code data-part="install">{snippet.install}</code>
          <CopyButton text={snippet.install} label="Copy" action="copy-install" title="Copy the install command" />
        </div>
      )}
      <div class="card-place">
        <p data-part="placement">
          <b>{snippet.file}</b> <ProseText text={snippet.placement} />
        </p>
        <CopyButton text={snippet.code} label="Copy snippet" action="copy-snippet" kind="primary" />
      </div>
      <CodeBlock code={snippet.code} language={snippet.language} part="snippet" label={`Snippet for ${snippet.file}`} />
      {snippet.notes.length > 0 && (
        <ul class="card-notes" data-part="notes">
          {snippet.notes.map((note, index) => (
            <li key={index}>
              <ProseText text={note} />
            </li>
          ))}
        </ul>
      )}
      <div class="card-foot">
        <span data-part="restart">
          <ProseText text={snippet.restart} />
        </span>
        {children}
      </div>
    </>
  );
}
