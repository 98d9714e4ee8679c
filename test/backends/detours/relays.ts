import { execFile } from 'node:child_process';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import express from 'express/package.json' with { type: 'json' };
import { installedVersion } from '../python.ts';
import type { Stage } from './stage.ts';

const run = promisify(execFile);
const PAGE = '<!doctype html><title>page</title>';

/** The Express of this project: folders below it find its node_modules. */
export const expressStage: Stage = {
  detour: 'relay-express',
  framework: `Express ${express.version}`,
  create: (folder) => writeFile(join(folder, 'app.cjs'), EXPRESS),
  paste: (folder, snippet) => pasteAfter(join(folder, 'app.cjs'), 'const app = express();\n', snippet),
  command: (folder, port) => ({ program: process.execPath, args: ['app.cjs', String(port)], cwd: folder }),
};

const EXPRESS = `const express = require('express');
const app = express();
app.use(express.json());
app.get('/', (req, res) => res.send('${PAGE}'));
app.get('/token', (req, res) => res.json('none'));
app.listen(Number(process.argv[2]), '127.0.0.1');
`;

/** `python` has the pinned packages. */
export async function flaskStage(python: string): Promise<Stage> {
  return {
    detour: 'relay-flask',
    framework: await installedVersion(python, 'Flask'),
    create: (folder) => writeFile(join(folder, 'app.py'), FLASK),
    paste: (folder, snippet) => pasteAfter(join(folder, 'app.py'), 'app = Flask(__name__)\n', snippet),
    command: (folder, port) => ({
      program: python,
      args: ['-m', 'flask', '--app', 'app', 'run', '--host', '127.0.0.1', '--port', String(port)],
      cwd: folder,
    }),
  };
}

const FLASK = `from flask import Flask, jsonify

app = Flask(__name__)


@app.get("/")
def page():
    return "${PAGE}"


@app.get("/token")
def token():
    return jsonify("none")
`;

/** What `startproject` makes, unchanged but for its routes. */
export async function djangoStage(python: string): Promise<Stage> {
  return {
    detour: 'relay-django',
    framework: await installedVersion(python, 'Django'),
    async create(folder) {
      await run(python, ['-m', 'django', 'startproject', 'project', folder]);
      await writeFile(join(folder, 'project', 'urls.py'), DJANGO);
    },
    paste: (folder, snippet) => appendFile(join(folder, 'project', 'urls.py'), `\n${snippet}`),
    command: (folder, port) => ({
      program: python,
      args: ['manage.py', 'runserver', '--noreload', `127.0.0.1:${port}`],
      cwd: folder,
    }),
  };
}

const DJANGO = `from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.urls import path


def page(request):
    return HttpResponse("${PAGE}")


def token(request):
    return JsonResponse(get_token(request), safe=False)


urlpatterns = [path("", page), path("token", token)]
`;

async function pasteAfter(file: string, line: string, snippet: string): Promise<void> {
  const source = await readFile(file, 'utf8');
  await writeFile(
    file,
    source.replace(line, () => `${line}\n${snippet}\n`),
  );
}
