import { request } from 'node:http';
import type { Header, HeaderList } from '../../src/analyzer/fetch/header-list.ts';

export interface RawAnswer {
  readonly status: number;
  /** One entry a line, as it was on the wire. */
  readonly headers: HeaderList;
}

/** Sends one request as a program, not as a browser: any header, any method, and every response line is seen. */
export function ask(
  port: number,
  path: string,
  { method = 'GET', headers = {} }: { method?: string; headers?: Readonly<Record<string, string>> } = {},
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      response.resume();
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: linesOf(response.rawHeaders) }));
    });
    sent.on('error', reject);
    sent.end();
  });
}

/** A preflight as browsers write it. */
export function askPermission(
  port: number,
  path: string,
  { origin, method, names = [] }: { origin: string; method: string; names?: readonly string[] },
): Promise<RawAnswer> {
  const headers = {
    Origin: origin,
    'Access-Control-Request-Method': method,
    ...(names.length > 0 ? { 'Access-Control-Request-Headers': names.join(',') } : {}),
  };
  return ask(port, path, { method: 'OPTIONS', headers });
}

function linesOf(raw: readonly string[]): HeaderList {
  const lines: Header[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) lines.push([raw[index] ?? '', raw[index + 1] ?? '']);
  return lines;
}
