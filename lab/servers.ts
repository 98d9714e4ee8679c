import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Express } from 'express';

const LOOPBACK = '127.0.0.1';

/** Listens on a loopback port, a free one when `port` is 0. Requests wait for {@link serveWith}. */
export async function listen(port = 0): Promise<Server> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new Error(`port ${port} is taken: set LAB_PORT to another one`) : error);
    });
    server.listen(port, LOOPBACK, resolve);
  });
  return server;
}

export function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

/** An Express app that answers the requests of `server`, without the framework's own error page in the log. */
export function serveWith(server: Server): Express {
  const app = express();
  app.set('env', 'test');
  server.on('request', app);
  return app;
}

/** A port that was free a moment ago and that nothing listens on. */
export async function closedPort(): Promise<number> {
  const server = await listen();
  const port = portOf(server);
  await close(server);
  return port;
}

/** Ends the server and every connection it still has. */
export async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}
