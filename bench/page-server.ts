import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a server of an ordinary application takes for an answer. */
const LATENCY_MS = 20;

export interface PageServers {
  /** An empty page. */
  readonly pageUrl: string;
  /** Answers of a few bytes from another origin that every page may read: at once. */
  readonly quickUrl: string;
  /** The same after {@link LATENCY_MS}. */
  readonly slowUrl: string;
  close(): Promise<void>;
}

export async function startPageServers(): Promise<PageServers> {
  const page = await listening((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>bench</title>');
  });
  const api = await listening((request, response) => {
    const answer = () => response.writeHead(200, ANSWER).end('{"ok":true}');
    if (request.url?.startsWith('/slow')) setTimeout(answer, LATENCY_MS);
    else answer();
  });
  return {
    pageUrl: `${addressOf(page)}/`,
    quickUrl: `${addressOf(api)}/quick`,
    slowUrl: `${addressOf(api)}/slow`,
    close: async () => {
      for (const server of [page, api]) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
}

const ANSWER = {
  'content-type': 'application/json',
  'access-control-allow-origin': '*',
  'cache-control': 'no-store',
};

async function listening(answer: RequestListener): Promise<Server> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function addressOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
