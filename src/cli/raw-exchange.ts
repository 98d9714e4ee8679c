import { Buffer } from 'node:buffer';
import { type ClientRequest, type IncomingMessage, request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import { textOfHeaderBytes } from '../analyzer/fetch/header-bytes.ts';
import type { Header, HeaderList } from '../analyzer/fetch/header-list.ts';
import { netErrorOf } from './net-errors.ts';

/** One request, byte for byte as given: nothing is added, followed or retried. */
export interface RawRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: HeaderList;
  readonly body: string | undefined;
  readonly timeoutMs: number;
  readonly insecure: boolean;
}

export interface RawResult {
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** Absent: none arrived. */
  readonly response?: { readonly status: number; readonly headers: HeaderList };
  /** Chromium's name for what went wrong in transport, and the machine's own. */
  readonly error?: { readonly netError: string; readonly detail: string };
}

/** Sends the request and reads the response's head. Its body is not wanted: the connection is closed. Never rejects. */
export function exchange(request: RawRequest): Promise<RawResult> {
  const startedAt = Date.now();
  return new Promise((resolve) => {
    const end = (result: Pick<RawResult, 'response' | 'error'>) =>
      resolve({ startedAt, endedAt: Date.now(), ...result });
    let outgoing: ClientRequest;
    try {
      outgoing = open(request);
    } catch (error) {
      end({ error: netErrorOf(error) });
      return;
    }
    const timer = setTimeout(() => {
      end({ error: { netError: 'net::ERR_TIMED_OUT', detail: `no answer within ${request.timeoutMs / 1000} s` } });
      outgoing.destroy();
    }, request.timeoutMs);
    const finish = (result: Pick<RawResult, 'response' | 'error'>) => {
      clearTimeout(timer);
      end(result);
      outgoing.destroy();
    };
    outgoing.on('response', (incoming: IncomingMessage) => {
      finish({ response: { status: incoming.statusCode ?? 0, headers: headerLines(incoming.rawHeaders) } });
    });
    // A server may answer with anything, an upgrade too.
    outgoing.on('upgrade', (incoming: IncomingMessage) => {
      finish({ response: { status: incoming.statusCode ?? 0, headers: headerLines(incoming.rawHeaders) } });
    });
    outgoing.on('error', (error) => finish({ error: netErrorOf(error) }));
    outgoing.end(request.body);
  });
}

function open({ url, method, headers, insecure }: RawRequest): ClientRequest {
  const { protocol, hostname, port, pathname, search } = new URL(url);
  const options = {
    method,
    // Browsers know by themselves where names below localhost lead; a resolver need not.
    host: hostname.endsWith('.localhost') ? 'localhost' : hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port),
    path: `${pathname}${search}`,
    headers: headers.flat(),
    setHost: false,
    agent: false,
    insecureHTTPParser: true,
    maxHeaderSize: 256 * 1024,
  } as const;
  return protocol === 'https:'
    ? secureRequest({ ...options, ...serverName(hostname), rejectUnauthorized: !insecure })
    : plainRequest(options);
}

/** Addresses have no name that a certificate could be chosen by. */
function serverName(hostname: string): { readonly servername: string } | Record<never, never> {
  return /^\[|^[\d.]+$/.test(hostname) ? {} : { servername: hostname };
}

/** Node gives each byte as a character. */
function headerLines(raw: readonly string[]): HeaderList {
  const lines: Header[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    lines.push([raw[index] ?? '', textOfHeaderBytes([...Buffer.from(raw[index + 1] ?? '', 'latin1')])]);
  }
  return lines;
}
