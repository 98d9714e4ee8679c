import type { StackId } from '../../server/server-guess.ts';
import { apache } from './apache.ts';
import { caddy } from './caddy.ts';
import { django } from './django.ts';
import { express } from './express.ts';
import { fastapi } from './fastapi.ts';
import { fastify } from './fastify.ts';
import { flask } from './flask.ts';
import { goJub0bsCors } from './go-jub0bs-cors.ts';
import { goRsCors } from './go-rs-cors.ts';
import { hono } from './hono.ts';
import { koa } from './koa.ts';
import { laravel } from './laravel.ts';
import { nestjs } from './nestjs.ts';
import { nextjs } from './nextjs.ts';
import { nginx } from './nginx.ts';
import { rails } from './rails.ts';
import { springBoot } from './spring-boot.ts';
import type { Stack } from './stack.ts';

/** Every stack that snippets are written for, in the order in which they are offered. */
export const STACKS: readonly Stack[] = [
  django,
  flask,
  express,
  fastapi,
  fastify,
  koa,
  hono,
  nestjs,
  nextjs,
  nginx,
  apache,
  caddy,
  rails,
  springBoot,
  goRsCors,
  goJub0bsCors,
  laravel,
];

export function stackById(id: StackId): Stack {
  const stack = STACKS.find((candidate) => candidate.id === id);
  if (!stack) throw new Error(`no stack has the id ${id}`);
  return stack;
}
