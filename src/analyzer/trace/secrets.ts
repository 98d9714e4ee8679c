/** Stands where a secret was: the header or parameter is known to have been there, its value is not kept. */
export const REDACTED = '‹redacted›';

/** Parts of a name, letters and digits only, that mark its value as a secret wherever they occur. */
const SECRET_PARTS = [
  'token',
  'secret',
  'password',
  'passwd',
  'passphrase',
  'apikey',
  'accesskey',
  'privatekey',
  'subscriptionkey',
  'authorization',
  'credential',
  'signature',
  'session',
  'cookie',
  'oauth',
  'jwt',
  'csrf',
  'xsrf',
  'saml',
];

/** Names that are a secret only when they are the whole name: `key`, but not `keyword`. */
const SECRET_WHOLE_NAMES = new Set([
  'key',
  'auth',
  'xauth',
  'code',
  'sig',
  'pwd',
  'pass',
  'sid',
  'otp',
  'pin',
  'ticket',
  'bearer',
]);

/** Whether a header or query parameter of this name is expected to hold a secret. */
export function isSecretName(name: string): boolean {
  const plain = name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  return SECRET_WHOLE_NAMES.has(plain) || SECRET_PARTS.some((part) => plain.includes(part));
}

/**
 * Secrets that give themselves away by their form: JSON Web Tokens and everything else that is base64url-encoded JSON,
 * credentials with their scheme, and keys with the prefixes that large services put on theirs.
 */
const SECRET_FORMS = [
  /\beyJ[\w-]{8,}(?:\.[\w-]*){0,4}/g,
  /\b(?:sk|pk|rk)_(?:live|test)_[\w]{8,}/g,
  /\bgh[a-z]_[A-Za-z0-9]{16,}/g,
  /\bgithub_pat_\w{16,}/g,
  /\bglpat-[\w-]{16,}/g,
  /\bxox[a-z]-[\w-]{8,}/g,
  /\bA(?:KIA|SIA)[A-Z0-9]{12,}/g,
  /\bAIza[\w-]{20,}/g,
  /\bya29\.[\w-]{8,}/g,
];

/** Any of them: nearly every text holds none, and is asked once instead of for each. */
const ANY_SECRET_FORM = new RegExp(SECRET_FORMS.map(({ source }) => source).join('|'));

/** The scheme stays, what follows it goes. No look-behind: from each of a row of spaces it would read all of them again. */
const CREDENTIALS = /\b(bearer|basic|negotiate|ntlm)(\s+)[\w+/=.~-]{8,}/gi;

/** `name=value` inside free text or a path: query strings in `Link`, `;jsessionid=…` in a path. */
const PARAMETER_IN_TEXT = /([?&;]\s*)([\w.-]+)=([^&;,\s"'<>/]+)/g;

/** The text with every secret that can be recognised in it replaced. Applying it twice changes nothing more. */
export function maskSecrets(text: string): string {
  const masked = ANY_SECRET_FORM.test(text)
    ? SECRET_FORMS.reduce((current, form) => current.replaceAll(form, REDACTED), text)
    : text;
  const anonymous = masked.replaceAll(CREDENTIALS, `$1$2${REDACTED}`);
  return anonymous.replaceAll(PARAMETER_IN_TEXT, (pair, separator: string, name: string) =>
    isSecretName(name) ? `${separator}${name}=${REDACTED}` : pair,
  );
}

/** Whether a whole value looks like a secret by its form: recognisable, or long and random. */
export function looksSecret(value: string): boolean {
  return maskSecrets(value) !== value || isLongHex(value) || isLongMixed(value);
}

function isLongHex(value: string): boolean {
  return /^[0-9a-f]{32,}$/i.test(value);
}

/** Random base64 has capital letters, small letters and digits; words, dates and UUIDs lack one of the three. */
function isLongMixed(value: string): boolean {
  return /^[\w+/=.~-]{24,}$/.test(value) && /[A-Z]/.test(value) && /[a-z]/.test(value) && /[0-9]/.test(value);
}
