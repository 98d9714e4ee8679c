import { printableAscii } from './printable-ascii.ts';

/** A single-quoted PHP string, in which nothing is interpolated. Throws a RangeError unless `value` is printable ASCII. */
function phpString(value: string): string {
  return `'${printableAscii(value).replaceAll(/['\\]/g, '\\$&')}'`;
}

/** A PHP array of strings: on one line while it fits into `width` columns, else one entry a line. */
export function phpArray(values: readonly string[], indent = '', width = 90): string {
  const literals = values.map(phpString);
  const oneLine = `[${literals.join(', ')}]`;
  if (oneLine.length <= width) return oneLine;
  return `[\n${literals.map((literal) => `${indent}    ${literal},\n`).join('')}${indent}]`;
}
