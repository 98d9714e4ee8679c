import type { Header } from '../../src/analyzer/fetch/header-list.ts';
import type { CredentialsMode, RequestMode } from '../../src/analyzer/fetch/network-error.ts';
import type { RedirectMode } from '../../src/analyzer/trace/observation.ts';

/** A transcript as its lines say it, before anything is made of it. Times are milliseconds. */
export interface Script {
  readonly settings: Settings;
  readonly requests: readonly RequestBlock[];
  readonly terminal: Terminal;
}

export interface Settings {
  /** Undefined: the browser did not say. */
  page: string | undefined;
  /** Undefined: not known. */
  document: string | undefined;
  type: string;
  mode: RequestMode;
  browser: 'chromium' | 'firefox';
  /** Undefined: the page did not report it. */
  credentials: CredentialsMode | undefined;
  /** Undefined: the page did not report it. */
  redirect: RedirectMode | undefined;
  fromServiceWorker: boolean;
  preflightOnly: boolean;
}

export interface RequestBlock {
  readonly line: number;
  readonly at: number;
  readonly method: string;
  readonly url: string;
  readonly headers: Header[];
  response?: ResponseBlock;
}

interface ResponseBlock {
  readonly at: number;
  readonly status: number;
  readonly fromCache: boolean;
  readonly byExtension: boolean;
  readonly headers: Header[];
}

export type Terminal =
  | { readonly kind: 'pending' }
  | { readonly kind: 'response-started' | 'completed'; readonly at: number }
  | { readonly kind: 'error'; readonly at: number; readonly netError: string; readonly afterResponseStarted: boolean };

interface State {
  readonly settings: Settings;
  readonly requests: RequestBlock[];
  /** Where the next header line goes. */
  headers: Header[] | undefined;
  terminal: Terminal | undefined;
  pageGiven: boolean;
  at: number;
}

/** @throws Error that names the line and what was expected there. */
export function parseBlocks(text: string, startAt: number): Script {
  const state = emptyState(startAt);
  text.split('\n').forEach((raw, index) => {
    const content = raw.trim();
    if (content === '' || content.startsWith('#')) return;
    readLine(state, content, index + 1);
  });
  if (!state.pageGiven) throw new Error('transcript: no `page` line (`page http://localhost:3000`)');
  if (state.requests.length === 0) throw new Error('transcript: no request block (`> GET https://…`)');
  if (!state.terminal)
    throw new Error('transcript: no outcome line at the end (`! completed`, `! net::ERR_FAILED`, …)');
  return { settings: state.settings, requests: state.requests, terminal: state.terminal };
}

function emptyState(startAt: number): State {
  return {
    settings: {
      page: undefined,
      document: undefined,
      type: 'xmlhttprequest',
      mode: 'cors',
      browser: 'chromium',
      credentials: undefined,
      redirect: undefined,
      fromServiceWorker: false,
      preflightOnly: false,
    },
    requests: [],
    headers: undefined,
    terminal: undefined,
    pageGiven: false,
    at: startAt,
  };
}

function readLine(state: State, content: string, line: number): void {
  if (state.terminal) throw fault(line, content, 'nothing may follow the outcome line');
  const rest = content.slice(1).trim();
  if (content.startsWith('>')) startRequest(state, rest, line);
  else if (content.startsWith('<')) startResponse(state, rest, line);
  else if (content.startsWith('!')) state.terminal = readTerminal(state, rest, line);
  else if (state.headers) state.headers.push(readHeader(content, line));
  else readSetting(state, content, line);
}

