import type { Header, HeaderList } from '../fetch/header-list.ts';
import { serializedOriginOf } from '../fetch/origin.ts';
import { isSecretName, looksSecret, maskSecrets, REDACTED } from './secrets.ts';

/** Longest URL and header value that is kept. What CORS compares (`Access-Control-*`, `Origin`) is never cut. */
const MAX_URL_LENGTH = 8192;
const MAX_VALUE_LENGTH = 4096;

/** Nested URLs (`?next=https%3A%2F%2F…`) are looked into this deep. */
const MAX_NESTING = 3;

/**
 * Headers kept byte for byte: the verdict compares them, or decides by their value whether a request header is
 * CORS-safelisted. None of them carries a secret.
 */
const KEPT_NAMES = new Set([
  'origin',
  'accept',
  'accept-language',
  'content-language',
  'content-type',
  'range',
  'host',
]);

/**
 * A URL or URL reference without its fragment, with user name and password, secret-looking query values and tokens in
 * the path replaced by a placeholder. Path and parameter names stay. Works on text, since `Location` may be relative
 * and malformed. Redacting twice changes nothing more.
 */
export function redactUrl(url: string): string {
  if (plainUrls.has(url)) return url;
  const redacted = redactNested(url, 0);
  if (redacted === url) remember(plainUrls, url);
  return redacted;
}

/**
 * What was found to hold no secret, because each event of a request brings the same address, and each request the same
 * headers. What does hold one is looked at again each time: no copy of it is kept, here neither.
 */
const plainUrls = new Set<string>();
const plainValues = new Set<string>();
const MOST_REMEMBERED = 1000;
const LONGEST_REMEMBERED = 300;

function remember(plain: Set<string>, text: string): void {
  if (text.length > LONGEST_REMEMBERED) return;
  if (plain.size >= MOST_REMEMBERED) plain.clear();
  plain.add(text);
}

function redactNested(url: string, depth: number): string {
  const whole = url.slice(0, MAX_URL_LENGTH).split('#', 1)[0] ?? '';
  const scheme = /^\s*([a-z][a-z\d+.-]*):/i.exec(whole)?.[1]?.toLowerCase();
  // The content of a data: or javascript: URL is a document or a program, not an address.
  if (scheme === 'data' || scheme === 'javascript') return `${scheme}:${REDACTED}`;
  const queryStart = whole.indexOf('?');
  const path = queryStart < 0 ? whole : whole.slice(0, queryStart);
  const query = queryStart < 0 ? '' : `?${redactQuery(whole.slice(queryStart + 1), depth)}`;
  return redactPath(path) + query;
}

/** The part before the query: the same for many addresses. */
function redactPath(path: string): string {
  if (plainUrls.has(path)) return path;
  const redacted = maskSecrets(maskUserinfo(path)).replaceAll(HEX_SEGMENT, REDACTED);
  if (redacted === path) remember(plainUrls, path);
  return redacted;
}

/** A whole segment of a path: links to confirm and to reset are made of these. */
const HEX_SEGMENT = /(?<=\/)[0-9a-f]{32,}(?![^/;])/gi;

/** Browsers read backslashes as slashes and tolerate too few of them after a scheme, so both count here. */
function maskUserinfo(path: string): string {
  return path.replace(/^(\s*(?:[a-z][a-z\d+.-]*:[\\/]*|[\\/]{2,}))[^\\/]*@/i, `$1${REDACTED}@`);
}

function redactQuery(query: string, depth: number): string {
  return query
    .split(/([&;])/)
    .map((part, index) => (index % 2 === 1 ? part : redactParameter(part, depth)))
    .join('');
}

function redactParameter(parameter: string, depth: number): string {
  const equals = parameter.indexOf('=');
  if (equals < 0) return isSecretValue(parameter, depth) ? REDACTED : parameter;
  const name = parameter.slice(0, equals);
  const value = parameter.slice(equals + 1);
  const secret = value !== '' && (isSecretName(decoded(name)) || isSecretValue(value, depth));
  return secret ? `${maskSecrets(name)}=${REDACTED}` : parameter;
}

function isSecretValue(value: string, depth: number): boolean {
  if (TOO_SHORT_FOR_A_SECRET.test(value)) return false;
  const plain = decoded(value);
  if (plain === REDACTED) return false;
  if (looksSecret(value) || looksSecret(plain)) return true;
  return depth < MAX_NESTING && /[=@#]/.test(plain) && redactNested(plain, depth + 1) !== plain;
}

/** Every form of a secret is longer than this, and nothing in it stands for another character. */
const TOO_SHORT_FOR_A_SECRET = /^[\w.~-]{0,10}$/;

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

/** Request headers as they may be stored and shown: same names, same order, secret values replaced. */
export function redactRequestHeaders(list: HeaderList): HeaderList {
  return list.map(redactHeader);
}

/** Response headers as they may be stored and shown: same names, same order, secret values replaced. */
export function redactResponseHeaders(list: HeaderList): HeaderList {
  return list.map(redactHeader);
}

function redactHeader([name, value]: Header): Header {
  const line = `${name}:${value}`;
  if (plainValues.has(line)) return [name, value];
  const redacted = redactValue(name.toLowerCase(), value);
  if (redacted === value) remember(plainValues, line);
  return [name, redacted];
}

function redactValue(name: string, value: string): string {
  if (name.startsWith('access-control-') || KEPT_NAMES.has(name)) return value;
  if (name === 'set-cookie') return redactSetCookie(value);
  if (isSecretName(name) || name.endsWith('-key')) return REDACTED;
  // A full referrer is the address of the user's page; its origin is all that CORS knows about it.
  if (name === 'referer') return serializedOriginOf(value);
  if (name === 'location' || name === 'content-location') return redactUrl(value);
  return maskSecrets(value).slice(0, MAX_VALUE_LENGTH);
}

/** Whether a cookie can cross sites depends on these; none of them carries a secret. */
const COOKIE_ATTRIBUTE = /^(?:samesite=(?:none|lax|strict)|secure|httponly|partitioned)$/i;

/** Name and value of the cookie go; the attributes that decide where it is sent stay. */
function redactSetCookie(value: string): string {
  const attributes = value
    .split(';')
    .slice(1)
    .map((attribute) => attribute.trim());
  return [REDACTED, ...attributes.filter((attribute) => COOKIE_ATTRIBUTE.test(attribute))].join('; ');
}
