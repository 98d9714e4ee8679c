/**
 * Characters that would act instead of being read, in a terminal or in a rendered page: control characters (escape
 * sequences begin with one), line and paragraph separators, what turns the direction of text or takes no room, and halves
 * of characters.
 */
const ACTING = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** One line in which every such character, and every line break, stands as its number: `\u{1b}`. */
export function visibleLine(text: string): string {
  return text.replaceAll(ACTING, escaped);
}

/** The same with line breaks and tabs left as they are. */
export function visibleLines(text: string): string {
  return text.replaceAll(ACTING, (character) =>
    character === '\n' || character === '\t' ? character : escaped(character),
  );
}

function escaped(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
