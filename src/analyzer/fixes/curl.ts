import { getHeader, type Header, type HeaderList } from '../fetch/header-list.ts';
import { authorRequestHeaders } from '../fetch/request-headers.ts';
import type { FetchTrace, Hop } from '../trace/fetch-trace.ts';
import type { Judgement } from '../trace/judgement.ts';
import { REDACTED } from '../trace/secrets.ts';
import { POSIX_SHELL, type Shell, variableName } from './shell.ts';

/** Commands that ask the server what the browser asked it. */
export interface CurlPair {
  /** `null` when the browser asks for no permission. */
  readonly preflight: string | null;
  readonly actual: string;
}

/**
 * The requests of the hop that the verdict is about, for one kind of shell. Both send `Origin`, without which servers leave
 * the CORS headers out, print the response headers only, and do not follow redirects, which the browser judges too.
 *
 * No secret is written: `Authorization` and `Cookie` read environment variables, and what was redacted stays so.
 */
export function curlPair(trace: FetchTrace, judgement: Judgement, shell: Shell = POSIX_SHELL): CurlPair {
  const index = judgement.failure?.hop ?? trace.hops.length - 1;
  const hop = trace.hops[index];
  if (!hop) throw new Error(`trace ${trace.id} has no hop ${index}`);
  const origin = judgement.origins[index] ?? trace.initiatorOrigin ?? 'null';
  const names = unsafeNames(hop, judgement.preflights[index]?.unsafeHeaderNames);
  const needed = hop.preflight !== undefined || (judgement.preflights[index]?.needed ?? false);
  return {
    preflight: needed ? preflightCommand(shell, hop, origin, names) : null,
    actual: actualCommand(shell, hop, origin, names),
  };
}

/** Both commands as one text to paste, the preflight first. */
export function curlCommands(trace: FetchTrace, judgement: Judgement, shell?: Shell): string {
  const { preflight, actual } = curlPair(trace, judgement, shell);
  return preflight === null ? actual : `${preflight}\n\n${actual}`;
}

/** What the URL parser makes of the placeholder in a query. */
const REDACTED_IN_URL = [REDACTED, encodeURIComponent(REDACTED)];

function preflightCommand(shell: Shell, hop: Hop, origin: string, names: readonly string[]): string {
  const headers: string[] = [
    headerArgument(shell, 'Origin', origin),
    headerArgument(shell, 'Access-Control-Request-Method', requestedMethod(hop)),
  ];
  if (names.length > 0) headers.push(headerArgument(shell, 'Access-Control-Request-Headers', names.join(',')));
  return command(shell, 'OPTIONS', hop.url, headers);
}

function actualCommand(shell: Shell, hop: Hop, origin: string, names: readonly string[]): string {
  const headers = [
    headerArgument(shell, 'Origin', origin),
    ...authorHeaders(hop, names).map((header) => maskedArgument(shell, header)),
  ];
  return command(shell, requestedMethod(hop), hop.url, headers);
}

function command(shell: Shell, method: string, url: string, headers: readonly string[]): string {
  const words = [...shell.curl, '-s', '-o', shell.nowhere, '-D', '-'];
  if (method === 'HEAD') words.push('--head');
  else if (method !== 'GET') words.push('-X', /^[A-Z]+$/.test(method) ? method : shell.word(onOneLine(method)));
  const shown = REDACTED_IN_URL.reduce((text, mask) => text.replaceAll(mask, '<masked>'), url);
  // Brackets and braces in a URL are patterns to curl.
  if (/[[\]{}]/.test(shown)) words.push('--globoff');
  return shell.finished([...words, shell.word(onOneLine(shown)), ...headers].join(' '));
}

function headerArgument(shell: Shell, name: string, value: string): string {
  return `-H ${shell.word(headerLine(name, value))}`;
}

function maskedArgument(shell: Shell, [name, value]: Header): string {
  const scheme = /^authorization$/i.test(name) ? (/^[A-Za-z-]+ /.exec(value)?.[0] ?? '') : '';
  if (SECRETS.has(name.toLowerCase()))
    return variableArgument(shell, name, `${scheme}${REDACTED}`, secretVariable(name));
  return value.includes(REDACTED)
    ? variableArgument(shell, name, value, variableName(name))
    : headerArgument(shell, name, value);
}

function variableArgument(shell: Shell, name: string, value: string, variable: string): string {
  return `-H ${shell.wordWithVariable(headerLine(name, value), REDACTED, variable)}`;
}

const SECRETS = new Set(['authorization', 'proxy-authorization', 'cookie']);

function secretVariable(name: string): string {
  return name.toLowerCase() === 'authorization' ? 'TOKEN' : variableName(name);
}

/** `name;` is how curl is told to send a header without a value; `name:` would remove it. */
function headerLine(name: string, value: string): string {
  const clean = onOneLine(value);
  return onOneLine(clean === '' ? `${name};` : `${name}: ${clean}`);
}

function onOneLine(value: string): string {
  return value.replaceAll('\0', '').replaceAll(/[\r\n]+/g, ' ');
}

/** What the page set; for a request that never went out only the names are known, so each value is asked for. */
function authorHeaders(hop: Hop, names: readonly string[]): HeaderList {
  if (!hop.requestHeaders) return names.map((name) => [name, REDACTED]);
  const cookies = hop.requestHeaders.filter(([name]) => name.toLowerCase() === 'cookie');
  const authored = authorRequestHeaders(hop.requestHeaders).filter(([name]) => !OWN.has(name.toLowerCase()));
  return [...authored, ...cookies];
}

const OWN = new Set(['origin', 'cookie']);

/** As browsers send them: lower-case, sorted. */
function unsafeNames(hop: Hop, decided: readonly string[] | undefined): readonly string[] {
  const asked = getHeader(hop.preflight?.requestHeaders ?? [], 'access-control-request-headers');
  const names = decided ?? asked?.split(',') ?? [];
  return [...new Set(names.map((name) => name.trim().toLowerCase()))].filter((name) => name !== '').sort();
}

function requestedMethod(hop: Hop): string {
  return getHeader(hop.preflight?.requestHeaders ?? [], 'access-control-request-method') ?? hop.method;
}
