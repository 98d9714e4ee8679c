import { printableAscii } from './printable-ascii.ts';

/**
 * A Java string literal that evaluates to exactly `value`. Throws a RangeError unless it is printable ASCII. A backslash
 * is doubled, so that no `\u` in the value is taken for a Unicode escape, which Java would replace before it reads strings.
 */
function javaString(value: string): string {
  return `"${printableAscii(value).replaceAll(/["\\]/g, '\\$&')}"`;
}

/** `List.of(…)` of strings: on one line while it fits into `width` columns, else one entry a line. */
export function javaList(values: readonly string[], indent = '', width = 90): string {
  const literals = values.map(javaString);
  const oneLine = `List.of(${literals.join(', ')})`;
  if (oneLine.length <= width) return oneLine;
  return `List.of(\n${literals.map((literal) => `${indent}    ${literal}`).join(',\n')})`;
}
