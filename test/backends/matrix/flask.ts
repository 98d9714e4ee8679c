import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkPipInstall, installedVersion } from '../python.ts';
import type { Broken, Faults, MatrixBackend, ShownFix } from './backend.ts';
import { insertedAfter, mergedOptions } from './source-edits.ts';

const CREATION = 'app = Flask(__name__)\n';

export async function flaskBackend(python: string, id: string, version: string): Promise<MatrixBackend> {
  return {
    id,
    stack: 'flask',
    version,
    framework: await installedVersion(python, 'Flask'),
    library: await installedVersion(python, 'flask-cors'),
    create: (folder, broken, around) =>
      writeFile(join(folder, 'app.py'), appWith(FAULTS[broken](around.origin, around), broken)),
    async apply(folder, fix) {
      const file = join(folder, 'app.py');
      await writeFile(file, applied(await readFile(file, 'utf8'), fix));
    },
    checkInstall: (command) => checkPipInstall(python, command),
    command: (folder, port) => ({
      program: python,
      args: ['-m', 'flask', '--app', 'app', 'run', '--host', '127.0.0.1', '--port', String(port)],
      cwd: folder,
    }),
  };
}

const CALL = /^CORS\(\n {4}app,\n([\s\S]*?)^\)\n/m;

function applied(source: string, { extent, code, placement, notes, notedCode }: ShownFix): string {
  const kept = notes.includes('remove the code that sets it') ? source.replace(HAND_WRITTEN, '') : source;
  if (placement.includes('right after app = Flask(…)')) {
    const replaced = placement.includes('in place of any other CORS(app)') ? withoutLibrary(kept) : kept;
    return insertedAfter(replaced, CREATION, code);
  }
  if (extent === 'full' || !placement.includes('into the call of CORS')) throw new Error(`where is that? ${placement}`);
  return kept.replace(CALL, (_call, options: string) => {
    const lines = mergedOptions(options.trim().split('\n'), code.trim().split('\n'), '    ');
    const below = notes.includes('Below the call add') ? notedCode.find((text) => text.startsWith('app.')) : undefined;
    return `CORS(\n    app,\n${lines.join('\n')}\n)\n${below ?? ''}\n`;
  });
}

function withoutLibrary(source: string): string {
  return source
    .replace(/^from flask_cors import .*\n/gm, '')
    .replace(CALL, '')
    .replaceAll('@cross_origin()\n', '');
}

const HAND_WRITTEN = `@app.after_request
def name_another_page(response):
    response.headers["Access-Control-Allow-Origin"] = "https://www.example.com"
    return response
`;

const NEED_AUTHORIZATION = `@app.before_request
def need_authorization():
    if request.path == "/api/private" and not request.headers.get("Authorization"):
        return jsonify(error="log in"), 401
`;

function needHttps(host: string): string {
  return `@app.before_request
def need_https():
    if request.headers.get("X-Forwarded-Proto") != "https":
        return redirect("https://${host}" + request.full_path.rstrip("?"), code=301)
`;
}

const VARY = `@app.after_request
def vary_by_origin(response):
    response.vary.add("Origin")
    return response
`;

function installed(origin: string, options: Readonly<Record<string, string>> = {}): string {
  const all = { origins: `["${origin}"]`, methods: '["GET"]', allow_headers: '["content-type"]', ...options };
  const lines = Object.entries(all).map(([name, value]) => `    ${name}=${value},`);
  return ['from flask_cors import CORS', '', 'CORS(', '    app,', ...lines, ')', ''].join('\n');
}

const FAULTS: Faults = {
  bare: () => '',
  'other-origin': () => installed('https://www.example.com'),
  'hand-written': () => HAND_WRITTEN,
  wildcard: () => installed('*', { origins: '"*"', send_wildcard: 'True' }),
  'no-credentials': (origin) => installed(origin),
  'few-methods': (origin) => installed(origin),
  'few-headers': (origin) => installed(origin),
  'star-headers': (origin) => installed(origin, { supports_credentials: 'True' }),
  unexposed: (origin) => installed(origin),
  'auth-first': (origin) =>
    `${installed(origin, { allow_headers: '["authorization"]' })}\n\n${VARY}\n\n${NEED_AUTHORIZATION}`,
  redirecting: (origin) => `${installed(origin, { allow_headers: '["x-page"]' })}\n\n${VARY}`,
  'https-redirecting': (origin, { secureHost }) =>
    `${installed(origin, { allow_headers: '["x-page"]' })}\n\n${VARY}\n\n${needHttps(secureHost)}`,
  'bare-errors': () => 'from flask_cors import cross_origin\n',
};

function appWith(fault: string, broken: Broken): string {
  return APP.replace('FAULT', () => fault).replaceAll(
    'DECORATOR\n',
    broken === 'bare-errors' ? '@cross_origin()\n' : '',
  );
}

const APP = `from flask import Flask, abort, jsonify, redirect, request, session

${CREATION}
app.secret_key = "not for production"

FAULT


def answer(**extra):
    response = jsonify(user=session.get("user"), authorization=request.headers.get("Authorization"), **extra)
    response.headers["X-Total"] = "3"
    return response


@app.get("/login")
def login():
    session["user"] = "ada"
    return "logged in"


@app.get("/api/session")
def current_session():
    return answer(token="none")


@app.route("/api/profile", methods=["PATCH"])
def profile():
    return answer()


@app.route("/api/items", methods=["GET", "POST"])
DECORATOR
def items():
    return answer()


@app.route("/api/items/1", methods=["PUT", "PATCH", "DELETE"])
def item():
    return answer()


@app.get("/api/slash/")
def slash():
    return answer()


@app.get("/api/private")
DECORATOR
def private():
    if not request.headers.get("Authorization"):
        abort(401)
    return answer()


@app.get("/broken")
def broken():
    raise RuntimeError("broken on purpose")
`;
