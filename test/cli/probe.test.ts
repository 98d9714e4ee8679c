import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { close, closedPort, listen, portOf } from '../../lab/servers.ts';
import { selfSignedCertificate } from '../support/certificate.ts';
import { probed, runCli } from './terminal.ts';

const PAGE = 'http://localhost:3000';
const ORIGIN = ['--origin', PAGE];

/** Headers of the requests that arrived, by method and path. */
const arrived = new Map<string, readonly string[]>();
const server = await listen();
const base = `http://localhost:${portOf(server)}`;

beforeAll(() => {
  server.on('request', (request, response) => {
    const { method = '', url = '', rawHeaders } = request;
    arrived.set(`${method} ${url}`, rawHeaders);
    const allow = {
      'Access-Control-Allow-Origin': request.headers.origin ?? '*',
      'Access-Control-Allow-Headers': 'authorization, x-test',
      'Access-Control-Allow-Methods': 'PUT',
      'Access-Control-Allow-Credentials': 'true',
      Vary: 'Origin',
    };
    if (url === '/away') response.writeHead(307, { ...allow, Location: `http://127.0.0.1:${portOf(server)}/there` });
    else if (url === '/loop') response.writeHead(302, { ...allow, Location: '/loop' });
    else if (url === '/data') response.writeHead(302, { ...allow, Location: 'data:,x' });
    else response.writeHead(200, allow);
    response.end();
  });
});
afterAll(() => close(server));

function sentTo(request: string): Readonly<Record<string, string>> {
  const raw = arrived.get(request) ?? [];
  return Object.fromEntries(raw.flatMap((name, at) => (at % 2 === 0 ? [[name.toLowerCase(), raw[at + 1] ?? '']] : [])));
}

