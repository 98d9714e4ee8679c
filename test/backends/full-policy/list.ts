import type { FullPolicyBackend } from '../backend.ts';
import { fastapi } from './fastapi.ts';
import { fastify } from './fastify.ts';
import { hono } from './hono.ts';
import { koa } from './koa.ts';
import { nestjs } from './nestjs.ts';
import { starlette } from './starlette.ts';

/** Every stack that is proven with one policy that has everything in it; one file and one row each. */
export const FULL_POLICY_BACKENDS: readonly FullPolicyBackend[] = [fastapi, starlette, fastify, koa, hono, nestjs];
