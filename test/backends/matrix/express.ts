import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NodePackages } from '../node.ts';
import type { Faults, MatrixBackend, ShownFix } from './backend.ts';
import { insertedAfter, mergedOptions } from './source-edits.ts';

const CREATION = 'const app = express();\n';

/** `name`: `express`, or the alias under which an older one is installed. */
export async function expressBackend(packages: NodePackages, id: string, name: string): Promise<MatrixBackend> {
  return {
    id,
    stack: 'express',
    framework: `Express ${await packages.versionOf(name)}`,
    library: `cors ${await packages.versionOf('cors')}`,
    async create(folder, broken, around) {
      await packages.linkInto(folder);
      await writeFile(join(folder, 'app.cjs'), appWith(name, FAULTS[broken](around.origin, around)));
    },
    async apply(folder, fix) {
      const file = join(folder, 'app.cjs');
      await writeFile(file, applied(await readFile(file, 'utf8'), fix));
    },
    async checkInstall(command) {
      const [, wanted = ''] = /^npm install (\S+)$/.exec(command) ?? [];
      await packages.versionOf(wanted);
    },
    command: (folder, port) => ({ program: process.execPath, args: ['app.cjs', String(port)], cwd: folder }),
  };
}

const CALL = /^app\.use\(cors\(\{\n([\s\S]*?)^\}\)\);\n/m;

function applied(source: string, { extent, code, placement, notes, notedCode }: ShownFix): string {
  const cookie = notes.includes('on the cookie') ? notedCode.find((text) => text.startsWith('sameSite')) : undefined;
  const kept = cookie === undefined ? source : source.replace(COOKIE, () => `{ httpOnly: true, ${cookie} }`);
  if (placement.includes('right after const app = express()')) {
    const replaced = placement.includes('in place of any other app.use(cors(…))') ? withoutLibrary(kept) : kept;
    return insertedAfter(replaced, CREATION, code);
  }
  if (extent === 'full' || !placement.includes('into the options of cors('))
    throw new Error(`where is that? ${placement}`);
  return kept.replace(CALL, (_call, options: string) => {
    const lines = mergedOptions(options.trim().split('\n'), code.trim().split('\n'), '  ');
    return `app.use(cors({\n${lines.join('\n')}\n}));\n`;
  });
}

function withoutLibrary(source: string): string {
  return source.replace("const cors = require('cors');\n", '').replace(CALL, '');
}

const COOKIE = '{ httpOnly: true }';

const NEED_AUTHORIZATION = `app.use('/api/private', (req, res, next) => {
  if (req.headers.authorization) next();
  else res.status(401).json({ error: 'log in' });
});
`;

const GO_TO_LOGIN = NEED_AUTHORIZATION.replace("res.status(401).json({ error: 'log in' })", "res.redirect('/login')");

function needHttps(host: string): string {
  return `app.set('trust proxy', 1);
app.use((req, res, next) => {
  if (req.secure) next();
  else res.redirect(301, 'https://${host}' + req.originalUrl);
});
`;
}

function installed(origin: string, options: Readonly<Record<string, string>> = {}): string {
  const all = { origin, methods: "['GET']", allowedHeaders: "['content-type']", ...options };
  const lines = Object.entries(all).map(([name, value]) => `  ${name}: ${value},`);
  return ["const cors = require('cors');", 'app.use(cors({', ...lines, '}));', ''].join('\n');
}

const listed = (origin: string) => `['${origin}']`;

const FAULTS: Faults = {
  bare: () => '',
  'other-origin': () => installed("'https://www.example.com'"),
  'hand-written': () => `app.use((req, res, next) => {
  res.set('Access-Control-Allow-Origin', 'https://www.example.com');
  next();
});
`,
  wildcard: () => installed("'*'"),
  'no-credentials': (origin) => installed(listed(origin)),
  'few-methods': (origin) => installed(listed(origin)),
  'few-headers': (origin) => installed(listed(origin)),
  'star-headers': (origin) => installed(listed(origin), { allowedHeaders: "'*'", credentials: 'true' }),
  unexposed: (origin) => installed(listed(origin)),
  'auth-first': (origin) =>
    `${NEED_AUTHORIZATION}\n${installed(listed(origin), { allowedHeaders: "['authorization']" })}`,
  redirecting: (origin) => `${GO_TO_LOGIN}\n${installed(listed(origin), { allowedHeaders: "['authorization']" })}`,
  'https-redirecting': (origin, { secureHost }) =>
    `${needHttps(secureHost)}\n${installed(listed(origin), { allowedHeaders: "['x-page']" })}`,
  'bare-errors': (origin) => `${NEED_AUTHORIZATION}\n${installed(listed(origin))}`,
};

function appWith(name: string, fault: string): string {
  return APP.replace('PACKAGE', name).replace('FAULT', () => fault);
}

const APP = `const express = require('PACKAGE');

${CREATION}
FAULT
app.use(express.json());

function answer(req, res) {
  const user = /(?:^|; )user=([^;]*)/.exec(req.headers.cookie ?? '')?.[1] ?? null;
  res.set('X-Total', '3').json({ user, authorization: req.headers.authorization ?? null, token: 'none' });
}

app.get('/login', (req, res) => {
  res.cookie('user', 'ada', ${COOKIE}).send('logged in');
});
app.get('/api/session', answer);
app.patch('/api/profile', answer);
app.get('/api/items', answer);
app.post('/api/items', answer);
app.put('/api/items/1', answer);
app.patch('/api/items/1', answer);
app.delete('/api/items/1', answer);
app.get('/api/slash/', answer);
app.get('/api/private', (req, res) => {
  if (req.headers.authorization) answer(req, res);
  else res.status(401).json({ error: 'log in' });
});
app.get('/broken', () => {
  throw new Error('broken on purpose');
});

app.listen(Number(process.argv[2]), '127.0.0.1');
`;
