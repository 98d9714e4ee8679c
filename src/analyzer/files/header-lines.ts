import type { HeaderList } from '../fetch/header-list.ts';
import type { Exchange, Hop } from '../trace/fetch-trace.ts';

/** Names beside `Access-Control-*` that verdicts and causes rest on. */
const DECIDING = new Set([
  'origin',
  'vary',
  'location',
  'authorization',
  'content-type',
  'cookie',
  'set-cookie',
  'cross-origin-resource-policy',
  'server',
  'via',
  'x-powered-by',
  'allow',
]);

/**
 * The hop as it went over the wire, for people: request and response lines with those headers that matter for CORS, the
 * preflight first.
 */
export function hopLines(hop: Hop): readonly string[] {
  return [...(hop.preflight ? exchangeLines(hop.preflight, 'not seen') : []), ...exchangeLines(hop, 'never sent')];
}

function exchangeLines({ method, url, requestHeaders, response }: Exchange, unsent: string): readonly string[] {
  return [
    `> ${method} ${url}${requestHeaders ? '' : `   (${unsent})`}`,
    ...deciding(requestHeaders ?? []).map((line) => `> ${line}`),
    response ? `< ${response.status}${response.fromCache ? '   (from the cache)' : ''}` : '< no response',
    ...deciding(response?.headers ?? []).map((line) => `< ${line}`),
  ];
}

function deciding(headers: HeaderList): readonly string[] {
  return headers
    .filter(([name]) => DECIDING.has(name.toLowerCase()) || /^(?:access-control|sec-fetch)-/i.test(name))
    .map(([name, value]) => `${name}: ${value}`);
}
