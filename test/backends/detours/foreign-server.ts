import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';

/** One request that reached the foreign server. */
export interface Arrived {
  readonly method: string;
  readonly url: string;
  readonly cookie: string;
  readonly authorization: string;
  readonly client: string;
  readonly body: string;
}

/** A server that knows nothing of CORS and answers every path with what arrived; `/v1/moved` redirects to `/secret`. */
export interface ForeignServer {
  readonly origin: string;
  readonly arrived: readonly Arrived[];
  forget(): void;
  close(): void;
}

export async function startForeignServer(): Promise<ForeignServer> {
  const arrived: Arrived[] = [];
  const server = createServer(async (request, response) => {
    const seen = await seenIn(request);
    arrived.push(seen);
    if (seen.url === '/v1/moved') return response.writeHead(302, { Location: '/secret' }).end();
    response.setHeader('Content-Type', 'application/json');
    response.setHeader('Set-Cookie', 'theirs=1');
    return response.writeHead(seen.method === 'OPTIONS' ? 404 : 200).end(JSON.stringify(seen));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://localhost:${portOf(server)}`,
    arrived,
    forget: () => arrived.splice(0),
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function seenIn(request: IncomingMessage): Promise<Arrived> {
  const { method = '', url = '', headers } = request;
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return {
    method,
    url,
    cookie: headers.cookie ?? '',
    authorization: headers.authorization ?? '',
    client: String(headers['x-client'] ?? ''),
    body: Buffer.concat(chunks).toString(),
  };
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the foreign server has no port');
  return address.port;
}
