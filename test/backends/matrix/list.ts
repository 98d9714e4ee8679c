import type { StackId } from '../../../src/analyzer/server/server-guess.ts';
import { type RunningApp, startApp } from '../backends.ts';
import { nodePackages } from '../node.ts';
import { pythonWithPins } from '../python.ts';
import type { Around, Broken, MatrixBackend, ShownFix } from './backend.ts';
import { djangoBackend } from './django.ts';
import { expressBackend } from './express.ts';
import { flaskBackend } from './flask.ts';

type Make = (id: string) => Promise<MatrixBackend | null>;

const inPython =
  (make: (python: string, id: string, version: string) => Promise<MatrixBackend>, version: string): Make =>
  async (id) => {
    const python = await pythonWithPins(`requirements-${id}.txt`);
    return python === null ? null : make(python, id, version);
  };

const inNode =
  (name: string): Make =>
  async (id) => {
    const packages = await nodePackages();
    return packages === null ? null : expressBackend(packages, id, name);
  };

/** The three main stacks in the versions that the matrix is made of. */
const MATRIX: readonly { readonly id: string; readonly stack: StackId; readonly make: Make }[] = [
  { id: 'django-3.2', stack: 'django', make: inPython(djangoBackend, '3.2') },
  { id: 'django-4.2', stack: 'django', make: inPython(djangoBackend, '4') },
  { id: 'django-5.2', stack: 'django', make: inPython(djangoBackend, '5') },
  { id: 'flask-cors-4', stack: 'flask', make: inPython(flaskBackend, '4') },
  { id: 'flask-cors-5', stack: 'flask', make: inPython(flaskBackend, '5') },
  { id: 'flask-cors-6', stack: 'flask', make: inPython(flaskBackend, '6') },
  { id: 'express-4', stack: 'express', make: inNode('express4') },
  { id: 'express-5', stack: 'express', make: inNode('express') },
];

/** Those that can run on this machine, and the others by name; why they cannot is printed. */
export async function availableBackends(): Promise<{
  readonly backends: readonly MatrixBackend[];
  readonly missing: readonly { readonly id: string; readonly stack: StackId }[];
}> {
  const backends: MatrixBackend[] = [];
  const missing: { id: string; stack: StackId }[] = [];
  for (const { id, stack, make } of MATRIX) {
    const backend = await make(id);
    if (backend) backends.push(backend);
    else missing.push({ id, stack });
  }
  return { backends, missing };
}

/** The application of a backend with one fault, running. */
export function startBroken(backend: MatrixBackend, broken: Broken, around: Around): Promise<RunningApp<ShownFix>> {
  const { stack, create, apply, command } = backend;
  return startApp<ShownFix>({ stack, create: (folder) => create(folder, broken, around), paste: apply, command });
}
