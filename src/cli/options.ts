import { parseArgs } from 'node:util';
import { parseUrl, serializedOriginOf } from '../analyzer/fetch/origin.ts';
import { isToken } from '../analyzer/fetch/token-list.ts';
import type { StackId } from '../analyzer/server/server-guess.ts';
import { stackIds } from './stack-choice.ts';

/** What was asked for on the command line. */
export type Command = ReportCommand | ProbeCommand | { readonly command: 'help' } | { readonly command: 'version' };

interface Shared {
  readonly json: boolean;
  /** Undefined: the one that the server shows itself to be. */
  readonly stack: StackId | undefined;
}

export interface ReportCommand extends Shared {
  readonly command: 'report';
  /** `-`: standard input. */
  readonly file: string;
  readonly pageOrigin: string | undefined;
  readonly markdown: boolean;
}

export interface ProbeCommand extends Shared {
  readonly command: 'probe';
  readonly url: string;
  /** Serialised, or "null". */
  readonly origin: string;
  readonly method: string;
  /** Undefined: the name is asked for in the preflight, and nothing is sent under it. */
  readonly headers: readonly { readonly name: string; readonly value: string | undefined }[];
  readonly credentials: boolean;
  readonly body: string | undefined;
  /** Do not send the actual request, which may change something on the server. */
  readonly preflightOnly: boolean;
  readonly redirect: 'follow' | 'error' | 'manual';
  readonly timeoutMs: number;
  readonly browser: 'chromium' | 'firefox';
  /** Accept certificates that browsers refuse. */
  readonly insecure: boolean;
}

/** The command line is not one that this program knows; the message says what is wrong. */
export class UsageError extends Error {}

const SHARED = { json: { type: 'boolean' }, stack: { type: 'string' } } as const;

/** @throws UsageError */
export function readCommand(args: readonly string[]): Command {
  const [command, ...rest] = args;
  if (command === undefined || command === 'help' || command === '--help' || command === '-h')
    return { command: 'help' };
  if (command === '--version' || command === 'version') return { command: 'version' };
  if (rest.includes('--help') || rest.includes('-h')) return { command: 'help' };
  if (command === 'report') return reportCommand(rest);
  if (command === 'probe') return probeCommand(rest);
  throw new UsageError(`There is no command ${command}: there are report and probe.`);
}

function reportCommand(args: readonly string[]): ReportCommand {
  const { values, positionals } = parsed(args, {
    ...SHARED,
    markdown: { type: 'boolean' },
    'page-origin': { type: 'string' },
  } as const);
  const pageOrigin = values['page-origin'];
  return {
    command: 'report',
    file: onlyOne(positionals, 'a file, or - for standard input'),
    json: values.json ?? false,
    markdown: values.markdown ?? false,
    stack: stackOf(values.stack),
    pageOrigin: pageOrigin === undefined ? undefined : originOf(pageOrigin, '--page-origin'),
  };
}

function probeCommand(args: readonly string[]): ProbeCommand {
  const { values, positionals } = parsed(args, {
    ...SHARED,
    origin: { type: 'string' },
    method: { type: 'string' },
    header: { type: 'string', multiple: true },
    credentials: { type: 'boolean' },
    body: { type: 'string' },
    'preflight-only': { type: 'boolean' },
    redirect: { type: 'string' },
    timeout: { type: 'string' },
    browser: { type: 'string' },
    insecure: { type: 'boolean' },
  } as const);
  if (values.origin === undefined) {
    throw new UsageError('Say where the page is that asks: --origin http://localhost:3000');
  }
  const headers = (values.header ?? []).map(headerOf);
  if (!values.credentials && headers.some(({ name }) => name.toLowerCase() === 'cookie')) {
    throw new UsageError('Cookies go along only when credentials are included: add --credentials.');
  }
  const method = values.method ?? 'GET';
  if (!isToken(method)) throw new UsageError(`${JSON.stringify(method)} is no method.`);
  return {
    command: 'probe',
    url: urlOf(onlyOne(positionals, 'a URL')),
    origin: originOf(values.origin, '--origin'),
    method: normalised(method),
    headers,
    credentials: values.credentials ?? false,
    body: method === 'GET' || method === 'HEAD' ? noBody(values.body, method) : values.body,
    preflightOnly: values['preflight-only'] ?? false,
    redirect: choice(values.redirect ?? 'follow', ['follow', 'error', 'manual'], '--redirect'),
    timeoutMs: milliseconds(values.timeout ?? '10'),
    browser: choice(values.browser ?? 'chromium', ['chromium', 'firefox'], '--browser'),
    insecure: values.insecure ?? false,
    json: values.json ?? false,
    stack: stackOf(values.stack),
  };
}

function noBody(body: string | undefined, method: string): undefined {
  if (body !== undefined) throw new UsageError(`fetch() refuses a ${method} with a body: name another --method.`);
}

type OptionsConfig = NonNullable<NonNullable<Parameters<typeof parseArgs>[0]>['options']>;

function parsed<const T extends OptionsConfig>(args: readonly string[], options: T) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function onlyOne(positionals: readonly string[], what: string): string {
  const [first, second] = positionals;
  if (first === undefined) throw new UsageError(`Name ${what}.`);
  if (second !== undefined)
    throw new UsageError(`Name ${what}, and only one: ${JSON.stringify(second)} is one too many.`);
  return first;
}

function urlOf(text: string): string {
  const url = parseUrl(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new UsageError(`${JSON.stringify(text)} is no http or https URL.`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new UsageError('fetch() refuses a URL with a user name or password in it, so there is nothing to probe.');
  }
  return url.href.split('#', 1)[0] ?? url.href;
}

function originOf(text: string, option: string): string {
  if (text === 'null') return text;
  const origin = serializedOriginOf(text);
  if (origin === 'null')
    throw new UsageError(`${option} ${JSON.stringify(text)} is no origin such as http://localhost:3000`);
  return origin;
}

/** fetch() writes these in capital letters, and no others. */
function normalised(method: string): string {
  const upper = method.toUpperCase();
  return ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'POST', 'PUT'].includes(upper) ? upper : method;
}

function headerOf(text: string): ProbeCommand['headers'][number] {
  const colon = text.indexOf(':');
  const name = (colon < 0 ? text : text.slice(0, colon)).trim();
  const value = colon < 0 ? undefined : text.slice(colon + 1).trim();
  if (!isToken(name)) throw new UsageError(`${JSON.stringify(name)} is no header name.`);
  if (value !== undefined && !/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) {
    throw new UsageError(`The value of ${name} has characters that no header can have.`);
  }
  return { name, value };
}

function choice<T extends string>(value: string, allowed: readonly T[], option: string): T {
  const found = allowed.find((one) => one === value);
  if (found === undefined) throw new UsageError(`${option} is one of ${allowed.join(', ')}.`);
  return found;
}

function milliseconds(seconds: string): number {
  const value = Number(seconds);
  if (!(value > 0 && value <= 600)) throw new UsageError('--timeout is a number of seconds, 600 at most.');
  return Math.round(value * 1000);
}

function stackOf(value: string | undefined): StackId | undefined {
  return value === undefined ? undefined : choice(value, stackIds(), '--stack');
}
