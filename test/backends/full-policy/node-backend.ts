import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StackId } from '../../../src/analyzer/server/server-guess.ts';
import type { FullPolicyBackend, PreparedBackend } from '../backend.ts';
import { nodePackages } from '../node.ts';
import { pasteAfter } from './paste.ts';

/** A program of one file with packages of test/backends/node. */
export interface NodeProgram {
  readonly id: string;
  readonly stack: StackId;
  /** "Koa", and the package that its version is read from. */
  readonly framework: readonly [title: string, name: string];
  /** Package of the CORS library; null when the framework needs none. */
  readonly library: string | null;
  /** `app.cjs` or `app.mjs`; gets the port as its argument. */
  readonly file: string;
  readonly source: string;
  /** The line of the source that the snippet is pasted after. */
  readonly after: string;
  readonly runsOn?: PreparedBackend['runsOn'];
  readonly unreadable?: PreparedBackend['unreadable'];
}

export function nodeBackend(program: NodeProgram): FullPolicyBackend {
  const { id, stack, file, source, after, runsOn = [], unreadable = {} } = program;
  return {
    id,
    stack,
    async prepare() {
      const packages = await nodePackages();
      if (packages === null) return { missing: 'the packages of test/backends/node cannot be installed' };
      const [title, name] = program.framework;
      const { library } = program;
      return {
        stack,
        framework: `${title} ${await packages.versionOf(name)}`,
        library: library === null ? null : `${library} ${await packages.versionOf(library)}`,
        runsOn,
        unreadable,
        async create(folder) {
          await packages.linkInto(folder);
          await writeFile(join(folder, file), source);
        },
        paste: (folder, snippet) => pasteAfter(join(folder, file), after, snippet),
        command: (folder, port) => ({ program: process.execPath, args: [file, String(port)], cwd: folder }),
      };
    },
  };
}
