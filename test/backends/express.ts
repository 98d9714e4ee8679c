import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Backend } from './backend.ts';

const CREATION = 'const app = express();\n';

/** Runs with the `express` and `cors` of this project: folders below it find its node_modules. */
export const expressBackend: Backend = {
  stack: 'express',
  create: (folder) => writeFile(join(folder, 'app.cjs'), APP),
  async paste(folder, snippet) {
    const file = join(folder, 'app.cjs');
    const source = await readFile(file, 'utf8');
    await writeFile(
      file,
      source.replace(CREATION, () => `${CREATION}\n${snippet}\n`),
    );
  },
  command: (folder, port) => ({ program: process.execPath, args: ['app.cjs', String(port)], cwd: folder }),
};

const APP = `const express = require('express');

${CREATION}
app.use(express.json());

function sessionOf(req) {
  return /(?:^|; )session=([^;]*)/.exec(req.headers.cookie ?? '')?.[1] ?? null;
}

app.get('/login', (req, res) => {
  res.cookie('session', 's3ssion', { httpOnly: true, sameSite: 'lax' }).send('logged in');
});

app.get('/api/session', (req, res) => {
  res.json({ session: sessionOf(req), token: 'none' });
});

function item(req, res) {
  res.json({ session: sessionOf(req), authorization: req.headers.authorization ?? null, item: req.body ?? null });
}
app.patch('/api/items/1', item);
app.delete('/api/items/1', item);

app.get('/api/broken', () => {
  throw new Error('broken on purpose');
});

app.listen(Number(process.argv[2]), '127.0.0.1');
`;
