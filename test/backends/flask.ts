import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Backend } from './backend.ts';

const CREATION = 'app = Flask(__name__)\n';

export function flaskBackend(python: string): Backend {
  return {
    stack: 'flask',
    create: (folder) => writeFile(join(folder, 'app.py'), APP),
    async paste(folder, snippet) {
      const file = join(folder, 'app.py');
      const source = await readFile(file, 'utf8');
      await writeFile(
        file,
        source.replace(CREATION, () => `${CREATION}\n${snippet}\n`),
      );
    },
    command: (folder, port) => ({
      program: python,
      args: ['-m', 'flask', '--app', 'app', 'run', '--host', '127.0.0.1', '--port', String(port)],
      cwd: folder,
    }),
  };
}

const APP = `from flask import Flask, jsonify, make_response, request

${CREATION}

@app.get("/login")
def login():
    response = make_response("logged in")
    response.set_cookie("session", "s3ssion", httponly=True, samesite="Lax")
    return response


@app.get("/api/session")
def session():
    return jsonify(session=request.cookies.get("session"), token="none")


@app.route("/api/items/1", methods=["PATCH", "DELETE"])
def item():
    return jsonify(
        session=request.cookies.get("session"),
        authorization=request.headers.get("Authorization"),
        item=request.get_json(silent=True),
    )


@app.get("/api/broken")
def broken():
    raise RuntimeError("broken on purpose")
`;
