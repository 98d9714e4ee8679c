import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import {
  type CaseHop,
  caseOfPath,
  expand,
  isPreflight,
  nthAnswer,
  type Origins,
  type Placed,
  type RawAnswer,
  type Role,
} from './case.ts';

/** A request of a case that reached a server. */
export interface Served {
  readonly key: string;
  readonly hop: number;
  readonly role: Role;
  readonly method: string;
  readonly preflight: boolean;
  /** Lower-case names, values as they came. */
  readonly headers: readonly (readonly [name: string, value: string])[];
}

export interface OracleServers {
  readonly origins: Origins;
  /** The same servers by names that only a browser with {@link PLAIN_NAMES} can look up. */
  readonly plainOrigins: Origins;
  /** Address of the page that runs cases. */
  readonly pageUrl: string;
  /** From now on requests below the case's URLs are answered. */
  serve(placed: Placed): void;
  /** Requests of a case so far, oldest first. */
  servedFor(key: string): readonly Served[];
  /** Forgets a case: its URLs are unknown from now on. */
  forget(key: string): void;
  close(): Promise<void>;
}

const HOSTS: Readonly<Record<Role, string>> = {
  O: 'app.localhost',
  T: 'api.localhost',
  U: 'third.localhost',
  S: 'app.localhost',
};

const PLAIN_HOSTS: Readonly<Record<Role, string>> = {
  O: 'app.oracle.test',
  T: 'api.oracle.test',
  U: 'third.oracle.test',
  S: 'app.oracle.test',
};

/** Argument of Chromium that makes the plain names lead to the servers. */
export const PLAIN_NAMES = '--host-resolver-rules=MAP *.oracle.test 127.0.0.1';

/** The page that runs cases, below the origin of `O`. */
export const PAGE_PATH = '/page.html';

