/**
 * A header value as text. Browsers read it as UTF-8; a byte that is not part of any UTF-8 sequence becomes the lone
 * surrogate U+DC00 plus the byte, so nothing is lost, nothing is confused with a letter, and the URL parser treats it as
 * the browser's own does: as a replacement character.
 */
export function textOfHeaderBytes(bytes: readonly number[]): string {
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const sequence = utf8SequenceAt(bytes, at);
    const byte = bytes[at] ?? 0;
    text += sequence ? String.fromCodePoint(sequence.codePoint) : String.fromCharCode(0xdc00 + byte);
    at += sequence?.length ?? 1;
  }
  return text;
}

/** Whether the value was UTF-8 on the wire. */
export function wasUtf8(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}

/** Smallest code point of a sequence of this many bytes: a longer way to write a smaller one is no UTF-8. */
const SMALLEST = [0, 0, 0x80, 0x800, 0x10000];

function utf8SequenceAt(bytes: readonly number[], at: number): { codePoint: number; length: number } | undefined {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return { codePoint: first, length: 1 };
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc0 || first >= 0xf8) return undefined;
  let codePoint = first & (0xff >> (length + 1));
  for (let next = at + 1; next < at + length; next += 1) {
    const byte = bytes[next] ?? 0;
    if ((byte & 0xc0) !== 0x80) return undefined;
    codePoint = codePoint * 64 + (byte & 0x3f);
  }
  const isSurrogate = codePoint >= 0xd800 && codePoint <= 0xdfff;
  const isTooLong = codePoint < (SMALLEST[length] ?? 0);
  return isSurrogate || isTooLong || codePoint > 0x10ffff ? undefined : { codePoint, length };
}
