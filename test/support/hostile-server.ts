import { type AddressInfo, createServer, type Socket } from 'node:net';

/** Longer header blocks than this are refused by browsers as a whole. */
const LONGEST_VALUE = 10_000;

/**
 * A server whose every answer says one of these values in every header that it can be in, byte for byte: names from a page's
 * address (`/kind/index/…`). It writes to the socket itself, since no library of a server would send most of them. `read`
 * answers allow another origin, `preflight` ones other names, `redirect` ones lead to the value.
 */
export async function startHostileServer(values: readonly string[]) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    let read = '';
    socket.on('data', (bytes) => {
      read += bytes.toString('latin1');
      const [, kind = '', index = ''] = /^\S+ \/(\w+)\/(\d+)\//.exec(read) ?? [];
      if (read.includes('\r\n\r\n')) socket.end(answer(kind, values[Number(index)] ?? ''), 'latin1');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The text of a response, a character for each byte. */
function answer(kind: string, value: string): string {
  const bytes = inOneLine(value);
  const isRedirect = kind === 'redirect';
  const lines = [
    `HTTP/1.1 ${isRedirect ? '302' : '200'} ${bytes.slice(0, 500)}`,
    'Connection: close',
    'Content-Length: 0',
    `Access-Control-Allow-Origin: ${bytes}`,
    `Access-Control-Allow-Methods: ${bytes}`,
    `Access-Control-Allow-Headers: ${bytes}`,
    `Access-Control-Expose-Headers: ${bytes}`,
    `Access-Control-Max-Age: ${bytes}`,
    `Server: ${bytes}`,
    `X-Powered-By: ${bytes}`,
    `Vary: ${bytes}`,
    `__proto__: ${bytes}`,
    `constructor: ${bytes}`,
    `toString: ${bytes}`,
    `X-Folded: a\r\n ${bytes}`,
    `Set-Cookie: canary=${bytes}`,
    ...(isRedirect ? [`Location: ${bytes}`] : []),
  ];
  return `${lines.join('\r\n')}\r\n\r\n`;
}

/** UTF-8, without the bytes that would end the line or the connection. */
function inOneLine(value: string): string {
  return Buffer.from(value, 'utf8')
    .toString('latin1')
    .replaceAll(/[\r\n\0]/g, ' ')
    .slice(0, LONGEST_VALUE);
}
