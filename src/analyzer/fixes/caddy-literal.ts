import { printableAscii } from './printable-ascii.ts';

/**
 * A quoted Caddyfile token that stands for exactly `value`. Throws a RangeError unless it is printable ASCII, and where it
 * holds a brace, which begins a placeholder, or a backslash, which stands for itself except before a quote.
 */
export function caddyString(value: string): string {
  if (/[{}\\]/.test(value)) throw new RangeError('the Caddyfile has no way to write this value');
  return `"${printableAscii(value).replaceAll('"', '\\"')}"`;
}
