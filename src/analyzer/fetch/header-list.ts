/** One header line as it was on the wire: order and repeats matter, the value is trimmed of outer SP and TAB. */
export type Header = readonly [name: string, value: string];

/** @see https://fetch.spec.whatwg.org/#concept-header-list */
export type HeaderList = readonly Header[];

/** Every line with this name (ASCII case-insensitive), in wire order, values trimmed. Empty lines count. */
export function headerLines(list: HeaderList, name: string): readonly string[] {
  const wanted = name.toLowerCase();
  const values: string[] = [];
  for (const header of list) if (isNamed(header[0], wanted)) values.push(trimHttpWhitespace(header[1]));
  return values;
}

/**
 * All values of a header joined with ", ", or `null` when no line has that name.
 *
 * @see https://fetch.spec.whatwg.org/#concept-header-list-get
 */
export function getHeader(list: HeaderList, name: string): string | null {
  const lines = headerLines(list, name);
  return lines.length === 0 ? null : lines.join(', ');
}

export function hasHeader(list: HeaderList, name: string): boolean {
  const wanted = name.toLowerCase();
  return list.some((header) => isNamed(header[0], wanted));
}

/** `wanted`: in lower case. The length is asked first, because it tells most names apart. */
function isNamed(name: string, wanted: string): boolean {
  return name.length === wanted.length && name.toLowerCase() === wanted;
}

/** Removes leading and trailing SP and TAB only. `String.prototype.trim` also strips NBSP, which browsers keep. */
export function trimHttpWhitespace(value: string): string {
  let start = 0;
  let end = value.length;
  while (start < end && isSpOrTab(value.charCodeAt(start))) start += 1;
  while (end > start && isSpOrTab(value.charCodeAt(end - 1))) end -= 1;
  return value.slice(start, end);
}

function isSpOrTab(code: number): boolean {
  return code === 0x20 || code === 0x09;
}
