import type { Prose } from '../rules/prose.ts';
import { visibleLine, visibleLines } from './visible-text.ts';

/**
 * Text for people as Markdown in which nothing from the wire is markup: it stands in code spans and code blocks only, each
 * fenced by more backticks than it contains.
 */
export function proseMarkdown(text: Prose): string {
  return text
    .map((segment) => {
      if (typeof segment === 'string') return plain(segment);
      return 'code' in segment ? codeSpan(segment.code) : `**${plain(segment.strong)}**`;
    })
    .join('');
}

/** Text with everything that Markdown or HTML could read as markup escaped. */
export function plain(text: string): string {
  return visibleLine(text).replaceAll(/[\\`*_{}[\]()<>#+!|~&@:]/g, (mark) =>
    mark === ':' ? '&#58;' : mark === '@' ? '&#64;' : `\\${mark}`,
  );
}

/** A code span of exactly this text; `(empty)` for none, which a span cannot show. */
export function codeSpan(value: string): string {
  const text = visibleLine(value);
  if (text.trim() === '') return '(empty)';
  const fence = '`'.repeat(longestRun(text) + 1);
  // One space at each end is not shown; it keeps a backtick there apart from the fence.
  const padding = text.startsWith('`') || text.endsWith('`') || (text.startsWith(' ') && text.endsWith(' ')) ? ' ' : '';
  return `${fence}${padding}${text}${padding}${fence}`;
}

/** A code block. `language` is ours, never from the wire. */
export function codeBlock(language: string, lines: string): string {
  const text = visibleLines(lines);
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}${language}\n${text}\n${fence}`;
}

function longestRun(text: string): number {
  let longest = 0;
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  return longest;
}
