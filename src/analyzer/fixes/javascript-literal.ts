/** A single-quoted JavaScript string literal that evaluates to exactly `value`, in printable ASCII on one line. */
export function javascriptString(value: string): string {
  let body = '';
  for (let index = 0; index < value.length; index += 1) body += escaped(value.charCodeAt(index));
  return `'${body}'`;
}

/** A JavaScript array of strings: on one line while it fits into `width` columns, else one entry a line. */
export function javascriptArray(values: readonly string[], indent = '', width = 100): string {
  const literals = values.map(javascriptString);
  const oneLine = `[${literals.join(', ')}]`;
  if (oneLine.length <= width) return oneLine;
  return `[\n${literals.map((literal) => `${indent}  ${literal},\n`).join('')}${indent}]`;
}

/** `unit` is a UTF-16 code unit: surrogates are written one by one. */
function escaped(unit: number): string {
  const character = String.fromCharCode(unit);
  if (character === "'" || character === '\\') return `\\${character}`;
  if (unit >= 0x20 && unit <= 0x7e) return character;
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}
