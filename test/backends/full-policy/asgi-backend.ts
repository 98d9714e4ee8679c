import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { FullPolicyBackend } from '../backend.ts';
import { pythonWithPins } from '../python.ts';
import { pasteAtEnd } from './paste.ts';

/** An ASGI application of one file, `main.py`, served by uvicorn. */
export interface AsgiProgram {
  readonly id: string;
  /** "FastAPI", and the package that its version is read from. */
  readonly framework: readonly [title: string, name: string];
  readonly library: readonly [title: string, name: string] | null;
  readonly source: string;
}

const UNREADABLE = {
  500: 'the answer to an unhandled exception is made outside of every middleware',
};

export function asgiBackend({ id, framework, library, source }: AsgiProgram): FullPolicyBackend {
  return {
    id,
    stack: 'fastapi',
    async prepare() {
      const python = await pythonWithPins('requirements-fastapi.txt');
      if (python === null) return { missing: 'the packages of requirements-fastapi.txt cannot be installed' };
      const versions = await versionsOf(python, [framework[1], ...(library ? [library[1]] : [])]);
      return {
        stack: 'fastapi',
        framework: `${framework[0]} ${versions[0]}`,
        library: library && `${library[0]} ${versions[1]}`,
        unreadable: UNREADABLE,
        refusesAsAWhole: true,
        create: (folder) => writeFile(join(folder, 'main.py'), source),
        paste: (folder, snippet) => pasteAtEnd(join(folder, 'main.py'), snippet),
        command: (folder, port) => ({
          program: python,
          args: ['-m', 'uvicorn', 'main:app', '--host', '127.0.0.1', '--port', String(port)],
          cwd: folder,
        }),
      };
    },
  };
}

async function versionsOf(python: string, names: readonly string[]): Promise<readonly string[]> {
  const program = 'import importlib.metadata as m, sys; print(*map(m.version, sys.argv[1:]))';
  const { stdout } = await promisify(execFile)(python, ['-c', program, ...names]);
  return stdout.trim().split(' ');
}