/** Starts one raw server per role on free ports of the loopback address. They write every answer byte for byte. */
export async function startOracleServers(): Promise<OracleServers> {
  const placed = new Map<string, Placed>();
  const served = new Map<string, Served[]>();
  const awaited = new Map<string, () => void>();
  const sockets = new Set<Socket>();
  const answerFor = (request: RawRequest, role: Role): RawAnswer | Promise<RawAnswer> | undefined => {
    const [, arrival] = /^\/arrived\/([\w-]+)$/.exec(request.path) ?? [];
    if (arrival !== undefined && !served.has(arrival))
      return new Promise((resolve) => awaited.set(arrival, () => resolve(ARRIVED)));
    if (arrival !== undefined) return ARRIVED;
    const target = caseOfPath(request.path);
    const known = target && placed.get(target.key);
    const hop = known?.case.hops[target?.hop ?? -1];
    if (!target || !known || !hop) return pageFile(request.path);
    const log = served.get(target.key) ?? [];
    served.set(target.key, log);
    const answer = recordedAnswer(request, role, { ...target, known, hop }, log);
    awaited.get(target.key)?.();
    return answer;
  };
  const roles = Object.keys(HOSTS) as Role[];
  const servers = await Promise.all(roles.map((role) => listen((request) => answerFor(request, role), sockets)));
  const originsBy = (hosts: Readonly<Record<Role, string>>) =>
    Object.fromEntries(
      servers.map((server, index) => [roles[index], `http://${hosts[roles[index] ?? 'O']}:${portOf(server)}`]),
    ) as unknown as Origins;
  const origins = originsBy(HOSTS);
  return {
    origins,
    pageUrl: `${origins.O}${PAGE_PATH}`,
    plainOrigins: originsBy(PLAIN_HOSTS),
    serve: (one) => placed.set(one.key, one),
    servedFor: (key) => served.get(key) ?? [],
    forget: (key) => {
      placed.delete(key);
      served.delete(key);
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}

interface Target {
  readonly key: string;
  readonly hop: CaseHop;
  readonly known: Placed;
}

function recordedAnswer(request: RawRequest, role: Role, target: Target, log: Served[]): RawAnswer {
  const { method, headers } = request;
  const index = target.known.case.hops.indexOf(target.hop);
  const preflight = isPreflight(
    method,
    headers.map(([name]) => name),
  );
  const before = log.filter((one) => one.hop === index && one.preflight === preflight).length;
  log.push({ key: target.key, hop: index, role, method, preflight, headers });
  const { preflight: permission, actual } = target.hop;
  const answer = preflight ? nthAnswer(permission ?? nthAnswer(actual, 0), before) : nthAnswer(actual, before);
  if ('end' in answer) return answer;
  return { ...answer, lines: answer.lines.map((line) => expand(line, target.known)) };
}

interface RawRequest {
  readonly method: string;
  readonly path: string;
  /** Lower-case names. */
  readonly headers: readonly (readonly [string, string])[];
}

type Answer = (request: RawRequest) => RawAnswer | Promise<RawAnswer> | undefined;

async function listen(answer: Answer, sockets: Set<Socket>): Promise<Server> {
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    let waiting = Buffer.alloc(0);
    socket.on('data', (data) => {
      waiting = Buffer.concat([waiting, data]);
      for (let next = takeRequest(waiting); next && !socket.destroyed; next = takeRequest(waiting)) {
        waiting = next.rest;
        const { request } = next;
        const answered = answer(request) ?? NOT_FOUND;
        if (answered instanceof Promise) void answered.then((later) => write(socket, request, later));
        else write(socket, request, answered);
      }
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return server;
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

/** The first whole request in `bytes`, with what follows it. */
function takeRequest(bytes: Buffer<ArrayBuffer>): { request: RawRequest; rest: Buffer<ArrayBuffer> } | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [start = '', ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n');
  const [method = '', path = ''] = start.split(' ');
  const headers = lines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
  });
  const length = Number(headers.find(([name]) => name === 'content-length')?.[1] ?? 0);
  const bodyEnd = end + 4 + length;
  if (bytes.length < bodyEnd) return undefined;
  return { request: { method, path, headers }, rest: bytes.subarray(bodyEnd) };
}

const ARRIVED: RawAnswer = { status: '204 No Content', lines: [] };
const NOT_FOUND: RawAnswer = { status: '404 Not Found', lines: [] };

function write(socket: Socket, { method }: RawRequest, answer: RawAnswer): void {
  if ('end' in answer) {
    if (answer.end === 'never') return;
    if (answer.end === 'reset') socket.resetAndDestroy();
    else socket.destroy();
    return;
  }
  const { status, lines, body = '/**/' } = answer;
  const bodyless = method === 'HEAD' || /^(?:1\d\d|204|304)\b/.test(status);
  const has = (name: string) => lines.some((line) => line.toLowerCase().startsWith(`${name}:`));
  const added = [
    ...(has('content-type') ? [] : ['Content-Type: text/plain']),
    ...(has('content-length') || bodyless ? [] : [`Content-Length: ${body.length}`]),
    ...(has('cache-control') ? [] : ['Cache-Control: no-store']),
  ];
  const head = [`HTTP/1.1 ${status}`, ...lines, ...added].join('\r\n');
  socket.write(Buffer.from(`${head}\r\n\r\n${bodyless ? '' : body}`, 'latin1'));
}

const PAGE_FILES: Readonly<Record<string, string>> = {
  'page.html': 'text/html',
  // The same for a service worker to control.
  'controlled.html': 'text/html',
  'frame.html': 'text/html',
  'make-request.js': 'text/javascript',
  'run-case.js': 'text/javascript',
  'worker.js': 'text/javascript',
  'service-worker.js': 'text/javascript',
};

/** The page that runs cases, and its parts. */
function pageFile(path: string): RawAnswer | undefined {
  const [name = '', query] = path.slice(1).split('?');
  const type = Object.hasOwn(PAGE_FILES, name) ? PAGE_FILES[name] : undefined;
  if (type === undefined) return undefined;
  const body = readFileSync(new URL(`page/${name.replace('controlled', 'page')}`, import.meta.url), 'latin1');
  const policy = query === 'strict' ? ["Content-Security-Policy: connect-src 'none'"] : [];
  return { status: '200 OK', lines: [`Content-Type: ${type}; charset=utf-8`, ...policy], body };
}
