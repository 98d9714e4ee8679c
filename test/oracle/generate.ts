import type { Header } from '../../src/analyzer/fetch/header-list.ts';
import { type Ask, ask, type CaseHop, type OracleCase, type RawAnswer, type Role } from './case.ts';
import { type Random, randomFrom } from './random.ts';

const { CI, ORACLE_SEED, ORACLE_CASES } = process.env;

/**
 * In CI always the same, so that a red run means a changed product or browser; elsewhere another one each time, so that
 * new cases are found. `ORACLE_SEED` repeats a run.
 */
export const SEED = Number(ORACLE_SEED ?? (CI ? 20_261_121 : Date.now() % 1_000_000_000));

/** How many requests made by chance a suite runs. */
export const COUNT = Number(ORACLE_CASES ?? 1500);

/** `count` cases; the same seed gives the same ones. */
export function randomCases(seed: number, count: number): readonly OracleCase[] {
  const random = randomFrom(seed);
  return Array.from({ length: count }, (_, index) => randomCase(random, `${seed}-${index}`));
}

function randomCase(random: Random, id: string): OracleCase {
  const one = randomAsk(random);
  const roles = randomRoles(random, one);
  const hops = roles.map((at, index): CaseHop => {
    const actual = randomActual(random, one, index, roles);
    const preflight = randomPreflight(random, one, index, roles);
    return { at, actual, preflight };
  });
  const [first, ...more] = hops;
  if (!first) throw new Error('a case needs a hop');
  const plain = random.percent(8) ? { plain: true } : {};
  return { id, title: 'made by chance', asks: [one], ...plain, hops: [first, ...more] };
}

function randomAsk(random: Random): Ask {
  const api = random.weighted([
    [72, 'fetch'],
    [25, 'xhr'],
    [3, 'event-source'],
  ] as const);
  const from = random.weighted([
    [75, 'page'],
    [15, 'sandboxed-frame'],
    [10, 'worker'],
  ] as const);
  const include = random.percent(40);
  if (api === 'event-source') return ask({ api, from, credentials: include ? 'include' : 'same-origin' });
  const method = random.weighted(METHODS);
  const body = method.toUpperCase() !== 'GET' && method.toUpperCase() !== 'HEAD' && random.percent(60) ? 'x' : null;
  const common = { api, from, method, body, headers: randomHeaders(random) };
  if (api === 'xhr')
    return ask({ ...common, credentials: include ? 'include' : 'same-origin', uploadListener: random.percent(15) });
  return ask({
    ...common,
    credentials: include
      ? 'include'
      : random.weighted([
          [75, 'same-origin'],
          [25, 'omit'],
        ] as const),
    mode: randomMode(random, method),
    ...fetchOptions(random),
  });
}

function randomMode(random: Random, method: string): Ask['mode'] {
  if (['GET', 'HEAD', 'POST'].includes(method) && random.percent(7)) return 'no-cors';
  return random.percent(1.5) ? 'same-origin' : 'cors';
}

/** What only fetch() can ask for. */
function fetchOptions(random: Random): Partial<Ask> {
  return {
    cache: random.weighted([
      [90, 'default'],
      [5, 'no-store'],
      [3, 'reload'],
      [2, 'no-cache'],
    ] as const),
    redirect: random.weighted([
      [94, 'follow'],
      [3, 'manual'],
      [3, 'error'],
    ] as const),
    keepalive: random.percent(2),
  };
}

const METHODS: readonly (readonly [number, string])[] = [
  [40, 'GET'],
  [20, 'POST'],
  [12, 'PUT'],
  [6, 'DELETE'],
  [5, 'PATCH'],
  [4, 'patch'],
  [4, 'HEAD'],
  [2, 'put'],
  [2, 'OPTIONS'],
  [2, 'CHICKEN'],
  [1, 'post'],
];

const HEADERS: readonly (readonly [number, Header])[] = [
  [20, ['X-Test', '1']],
  [12, ['X-Other', 'a b, c']],
  [4, ['x-third', '']],
  [12, ['Authorization', 'Bearer x']],
  [14, ['Content-Type', 'application/json']],
  [4, ['Content-Type', 'text/plain']],
  [3, ['Content-Type', 'text/plain; charset="utf-8"']],
  [2, ['Content-Type', 'text/plain;x=y,z']],
  [2, ['Content-Type', 'application/x-www-form-urlencoded']],
  [3, ['Accept', 'application/json']],
  [2, ['Accept', 'text/plain(x)']],
  [1, ['Accept', 'text/\u00e9']],
  [1, ['Accept', `text/${'x'.repeat(124)}`]],
  [2, ['Accept-Language', 'de']],
  [2, ['Accept-Language', 'de_DE']],
  [2, ['Content-Language', 'en']],
  [2, ['Range', 'bytes=0-499']],
  [2, ['Range', 'bytes=-500']],
  [2, ['Save-Data', 'on']],
  [2, ['DPR', '2.0']],
  [1, ['DPR', 'abc']],
  [2, ['Cache-Control', 'no-cache']],
  [1, ['Pragma', 'no-cache']],
  [2, ['If-None-Match', '"x"']],
  [3, ['X-Requested-With', 'XMLHttpRequest']],
  [1, ['X-HTTP-Method-Override', 'PUT']],
  [1, ['X-HTTP-Method-Override', 'TRACE']],
  [1, ['User-Agent', 'x']],
  [1, ['Sec-Foo', 'x']],
  [1, ['Cookie', 'a=b']],
  [1, ['Upgrade-Insecure-Requests', '1']],
  [1, ['Priority', 'u=1']],
];