describe('a probe', () => {
  it('sends the preflight and the request as a browser would', async () => {
    const { code } = await probed(
      `${base}/put`,
      ...ORIGIN,
      '--method',
      'put',
      '--header',
      'X-Test: 1',
      '--credentials',
    );
    expect(code).toBe(0);
    expect(sentTo('OPTIONS /put')).toMatchObject({
      origin: PAGE,
      'access-control-request-method': 'PUT',
      'access-control-request-headers': 'x-test',
      'sec-fetch-mode': 'cors',
      'sec-fetch-site': 'same-site',
    });
    expect(sentTo('PUT /put')).toMatchObject({ origin: PAGE, 'x-test': '1', 'sec-fetch-dest': 'empty' });
    expect(Object.keys(sentTo('PUT /put'))).not.toContain('access-control-request-method');
  });

  it('sends no preflight where a browser sends none', async () => {
    await probed(`${base}/plain`, ...ORIGIN, '--header', 'accept: text/plain');
    expect([arrived.has('GET /plain'), arrived.has('OPTIONS /plain')]).toEqual([true, false]);
  });

  it('asks for a header whose value is not given, and sends none', async () => {
    const { out, errors } = await runCli('probe', `${base}/secret`, ...ORIGIN, '--header', 'authorization');
    expect(sentTo('OPTIONS /secret')).toMatchObject({ 'access-control-request-headers': 'authorization' });
    expect(Object.keys(sentTo('GET /secret'))).not.toContain('authorization');
    expect(errors).toContain('asked for authorization and sent none');
    expect(out).toContain('allowed');
  });

  it('shows no secret that it was given', async () => {
    const secrets = [
      '--header',
      'authorization: Bearer s3cret-value',
      '--credentials',
      '--header',
      'cookie: a=s3cret-value',
    ];
    const { out, errors } = await runCli('probe', `${base}/masked?token=s3cret-value`, ...ORIGIN, ...secrets, '--json');
    expect(sentTo('GET /masked?token=s3cret-value')).toMatchObject({
      cookie: 'a=s3cret-value',
      authorization: 'Bearer s3cret-value',
    });
    expect(Object.keys(sentTo('OPTIONS /masked?token=s3cret-value'))).not.toContain('cookie');
    expect(out + errors).not.toContain('s3cret');
  });

  it('leaves the request out on demand, and cannot tell then', async () => {
    const { code, trace } = await probed(`${base}/careful`, ...ORIGIN, '--method', 'DELETE', '--preflight-only');
    expect(arrived.has('DELETE /careful')).toBe(false);
    expect([code, trace.verdict, trace.cause?.rule]).toEqual([1, 'blocked', 'method-unlisted']);
    const allowed = await probed(`${base}/careful`, ...ORIGIN, '--method', 'PUT', '--preflight-only');
    expect([allowed.code, allowed.trace.verdict]).toEqual([2, 'undetermined']);
    expect(arrived.has('PUT /careful')).toBe(false);
  });

  it('follows a redirect with the origin that it leaves', async () => {
    const { code, trace } = await probed(`${base}/away`, ...ORIGIN);
    expect(sentTo('GET /there')).toMatchObject({ origin: 'null' });
    expect([code, trace.hops.map(({ origin, status }) => [origin, status])]).toEqual([
      0,
      [
        [PAGE, 307],
        ['null', 200],
      ],
    ]);
  });

  it.each([
    ['/loop', [], 'net::ERR_TOO_MANY_REDIRECTS'],
    ['/data', [], 'net::ERR_UNSAFE_REDIRECT'],
    ['/away', ['--redirect', 'error'], 'net::ERR_ABORTED'],
  ])('ends a redirect that is not to be followed: %s %j', async (path, options, netError) => {
    const { code, trace } = await probed(`${base}${path}`, ...ORIGIN, ...options);
    expect([code, trace.blockedBy, trace.hops.at(-1)?.netError]).toEqual([1, 'redirect', netError]);
  });

  it('judges by the rules of the browser that is named', async () => {
    const { trace } = await probed(`${base}/put`, ...ORIGIN, '--browser', 'firefox');
    const { out } = await runCli('probe', `${base}/put`, ...ORIGIN, '--browser', 'firefox', '--json');
    expect([trace.verdict, JSON.parse(out).browser]).toEqual(['allowed', 'firefox']);
  });

  it('lets nothing that a server sends act in the terminal', async () => {
    const hostile = '\u001b[2J\u009b31m\u202ehttp://x';
    const url = await rawServer((socket) => {
      socket.end(`HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: ${hostile}\r\n\r\n`);
    });
    const { code, out } = await runCli('probe', url, ...ORIGIN);
    expect(code).toBe(1);
    const acting = [...out].filter((character) => /[\p{Cc}\p{Cf}]/u.test(character) && character !== '\n');
    expect(acting).toEqual([]);
    expect(out).toContain('\\u{1b}[2J\\u{9b}31m\\u{202e}http://x');
  });
});

