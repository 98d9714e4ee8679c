import { once } from 'node:events';
import { createServer, request as httpRequest, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { launchWithExtension, type Session } from '../../support/browser.ts';
import { selfSignedCertificate } from '../../support/certificate.ts';
import type { Outcome } from '../page-request.ts';
import type { Call } from './scenarios.ts';

/** A page's origin, and the server as that page addresses it. */
export interface Places {
  readonly origin: string;
  /** Another site's page. */
  readonly foreign: string;
  server(port: number): string;
  /** The server by https, whichever way the page addresses it. */
  readonly secure: string;
}

/** The one browser of the suite with the pages that it opens. */
export interface MatrixBrowser {
  readonly session: Session;
  /** Everything on this machine, over http: one site, two ports. */
  readonly local: Places;
  /** Two sites over https: a proxy ends TLS in front of the server. */
  readonly acrossSites: Places;
  /** The page addresses a server by http that is reached by https as well, through that proxy. */
  readonly behindTls: Places;
  close(): Promise<void>;
}

export async function startMatrixBrowser(): Promise<MatrixBrowser> {
  const pages = createServer((_request, response) => emptyPage(response));
  const plain = await listening(pages);
  let behind = 0;
  const front = createTlsServer(selfSignedCertificate(['app.test', 'api.test', 'evil.test']), (request, response) => {
    const { host = '' } = request.headers;
    if (!host.startsWith('api.test')) return emptyPage(response);
    const { method, url: path, headers } = request;
    const options = {
      host: '127.0.0.1',
      port: behind,
      method,
      path,
      headers: { ...headers, 'x-forwarded-proto': 'https' },
    };
    const passed = httpRequest(options, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(response);
    });
    passed.on('error', () => response.destroy());
    request.pipe(passed);
  });
  const tls = await listening(front);
  const session = await launchWithExtension({
    args: ['--host-resolver-rules=MAP *.test 127.0.0.1', '--ignore-certificate-errors'],
  });
  const secure = `https://api.test:${tls}`;
  const onThisMachine = { origin: `http://localhost:${plain}`, foreign: `http://127.0.0.1:${plain}`, secure };
  return {
    session,
    local: { ...onThisMachine, server: (port) => `http://localhost:${port}` },
    behindTls: {
      ...onThisMachine,
      server(port) {
        behind = port;
        return `http://api.test:${port}`;
      },
    },
    acrossSites: {
      origin: `https://app.test:${tls}`,
      foreign: `https://evil.test:${tls}`,
      secure,
      server(port) {
        behind = port;
        return secure;
      },
    },
    async close() {
      await session.close();
      for (const server of [pages, front]) {
        server.closeAllConnections();
        server.close();
      }
    },
  };
}

/** Whether the page got what it asked for; an error that the server means to give it counts. */
export function isGreen(outcome: Outcome, call: Call | undefined): boolean {
  if (call === undefined || 'error' in outcome) return false;
  return outcome.status === (call.status ?? 200) && (!call.readsTotal || outcome.total === '3');
}

async function listening(server: Server | ReturnType<typeof createTlsServer>): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a server has no port');
  return address.port;
}

function emptyPage(response: { setHeader(name: string, value: string): { end(text: string): unknown } }): void {
  response.setHeader('Content-Type', 'text/html').end('<!doctype html><link rel="icon" href="data:," />');
}