function startRequest(state: State, rest: string, line: number): void {
  const [method, url, ...more] = rest.split(/\s+/);
  if (!method || !url || more.length > 0 || !/^[\w!#$%&'*+.^`|~-]+$/.test(method)) {
    throw fault(line, rest, 'expected `> METHOD https://host/path`');
  }
  if (!URL.canParse(url)) throw fault(line, url, 'not a URL');
  state.at += 10;
  state.headers = [];
  state.requests.push({ line, at: state.at, method, url, headers: state.headers });
}

function startResponse(state: State, rest: string, line: number): void {
  const request = state.requests.at(-1);
  if (!request) throw fault(line, rest, 'a response needs a request block before it');
  if (request.response) throw fault(line, rest, 'this request has a response already');
  const [status, ...flags] = rest.split(/\s+/);
  if (!status || !/^[1-5]\d\d$/.test(status)) throw fault(line, rest, 'expected `< STATUS`');
  const unknown = flags.find((flag) => flag !== 'from-cache' && flag !== 'by-extension');
  if (unknown) throw fault(line, unknown, 'expected `from-cache` or `by-extension` after the status');
  state.headers = [];
  state.at += 10;
  request.response = {
    at: state.at,
    status: Number(status),
    fromCache: flags.includes('from-cache'),
    byExtension: flags.includes('by-extension'),
    headers: state.headers,
  };
}

function readTerminal(state: State, rest: string, line: number): Terminal {
  const at = state.at + 10;
  if (state.requests.length === 0) throw fault(line, rest, 'an outcome needs a request block before it');
  if (rest === 'pending') return { kind: 'pending' };
  if (rest === 'completed' || rest === 'response-started') return { kind: rest, at };
  const error = /^(net::ERR_\w+|[A-Z]+_[A-Z]\w+)( after response)?$/.exec(rest);
  if (!error?.[1]) throw fault(line, rest, 'expected `completed`, `pending`, `response-started` or an error code');
  return { kind: 'error', at, netError: error[1], afterResponseStarted: error[2] !== undefined };
}

function readHeader(content: string, line: number): Header {
  const match = /^([\w!#$%&'*+.^`|~-]+):(.*)$/.exec(content);
  if (!match?.[1] || match[2] === undefined) throw fault(line, content, 'expected `Name: value`');
  return [match[1], match[2].trim()];
}

function readSetting(state: State, content: string, line: number): void {
  const [key, value = '', ...more] = content.split(/\s+/);
  const { settings } = state;
  if (more.length > 0) throw fault(line, content, 'a setting has one value');
  if (key === 'page') {
    settings.page = value === 'unknown' ? undefined : readOrigin(value, line);
    state.pageGiven = true;
  } else if (key === 'document') settings.document = value === 'file:' ? value : readOrigin(value, line);
  else if (key === 'type') settings.type = oneWord(value, line);
  else if (key === 'mode')
    settings.mode = oneOf(value, ['cors', 'no-cors', 'same-origin', 'navigate', 'websocket'], line);
  else if (key === 'browser') settings.browser = oneOf(value, ['chromium', 'firefox'], line);
  else if (key === 'credentials')
    settings.credentials = oneOf<CredentialsMode>(value, ['omit', 'same-origin', 'include'], line);
  else if (key === 'redirect') settings.redirect = oneOf<RedirectMode>(value, ['follow', 'error', 'manual'], line);
  else if (key === 'service-worker') settings.fromServiceWorker = true;
  else if (key === 'preflight-only') settings.preflightOnly = true;
  else
    throw fault(
      line,
      content,
      'expected page, type, mode, browser, credentials, redirect, service-worker or `> METHOD url`',
    );
}

function readOrigin(value: string, line: number): string {
  if (value === 'null') return value;
  if (!URL.canParse(value) || new URL(value).origin !== value) {
    throw fault(line, value, 'expected an origin such as http://localhost:3000, `null` or `unknown`');
  }
  return value;
}

function oneWord(value: string, line: number): string {
  if (!/^\w+$/.test(value)) throw fault(line, value, 'expected a webRequest type such as font');
  return value;
}

function oneOf<T extends string>(value: string, allowed: readonly T[], line: number): T {
  const found = allowed.find((item) => item === value);
  if (!found) throw fault(line, value, `expected one of ${allowed.join(', ')}`);
  return found;
}

function fault(line: number, content: string, problem: string): Error {
  return new Error(`transcript line ${line}: ${problem}; it says: ${content}`);
}
