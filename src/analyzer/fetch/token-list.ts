import { getHeader, type HeaderList, trimHttpWhitespace } from './header-list.ts';

/**
 * The items of a comma-separated list of tokens over all lines of a header: `null` when no line has the name, `'failure'`
 * when any item is not a token. Empty items are skipped, so `"a,, b"` has two and `""` has none.
 *
 * One pass over the value: linear in its length whatever a server sends.
 *
 * @see https://fetch.spec.whatwg.org/#extract-header-list-values
 */
export function extractTokenList(headers: HeaderList, name: string): readonly string[] | null | 'failure' {
  // 1. No such header.
  const value = getHeader(headers, name);
  if (value === null) return null;
  // 2. Any item that breaks the grammar spoils the whole header.
  const items = value.split(',').map(trimHttpWhitespace);
  const tokens = items.filter((item) => item !== '');
  if (!tokens.every(isToken)) return 'failure';
  // 3. The items in order, repeats kept.
  return tokens;
}

/** @see https://httpwg.org/specs/rfc9110.html#tokens */
export function isToken(text: string): boolean {
  if (text === '') return false;
  for (let i = 0; i < text.length; i += 1) if (!isTokenCode(text.charCodeAt(i))) return false;
  return true;
}

function isTokenCode(code: number): boolean {
  if (code <= 0x20 || code >= 0x7f) return false;
  return !DELIMITERS.has(code);
}

const DELIMITERS: ReadonlySet<number> = new Set(Array.from('"(),/:;<=>?@[\\]{}', (char) => char.charCodeAt(0)));
