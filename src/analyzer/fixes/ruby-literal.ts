import { printableAscii } from './printable-ascii.ts';

/** A single-quoted Ruby string, in which nothing is interpolated. Throws a RangeError unless `value` is printable ASCII. */
function rubyString(value: string): string {
  return `'${printableAscii(value).replaceAll(/['\\]/g, '\\$&')}'`;
}

/** A Ruby array of strings: on one line while it fits into `width` columns, else one entry a line. */
export function rubyArray(values: readonly string[], indent = '', width = 90): string {
  const literals = values.map(rubyString);
  const oneLine = `[${literals.join(', ')}]`;
  if (oneLine.length <= width) return oneLine;
  return `[\n${literals.map((literal) => `${indent}  ${literal},\n`).join('')}${indent}]`;
}
