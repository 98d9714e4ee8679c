import type { FullPolicyBackend } from '../backend.ts';
import { apache } from './apache.ts';
import { caddy } from './caddy.ts';
import { fastapi } from './fastapi.ts';
import { fastify } from './fastify.ts';
import { goJub0bsCors } from './go-jub0bs-cors.ts';
import { goRsCors } from './go-rs-cors.ts';
import { hono } from './hono.ts';
import { koa } from './koa.ts';
import { nestjs } from './nestjs.ts';
import { nextjs } from './nextjs.ts';
import { nginx } from './nginx.ts';
import { rails } from './rails.ts';
import { springBoot } from './spring-boot.ts';
import { starlette } from './starlette.ts';

/** Every stack that is proven with one policy that has everything in it; one file and one row each. */
export const FULL_POLICY_BACKENDS: readonly FullPolicyBackend[] = [
  fastapi,
  starlette,
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
];
