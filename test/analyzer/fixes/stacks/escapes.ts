import type { Language } from '../../../../src/analyzer/fixes/stacks/stack.ts';

const DOUBLE = String.raw`"(?:\\.|[^"\\\n])*"`;
const SINGLE = String.raw`'(?:\\.|[^'\\\n])*'`;
const HASH = String.raw`#[^\n]*`;
const SLASHES = String.raw`//[^\n]*|/\*[\s\S]*?\*/`;

/** What a language takes as text: its string literals, then its comments. */
const TEXTS: Readonly<Record<Language, RegExp>> = {
  python: new RegExp([DOUBLE, SINGLE, HASH].join('|'), 'g'),
  javascript: new RegExp([DOUBLE, SINGLE, SLASHES].join('|'), 'g'),
  typescript: new RegExp([DOUBLE, SINGLE, SLASHES].join('|'), 'g'),
  go: new RegExp([DOUBLE, SLASHES].join('|'), 'g'),
  java: new RegExp([DOUBLE, SLASHES].join('|'), 'g'),
  ruby: new RegExp([DOUBLE, SINGLE, HASH].join('|'), 'g'),
  php: new RegExp([DOUBLE, SINGLE, SLASHES, HASH].join('|'), 'g'),
  nginx: new RegExp([DOUBLE, SINGLE, HASH].join('|'), 'g'),
  apache: new RegExp([DOUBLE, HASH].join('|'), 'g'),
  caddyfile: new RegExp([DOUBLE, HASH].join('|'), 'g'),
};

/**
 * The punctuation of a program outside of its string literals and comments: what the language itself acts on. A value that
 * escapes from its literal leaves a quote or an operator there. Commas do not count, for lists are of any length.
 */
export function punctuationOf(code: string, language: Language): string {
  return code.replace(TEXTS[language], '').replace(/[\w\s,-]/g, '');
}
