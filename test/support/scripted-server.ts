import type { IncomingMessage, OutgoingHttpHeaders, Server, ServerResponse } from 'node:http';
import { close, listen, portOf } from '../../lab/servers.ts';
import { waitFor } from './wait-for.ts';

/** A request that has arrived and waits for the test to answer it. */
export interface Arrived {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  answer(status: number, headers?: OutgoingHttpHeaders, body?: string): void;
}

/** A server whose every answer is given by the test, when the test wants it. */
export interface ScriptedServer {
  readonly origin: string;
  /** The oldest request with this method and path that nobody has taken yet. */
  arrival(method: string, path: string): Promise<Arrived>;
  close(): Promise<void>;
}

export async function startScriptedServer(): Promise<ScriptedServer> {
  const server: Server = await listen();
  const waiting: Arrived[] = [];
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { method = '', url = '', headers } = request;
    const answer: Arrived['answer'] = (status, answered = {}, body = '') => {
      response.writeHead(status, answered).end(body);
    };
    waiting.push({ method, url, headers, answer });
  });
  return {
    origin: `http://localhost:${portOf(server)}`,
    arrival: (method, path) =>
      waitFor(() => {
        const at = waiting.findIndex((request) => request.method === method && request.url.split('?')[0] === path);
        return at >= 0 && waiting.splice(at, 1)[0];
      }, `${method} ${path} to arrive at the server`),
    close: () => close(server),
  };
}