describe('an error of transport', () => {
  it('is a refused connection', async () => {
    const { code, trace } = await probed(`http://127.0.0.1:${await closedPort()}/`, ...ORIGIN);
    expect([code, trace.cause?.rule, trace.hops[0]?.netError]).toEqual([
      1,
      'server-unreachable',
      'net::ERR_CONNECTION_REFUSED',
    ]);
  });

  it('is a name that leads nowhere', async () => {
    const { trace } = await probed('http://api.whycors.invalid/', ...ORIGIN);
    expect(trace.cause?.rule).toBe('name-unresolved');
  });

  it('is an answer that does not come in time', async () => {
    const url = await rawServer(() => undefined);
    const { trace } = await probed(url, ...ORIGIN, '--timeout', '0.2');
    expect(trace.hops[0]?.netError).toBe('net::ERR_TIMED_OUT');
  });

  it('is a connection that is closed without an answer', async () => {
    const { trace } = await probed(await rawServer((socket) => socket.end()), ...ORIGIN);
    expect([trace.cause?.rule, trace.hops[0]?.netError]).toEqual(['connection-lost', 'net::ERR_EMPTY_RESPONSE']);
  });

  it.each(['GET', 'PUT'])('is a connection that is reset, at a preflight too: %s', async (method) => {
    const url = await rawServer((socket) => socket.resetAndDestroy());
    const { code, trace } = await probed(url, ...ORIGIN, '--method', method);
    const { preflight, netError } = trace.hops[0] ?? {};
    expect([code, trace.cause?.rule, netError]).toEqual([1, 'connection-lost', 'net::ERR_CONNECTION_RESET']);
    expect(preflight !== null).toBe(method === 'PUT');
  });

  it('is a handshake that does not come in time', async () => {
    const url = (await rawServer(() => undefined)).replace('http:', 'https:');
    const { code, trace } = await probed(url, ...ORIGIN, '--timeout', '0.2');
    expect([code, trace.hops[0]?.netError]).toEqual([1, 'net::ERR_TIMED_OUT']);
  });

  it('is half of an answer', async () => {
    const url = await rawServer((socket) => socket.end('HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\n'));
    const { code, trace } = await probed(url, ...ORIGIN);
    expect([code, trace.cause?.rule, trace.hops[0]?.netError]).toEqual([
      1,
      'connection-lost',
      'net::ERR_EMPTY_RESPONSE',
    ]);
  });

  it('is told in words of its own kind on the error output', async () => {
    const refused = await runCli('probe', `http://127.0.0.1:${await closedPort()}/`, ...ORIGIN);
    const silent = await runCli('probe', await rawServer(() => undefined), ...ORIGIN, '--timeout', '0.2');
    expect([refused.errors, silent.errors]).toEqual([
      expect.stringContaining('ECONNREFUSED'),
      expect.stringContaining('no answer within 0.2 s'),
    ]);
  });

  it('is an answer that is no HTTP', async () => {
    const { trace } = await probed(await rawServer((socket) => socket.end('SSH-2.0-whatever\r\n')), ...ORIGIN);
    expect(trace.hops[0]?.netError).toBe('net::ERR_INVALID_HTTP_RESPONSE');
  });

  it('is a certificate that nobody vouches for, until it is accepted', async () => {
    const tls = createTlsServer(selfSignedCertificate(['localhost']), (_request, response) => {
      response.writeHead(200, { 'Access-Control-Allow-Origin': '*' }).end();
    });
    await new Promise<void>((resolve) => tls.listen(0, '127.0.0.1', resolve));
    const url = `https://localhost:${(tls.address() as AddressInfo).port}/`;
    try {
      const refused = await probed(url, ...ORIGIN);
      expect([refused.trace.cause?.rule, refused.trace.hops[0]?.netError]).toEqual([
        'tls-failed',
        'net::ERR_CERT_AUTHORITY_INVALID',
      ]);
      expect((await probed(url, ...ORIGIN, '--insecure')).code).toBe(0);
    } finally {
      tls.closeAllConnections();
      await new Promise((resolve) => tls.close(resolve));
    }
  });

  it('is TLS where the server speaks none', async () => {
    const { trace } = await probed(`https://localhost:${portOf(server)}/`, ...ORIGIN);
    expect([trace.cause?.rule, trace.hops[0]?.netError]).toEqual(['tls-failed', 'net::ERR_SSL_PROTOCOL_ERROR']);
  });
});

const rawServers: { end(): void }[] = [];
afterAll(() => {
  for (const one of rawServers) one.end();
});

/** A TCP server; `answer` gets the connection when the request has arrived. */
async function rawServer(answer: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const raw = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('data', () => answer(socket));
  });
  await new Promise<void>((resolve) => raw.listen(0, '127.0.0.1', resolve));
  rawServers.push({
    end: () => {
      for (const socket of sockets) socket.destroy();
      raw.close();
    },
  });
  return `http://127.0.0.1:${(raw.address() as AddressInfo).port}/`;
}
