import type { Language } from '../analyzer/fixes/stacks/stack.ts';

interface Props {
  readonly code: string;
  readonly language: Language | 'shell';
  /** Value of `data-part`: its text content is exactly `code`. */
  readonly part?: string;
  readonly label: string;
}

/** A comment, a quoted string on one line, or a word that both snippet languages reserve. */
const NOTABLE =
  /(#[^\n]*|\/\/[^\n]*)|("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)|\b(import|from|const|let|function|return|require|await|async|if|else|for|in|not|def|class|True|False|None|true|false|null|new)\b/g;

/**
 * Code with comments, strings and reserved words told apart by one expression. Wrong guesses only cost a colour: the
 * text is always the code, byte for byte.
 */
export function CodeBlock({ code, language, part, label }: Props) {
  const pieces = language === 'shell' ? [code] : highlighted(code);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard.
    <section class="code-block" tabIndex={0} aria-label={label}>
      <pre>
        <code data-part={part} data-language={language}>
          {pieces}
        </code>
      </pre>
    </section>
  );
}

function highlighted(code: string) {
  const pieces = [];
  let end = 0;
  for (const match of code.matchAll(NOTABLE)) {
    if (match.index > end) pieces.push(code.slice(end, match.index));
    const kind = match[1] !== undefined ? 'comment' : match[2] !== undefined ? 'string' : 'keyword';
    pieces.push(<span class={`code-${kind}`}>{match[0]}</span>);
    end = match.index + match[0].length;
  }
  pieces.push(code.slice(end));
  return pieces;
}
