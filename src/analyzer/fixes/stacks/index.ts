import type { StackId } from '../../server/server-guess.ts';
import { django } from './django.ts';
import { express } from './express.ts';
import { flask } from './flask.ts';
import type { Stack } from './stack.ts';

/** Every stack that snippets are written for, in the order in which they are offered. */
export const STACKS: readonly Stack[] = [django, flask, express];

export function stackById(id: StackId): Stack {
  const stack = STACKS.find((candidate) => candidate.id === id);
  if (!stack) throw new Error(`no stack has the id ${id}`);
  return stack;
}
