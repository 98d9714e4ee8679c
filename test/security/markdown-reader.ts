/** What a reader of Markdown takes for text or markup: everything but code blocks, code spans and escaped characters. */
export interface OutsideOfCode {
  readonly text: string;
  /** Whether the document ends outside of a code block. */
  readonly isClosed: boolean;
}

/**
 * Leaves out what CommonMark calls fenced code blocks, code spans and backslash escapes. Knows nothing of the program that
 * wrote the document.
 *
 * @see https://spec.commonmark.org/0.31.2/
 */
export function textOutsideOfCode(markdown: string): OutsideOfCode {
  const outside: string[] = [];
  let fence: string | undefined;
  for (const line of markdown.split(/\r\n|[\r\n]/)) {
    const run = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(line);
    if (fence !== undefined) {
      if (run && run[1]?.[0] === fence[0] && (run[1]?.length ?? 0) >= fence.length && run[2]?.trim() === '')
        fence = undefined;
    } else if (run && !(run[1]?.startsWith('`') && run[2]?.includes('`'))) fence = run[1];
    else outside.push(line);
  }
  const paragraphs = outside.join('\n').split(/\n{2,}/);
  return { text: paragraphs.map(withoutSpans).join('\n\n'), isClosed: fence === undefined };
}

function withoutSpans(paragraph: string): string {
  let rest = paragraph;
  let text = '';
  for (;;) {
    const special = /\\[!-/:-@[-`{-~]|`+/.exec(rest);
    if (!special) return text + rest;
    text += rest.slice(0, special.index);
    rest = rest.slice(special.index + special[0].length);
    if (special[0].startsWith('\\')) continue;
    const end = endOfRun(rest, special[0].length);
    if (end === undefined) text += special[0];
    else rest = rest.slice(end);
  }
}

/** Where the next run of exactly this many backticks ends. */
function endOfRun(text: string, length: number): number | undefined {
  for (const run of text.matchAll(/`+/g)) if (run[0].length === length) return run.index + length;
  return undefined;
}
