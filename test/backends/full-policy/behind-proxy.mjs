// An application that knows nothing of CORS, and a proxy in front of it: one process group, ended with this process.
//
//   node behind-proxy.mjs <port> <template> <config> <program> [argument…]
//
// The application listens on a free port. The configuration is the template with PORT and UPSTREAM replaced.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';

const [port = '', template = '', config = '', program = '', ...args] = process.argv.slice(2);

/** @type {Record<string, (request: import('node:http').IncomingMessage, response: import('node:http').ServerResponse) => unknown>} */
const routes = {
  'GET /login': (_request, response) =>
    response.setHeader('Set-Cookie', 'session=s3ssion; HttpOnly; SameSite=Lax; Path=/').end('logged in'),
  'GET /api/session': (request, response) => {
    response.setHeader('X-Total', '2');
    response.setHeader('Access-Control-Expose-Headers', 'X-Total');
    response.end(JSON.stringify({ session: sessionOf(request), token: 'none' }));
  },
  'PATCH /api/items/1': change,
  'DELETE /api/items/1': change,
  'GET /api/private': (_request, response) => response.writeHead(401).end('log in first'),
  'GET /api/broken': () => {
    throw new Error('broken on purpose');
  },
};

const upstream = createServer(async (request, response) => {
  const route = routes[`${request.method} ${request.url}`];
  try {
    if (route) await route(request, response);
    else response.writeHead(404).end('not found');
  } catch {
    response.writeHead(500).end('broken');
  }
});
upstream.listen(0, '127.0.0.1');
await once(upstream, 'listening');
const address = upstream.address();
if (address === null || typeof address === 'string') throw new Error('the application has no port');

const text = readFileSync(template, 'utf8').replaceAll('UPSTREAM', String(address.port)).replaceAll('PORT', port);
writeFileSync(config, text);
const proxy = spawn(program, args, { stdio: 'inherit' });
proxy.on('exit', (status) => process.exit(status ?? 1));
process.on('SIGTERM', () => proxy.kill('SIGTERM'));

/** @param {import('node:http').IncomingMessage} request @param {import('node:http').ServerResponse} response */
async function change(request, response) {
  let body = '';
  for await (const chunk of request) body += chunk;
  const { authorization = null } = request.headers;
  const item = body === '' ? null : JSON.parse(body);
  response.end(JSON.stringify({ session: sessionOf(request), authorization, item }));
}

/** @param {import('node:http').IncomingMessage} request */
function sessionOf(request) {
  return /\bsession=([^;]+)/.exec(request.headers.cookie ?? '')?.[1] ?? null;
}
