import { getHeader, type HeaderList, headerLines } from '../fetch/header-list.ts';
import { isToken } from '../fetch/token-list.ts';

/** What a server grants in one response. Absent: the response says nothing about it. */
export interface CorsAnswer {
  readonly origin?: string;
  readonly credentials?: boolean;
  readonly methods?: readonly string[];
  readonly requestHeaders?: readonly string[];
  readonly exposeHeaders?: readonly string[];
  readonly maxAge?: number;
}

const ANSWER_HEADERS = new Set([
  'access-control-allow-origin',
  'access-control-allow-credentials',
  'access-control-allow-methods',
  'access-control-allow-headers',
  'access-control-expose-headers',
  'access-control-max-age',
]);

/** Replaces every CORS line of a response with one line for each grant, and keeps the others in their order. */
export function withCorsAnswer(headers: HeaderList, answer: CorsAnswer): HeaderList {
  const others = headers.filter(([name]) => !ANSWER_HEADERS.has(name.toLowerCase()));
  return withVaryOrigin([...others, ...corsLines(answer)]);
}

/** `Vary` with `Origin` in it; untouched when it says so already, or says that everything counts. */
export function withVaryOrigin(headers: HeaderList): HeaderList {
  const named = tokensOf(headers, 'vary').map((name) => name.toLowerCase());
  return named.includes('origin') || named.includes('*') ? headers : [...headers, ['Vary', 'Origin']];
}

/** One line of this name with this value instead of all those that there were. */
export function withHeader(headers: HeaderList, name: string, value: string): HeaderList {
  return [...withoutHeader(headers, name), [name, value]];
}

export function withoutHeader(headers: HeaderList, name: string): HeaderList {
  const unwanted = name.toLowerCase();
  return headers.filter(([present]) => present.toLowerCase() !== unwanted);
}

/** The header's list with `names` in it; items that are not tokens are dropped, for they spoil the whole header. */
export function withListed(headers: HeaderList, header: string, names: readonly string[]): HeaderList {
  const listed = tokensOf(headers, header).filter(isToken);
  const missing = names.filter((name) => !listed.includes(name));
  return withHeader(headers, header, [...listed, ...missing].join(', '));
}

/** What a response grants today, as far as its lines say anything sensible. */
export function corsAnswerOf(headers: HeaderList): CorsAnswer {
  const maxAge = Number.parseInt(getHeader(headers, 'access-control-max-age') ?? '', 10);
  const methods = tokensOf(headers, 'access-control-allow-methods').filter(isToken);
  const requestHeaders = tokensOf(headers, 'access-control-allow-headers').filter(isToken);
  const exposeHeaders = tokensOf(headers, 'access-control-expose-headers').filter(isToken);
  return {
    credentials: headerLines(headers, 'access-control-allow-credentials').includes('true'),
    ...(methods.length > 0 ? { methods } : {}),
    ...(requestHeaders.length > 0 ? { requestHeaders } : {}),
    ...(exposeHeaders.length > 0 ? { exposeHeaders } : {}),
    ...(Number.isNaN(maxAge) ? {} : { maxAge }),
  };
}

function corsLines(answer: CorsAnswer): HeaderList {
  const { origin, credentials, methods, requestHeaders, exposeHeaders, maxAge } = answer;
  const lines: [string, string][] = [];
  if (origin !== undefined) lines.push(['Access-Control-Allow-Origin', origin]);
  if (origin !== undefined && credentials) lines.push(['Access-Control-Allow-Credentials', 'true']);
  if (methods?.length) lines.push(['Access-Control-Allow-Methods', methods.join(', ')]);
  if (requestHeaders?.length) lines.push(['Access-Control-Allow-Headers', requestHeaders.join(', ')]);
  if (exposeHeaders?.length) lines.push(['Access-Control-Expose-Headers', exposeHeaders.join(', ')]);
  if (maxAge !== undefined) lines.push(['Access-Control-Max-Age', String(maxAge)]);
  return lines;
}

function tokensOf(headers: HeaderList, name: string): readonly string[] {
  return headerLines(headers, name)
    .flatMap((line) => line.split(','))
    .map((item) => item.trim())
    .filter((item) => item !== '');
}
