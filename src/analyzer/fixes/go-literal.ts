import { printableAscii } from './printable-ascii.ts';

/** An interpreted Go string literal that evaluates to exactly `value`. Throws a RangeError unless it is printable ASCII. */
function goString(value: string): string {
  return `"${printableAscii(value).replaceAll(/["\\]/g, '\\$&')}"`;
}

/** A Go slice of strings: on one line while it fits into `width` columns, else one entry a line. */
export function goStrings(values: readonly string[], indent = '', width = 90): string {
  const literals = values.map(goString);
  const oneLine = `[]string{${literals.join(', ')}}`;
  if (oneLine.length <= width) return oneLine;
  return `[]string{\n${literals.map((literal) => `${indent}\t${literal},\n`).join('')}${indent}}`;
}

/** Fields of a composite literal, one a line, aligned as gofmt does while each value stands on one line. */
export function goFields(
  fields: readonly (readonly [name: string, value: string])[],
  indent: string,
): readonly string[] {
  const aligned = fields.every(([, value]) => !value.includes('\n'));
  const width = Math.max(...fields.map(([name]) => name.length)) + 1;
  return fields.map(([name, value]) => `${indent}${aligned ? `${name}:`.padEnd(width) : `${name}:`} ${value},`);
}
