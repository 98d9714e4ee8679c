/**
 * A double-quoted Python 3 string literal that evaluates to exactly `value`, in printable ASCII on one line. A lone
 * surrogate stays one.
 */
export function pythonString(value: string): string {
  let body = '';
  for (const character of value) body += escaped(character);
  return `"${body}"`;
}

/** A Python list of strings: on one line while it fits into `width` columns, else one entry a line. */
export function pythonList(values: readonly string[], indent = '', width = 100): string {
  const literals = values.map(pythonString);
  const oneLine = `[${literals.join(', ')}]`;
  if (oneLine.length <= width) return oneLine;
  return `[\n${literals.map((literal) => `${indent}    ${literal},\n`).join('')}${indent}]`;
}

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (character === '"' || character === '\\') return `\\${character}`;
  if (code >= 0x20 && code <= 0x7e) return character;
  if (code <= 0xff) return `\\x${hex(code, 2)}`;
  return code <= 0xffff ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0');
}
