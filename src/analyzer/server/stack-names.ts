import type { ForeignStack, StackId } from './server-guess.ts';

/** Each stack as it writes itself. */
export const STACK_NAMES: Readonly<Record<StackId | ForeignStack, string>> = {
  django: 'Django',
  flask: 'Flask',
  express: 'Express',
  fastapi: 'FastAPI or Starlette',
  fastify: 'Fastify',
  koa: 'Koa',
  hono: 'Hono',
  nestjs: 'NestJS',
  nextjs: 'Next.js',
  nginx: 'nginx',
  apache: 'Apache',
  caddy: 'Caddy',
  rails: 'Rails',
  'spring-boot': 'Spring Boot',
  'go-rs-cors': 'Go with rs/cors',
  'go-jub0bs-cors': 'Go with jub0bs/cors',
  laravel: 'Laravel',
  cloudflare: 'Cloudflare',
  'api-gateway': 'an API gateway',
  tunnel: 'a tunnel',
};
