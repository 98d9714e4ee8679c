import { execFile } from 'node:child_process';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { StackId } from '../../../src/analyzer/server/server-guess.ts';
import type { FullPolicyBackend } from '../backend.ts';

const run = promisify(execFile);
const MODULES = fileURLToPath(new URL('../../../.cache/backends/go-modules', import.meta.url));

const SERIES = 'Go 1.26';

/** A program with net/http and one CORS library, whose version and checksums are in the folder that bears the stack's id. */
export function goBackend(stack: StackId, library: string): FullPolicyBackend {
  const pins = fileURLToPath(new URL(`${stack}/`, import.meta.url));
  return {
    id: stack,
    stack,
    async prepare() {
      try {
        const { stdout } = await go(['env', 'GOVERSION'], pins);
        const framework = `Go ${/go(\d+\.\d+)/.exec(stdout)?.[1]}`;
        if (framework !== SERIES) return { missing: `this machine has ${framework}, not ${SERIES}` };
        await go(['mod', 'download'], pins);
        const { stdout: version } = await go(['list', '-m', '-f', '{{.Version}}', `github.com/${library}`], pins);
        return {
          stack,
          framework,
          library: `${library} ${version.trim().replace(/^v/, '')}`,
          refusesAsAWhole: true,
          create: (folder) => create(pins, folder),
          paste,
          command: (folder, port) => ({ program: join(folder, 'server'), args: [String(port)], cwd: folder }),
        };
      } catch (error) {
        return { missing: error instanceof Error ? (error.message.trim().split('\n').at(-1) ?? '') : String(error) };
      }
    },
  };
}

/** Modules are kept apart from those of whoever runs this; what is compiled is not. */
export function go(args: readonly string[], cwd: string): Promise<{ stdout: string }> {
  const env = { ...process.env, GOMODCACHE: MODULES, GOFLAGS: '-modcacherw', GOTOOLCHAIN: 'local', GOWORK: 'off' };
  return run('go', args, { cwd, env });
}

async function create(pins: string, folder: string): Promise<void> {
  for (const file of ['go.mod', 'go.sum']) await copyFile(join(pins, file), join(folder, file));
  await writeFile(join(folder, 'main.go'), MAIN);
  await go(['build', '-o', 'server', '.'], folder);
}

/** Into a file of its own, with its function around the outermost handler. */
async function paste(folder: string, snippet: string): Promise<void> {
  await writeFile(join(folder, 'cors.go'), snippet);
  const main = await readFile(join(folder, 'main.go'), 'utf8');
  const wrapped = main.replace('ListenAndServe(address, mux)', 'ListenAndServe(address, withCORS(mux))');
  if (wrapped === main) throw new Error('main.go has no handler to wrap');
  await writeFile(join(folder, 'main.go'), wrapped);
  await go(['build', '-o', 'server', '.'], folder);
}

const MAIN = `package main

import (
	"encoding/json"
	"log"
	"net/http"
	"os"
)

func main() {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /login", func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "session", Value: "s3ssion", Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode})
		w.Write([]byte("logged in"))
	})
	mux.HandleFunc("GET /api/session", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Total", "2")
		w.Header().Set("Access-Control-Expose-Headers", "X-Total")
		json.NewEncoder(w).Encode(map[string]any{"session": session(r), "token": "none"})
	})
	mux.HandleFunc("PATCH /api/items/1", change)
	mux.HandleFunc("DELETE /api/items/1", change)
	mux.HandleFunc("GET /api/private", func(w http.ResponseWriter, r *http.Request) {
		http.Error(w, "log in first", http.StatusUnauthorized)
	})
	mux.HandleFunc("GET /api/broken", func(w http.ResponseWriter, r *http.Request) {
		http.Error(w, "broken on purpose", http.StatusInternalServerError)
	})
	address := "127.0.0.1:" + os.Args[1]
	log.Fatal(http.ListenAndServe(address, mux))
}

func change(w http.ResponseWriter, r *http.Request) {
	var item any
	json.NewDecoder(r.Body).Decode(&item)
	var authorization any
	if value := r.Header.Get("Authorization"); value != "" {
		authorization = value
	}
	json.NewEncoder(w).Encode(map[string]any{"session": session(r), "authorization": authorization, "item": item})
}

func session(r *http.Request) any {
	if cookie, err := r.Cookie("session"); err == nil {
		return cookie.Value
	}
	return nil
}
`;