function randomHeaders(random: Random): readonly Header[] {
  const count = random.weighted([
    [45, 0],
    [35, 1],
    [14, 2],
    [6, 3],
  ]);
  const chosen = Array.from({ length: count }, () => random.weighted(HEADERS));
  return chosen.filter(([name], index) => chosen.findIndex((other) => other[0] === name) === index);
}

function randomRoles(random: Random, { from, redirect }: Ask): readonly Role[] {
  const redirects = random.weighted([
    [62, 0],
    [22, 1],
    [11, 2],
    [5, 3],
  ]);
  const roles = Array.from({ length: redirects + 1 }, () => random.weighted(ROLES));
  const interesting = redirect !== 'follow' || from === 'sandboxed-frame' || roles.some((role) => role !== 'O');
  return interesting ? roles : ['T', ...roles.slice(1)];
}

const ROLES: readonly (readonly [number, Role])[] = [
  [45, 'T'],
  [22, 'U'],
  [15, 'S'],
  [18, 'O'],
];

type Place = readonly [index: number, roles: readonly Role[]];

function randomActual(random: Random, one: Ask, ...[index, roles]: Place): RawAnswer {
  const broken = connectionEnds(random);
  if (broken) return broken;
  const cors = corsLines(random, one, index, roles);
  if (index === roles.length - 1) return { status: random.weighted(STATUSES), lines: mangled(random, cors) };
  const status = random.pick(['301 Moved', '302 Found', '303 See Other', '307 Temporary', '308 Permanent']);
  return { status, lines: [locationLine(random, index + 1, roles), ...mangled(random, cors)] };
}

function locationLine(random: Random, next: number, roles: readonly Role[]): string {
  const role = roles[next] ?? 'O';
  const user = random.weighted([
    [96, ''],
    [2, 'user@'],
    [2, 'user:pass@'],
  ]);
  if (user !== '') return `Location: http://${user}{${role}:host}:{${role}:port}{path:${next}}`;
  return roles[next - 1] === role && random.percent(50) ? `Location: {path:${next}}` : `Location: {url:${next}}`;
}

const STATUSES: readonly (readonly [number, string])[] = [
  [74, '200 OK'],
  [4, '204 No Content'],
  [5, '404 Not Found'],
  [5, '500 Internal Server Error'],
  [4, '401 Unauthorized'],
  [2, '403 Forbidden'],
  [2, '304 Not Modified'],
  [1, '299 Odd'],
  [1, '302 Found'],
  [1, '300 Multiple Choices'],
  [1, '206 Partial Content'],
];

const PREFLIGHT_STATUSES: readonly (readonly [number, string])[] = [
  [45, '204 No Content'],
  [43, '200 OK'],
  [2, '404 Not Found'],
  [2, '401 Unauthorized'],
  [1, '403 Forbidden'],
  [1, '405 Method Not Allowed'],
  [1, '500 Internal Server Error'],
  [1, '299 Odd'],
  [1, '304 Not Modified'],
  [1, '302 Found'],
];

function randomPreflight(random: Random, one: Ask, ...[index, roles]: Place): RawAnswer {
  const broken = connectionEnds(random);
  if (broken) return broken;
  const lines = [
    ...corsLines(random, one, index, roles),
    ...optional('Access-Control-Allow-Methods', random.weighted(methodLists(one))),
    ...optional('Access-Control-Allow-Headers', random.weighted(headerLists(one))),
    ...optional(
      'Access-Control-Max-Age',
      random.weighted([
        [9, null],
        [1, '60'],
      ] as const),
    ),
  ];
  const redirects = random.percent(2);
  if (redirects) return { status: '301 Moved', lines: ['Location: /elsewhere', ...lines] };
  return { status: random.weighted(PREFLIGHT_STATUSES), lines: mangled(random, lines) };
}

function methodLists({ method }: Ask): readonly (readonly [number, string | null])[] {
  return [
    [55, `GET, ${method}`],
    [8, method.toUpperCase()],
    [14, '*'],
    [9, null],
    [4, method.toLowerCase()],
    [3, 'GET,POST , PUT,'],
    [2, ''],
    [2, 'G E T'],
    [1, `"${method}"`],
    [1, `GET; ${method}`],
    [1, `*, ${method}`],
  ];
}

