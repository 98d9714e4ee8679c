import { type DialectRules, dialectRules } from './dialect.ts';
import { trimHttpWhitespace } from './header-list.ts';
import type { Dialect } from './network-error.ts';
import { isToken } from './token-list.ts';

/** Longest safelisted value, in bytes. */
const VALUE_LIMIT = 128;

/**
 * Whether a request header needs no permission from a preflight. `value` holds one character per byte, as header values
 * do in scripts.
 *
 * @see https://fetch.spec.whatwg.org/#cors-safelisted-request-header
 */
export function isCorsSafelistedRequestHeader(name: string, value: string, dialect: Dialect): boolean {
  const rules = dialectRules(dialect);
  // 1. Too long.
  if (value.length > VALUE_LIMIT) return false;
  // 2. By name, in lower case.
  switch (name.toLowerCase()) {
    case 'accept':
      return !hasUnsafeByte(value, rules);
    case 'accept-language':
    case 'content-language':
      return consistsOf(value, isLanguageCode);
    case 'content-type':
      return isSafelistedContentType(value, rules);
    case 'range':
      return isSafelistedRange(value);
    default:
      // DEVIATION(chromium): client hints and Intervention are safelisted as well.
      return rules.safelistsClientHints && isSafelistedHint(name, value);
  }
}

/**
 * Chromium's additions to the safelist: client hints with well-formed values, `Save-Data: on`, `Intervention` and every
 * `Sec-CH-*`.
 */
export function isSafelistedHint(name: string, value: string): boolean {
  const lower = name.toLowerCase();
  switch (lower) {
    case 'save-data':
      return value.toLowerCase() === 'on';
    case 'device-memory':
    case 'dpr':
    case 'downlink':
      return isDecimal(value);
    case 'width':
    case 'viewport-width':
    case 'rtt':
      return isInteger(value);
    case 'ect':
      return value === 'slow-2g' || value === '2g' || value === '3g' || value === '4g';
    case 'intervention':
      return true;
    default:
      return lower.startsWith('sec-ch-');
  }
}

/** @see https://fetch.spec.whatwg.org/#cors-unsafe-request-header-byte */
function hasUnsafeByte(value: string, rules: DialectRules): boolean {
  return !consistsOf(value, (code) => {
    if (code < 0x20) return code === 0x09;
    // DEVIATION(firefox): bytes from 0x80 on are unsafe too.
    if (code >= 0x80) return rules.nonAsciiBytesAreSafe;
    return !UNSAFE_BYTES.has(code);
  });
}

const UNSAFE_BYTES: ReadonlySet<number> = new Set([
  ...Array.from('"():<>?@[\\]{}', (char) => char.charCodeAt(0)),
  0x7f,
]);

function isSafelistedContentType(value: string, rules: DialectRules): boolean {
  if (hasUnsafeByte(value, rules)) return false;
  // DEVIATION(firefox): a comma anywhere reads as a second media type.
  if (!rules.commaInParameterIsSafe && value.includes(',')) return false;
  const essence = mimeEssence(value);
  return (
    essence === 'application/x-www-form-urlencoded' || essence === 'multipart/form-data' || essence === 'text/plain'
  );
}

/**
 * Type and subtype in lower case, parameters left out; `null` when the value is no MIME type.
 *
 * @see https://mimesniff.spec.whatwg.org/#parse-a-mime-type
 */
function mimeEssence(value: string): string | null {
  const semicolon = value.indexOf(';');
  const essence = trimHttpWhitespace(semicolon === -1 ? value : value.slice(0, semicolon));
  const slash = essence.indexOf('/');
  if (slash === -1 || !isToken(essence.slice(0, slash)) || !isToken(essence.slice(slash + 1))) return null;
  return essence.toLowerCase();
}

/**
 * One range with a start: `bytes=0-` or `bytes=0-499`. The suffix form `bytes=-500` is not safelisted.
 *
 * @see https://fetch.spec.whatwg.org/#simple-range-header-value
 */
function isSafelistedRange(value: string): boolean {
  if (!value.startsWith('bytes=')) return false;
  const [start, end, ...more] = value.slice('bytes='.length).split('-');
  if (start === undefined || end === undefined || more.length > 0) return false;
  if (!isInteger(start)) return false;
  return end === '' || (isInteger(end) && BigInt(start) <= BigInt(end));
}

function isInteger(text: string): boolean {
  return text !== '' && consistsOf(text, isDigitCode);
}

function isDecimal(text: string): boolean {
  const dot = text.indexOf('.');
  return dot === -1 ? isInteger(text) : isInteger(text.slice(0, dot)) && isInteger(text.slice(dot + 1));
}

function isLanguageCode(code: number): boolean {
  return (
    isDigitCode(code) || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a) || LANGUAGE_EXTRA.has(code)
  );
}

const LANGUAGE_EXTRA: ReadonlySet<number> = new Set(Array.from(' *,-.;=', (char) => char.charCodeAt(0)));

function isDigitCode(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function consistsOf(text: string, allows: (code: number) => boolean): boolean {
  for (let i = 0; i < text.length; i += 1) if (!allows(text.charCodeAt(i))) return false;
  return true;
}