function headerLists({ headers }: Ask): readonly (readonly [number, string | null])[] {
  const names = headers.map(([name]) => name);
  return [
    [58, ['Content-Type', ...names].join(', ')],
    [6, names.join(',').toUpperCase()],
    [14, '*'],
    [8, null],
    [4, names.slice(1).join(', ')],
    [3, `, ,${names.join(',,')},`],
    [2, ''],
    [2, names.join(' ') || 'x y'],
    [1, `"${names.join('","')}"`],
    [1, `*, authorization`],
    [1, `x-unrelated`],
  ];
}

function corsLines(random: Random, one: Ask, ...[index, roles]: Place): readonly string[] {
  const origin = comparedOrigin(one, index, roles);
  const include = one.credentials === 'include';
  const allowed = random.weighted(allowedOrigins(origin));
  const credentials = random.weighted(include ? CREDENTIALS_INCLUDED : CREDENTIALS_LEFT_OUT);
  const name = random.percent(20) ? 'access-control-allow-origin' : 'Access-Control-Allow-Origin';
  return [
    ...allowed.map((value) => `${name}: ${value}`),
    ...credentials.map((value) => `Access-Control-Allow-Credentials: ${value}`),
    ...(random.percent(10) ? ['Vary: Origin'] : []),
  ];
}

/** The origin that a correct server would name. */
function comparedOrigin({ from }: Ask, index: number, roles: readonly Role[]): string {
  const tainted = roles.slice(1, index + 1).some((role, at) => role !== roles[at] && roles[at] !== 'O');
  return from === 'sandboxed-frame' || tainted ? 'null' : '{O}';
}

function allowedOrigins(origin: string): readonly (readonly [number, readonly string[]])[] {
  return [
    [66, [origin]],
    [13, ['*']],
    [5, []],
    [2, ['{O}']],
    [2, ['null']],
    [2, ['{U}']],
    ...WRONG_ORIGINS.map((value) => [0.5, [value]] as const),
    [1, [origin, origin]],
    [0.5, ['*', '*']],
    [0.5, [origin, '']],
    [0.5, ['*', '']],
    [0.5, ['', origin]],
    [0.5, ['*', origin]],
  ];
}

const WRONG_ORIGINS = [
  '{O}/',
  '{O:upper}',
  '{O:host}',
  'https://{O:host}:{O:port}',
  'http://{O:host}',
  '{O:host}:{O:port}',
  'http://*.localhost:{O:port}',
  '*.localhost',
  '{O},{U}',
  '{O}, *',
  '{O} {U}',
  '{O}\t{U}',
  '"{O}"',
  'NULL',
  '**',
  '',
  'http://',
  'undefined',
  'file://',
  'http://{O:host}:99999',
  'http://[::1',
  'http://a b',
  'http://ex%41mple',
  'http://\u00e9.localhost',
  'http://\u00c3\u00a9.localhost',
  '\u00e9',
  '{O}\u00a0',
  '\u00a0{O}',
  '{O}\u00ad',
  '{O}#x',
  '{O}?',
  'http:{O:host}',
  '//{O:host}:{O:port}',
  'blob:{O}/x',
  'javascript:x',
  'mailto:x',
  'a:',
  '1a:b',
  ':',
  '/',
  '\\\\',
];

const CREDENTIALS_INCLUDED: readonly (readonly [number, readonly string[]])[] = [
  [84, ['true']],
  [6, []],
  [1, ['false']],
  [1, ['True']],
  [1, ['']],
  [1, ['true', 'true']],
  [1, ['true,']],
  [1, ['\u00e9']],
  [1, ['"true"']],
  [1, ['1']],
];

const CREDENTIALS_LEFT_OUT: readonly (readonly [number, readonly string[]])[] = [
  [66, ['true']],
  [32, []],
  [2, ['false']],
];

function optional(name: string, value: string | null): readonly string[] {
  return value === null ? [] : [`${name}: ${value}`];
}

/** Sometimes one line is written as servers should not write it. */
function mangled(random: Random, lines: readonly string[]): readonly string[] {
  if (lines.length === 0 || !random.percent(9)) return lines;
  const at = random.below(lines.length);
  const line = lines[at] ?? '';
  const split = line.indexOf(':') + 1;
  const [name, value] = [line.slice(0, split), line.slice(split)];
  const byte = String.fromCharCode(
    random.weighted([
      [3, 0x80],
      [3, 0xff],
      [2, 0x7f],
      [2, 0x01],
      [2, 0x0b],
      [2, 0xa0],
    ]),
  );
  const odd = random.pick([
    `${name}   ${value}\t `,
    `${name}${value.trim()}`,
    `${name}${value}${byte}`,
    `${name} ${byte}${value.trim()}`,
    `${name}${value},`,
    `${name}\r\n ${value.trim()}`,
    `${name}${value}\r\n\t`,
    `${name}${value.replace(',', ',\r\n ')}`,
    `${line}\r\n${line}`,
    `${name.toUpperCase()}${value}`,
    `${name.slice(0, -1)} :${value}`,
  ]);
  return lines.with(at, odd);
}

function connectionEnds(random: Random): RawAnswer | undefined {
  return random.weighted([
    [98.5, undefined],
    [1, { end: 'close' }],
    [0.5, { end: 'reset' }],
  ] as const);
}
