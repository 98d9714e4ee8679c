import { nodeBackend } from './node-backend.ts';

export const fastify = nodeBackend({
  id: 'fastify-5',
  stack: 'fastify',
  framework: ['Fastify', 'fastify'],
  library: '@fastify/cors',
  file: 'app.cjs',
  after: 'const app = Fastify();',
  source: `const Fastify = require('fastify');

const app = Fastify();

function sessionOf(request) {
  return /(?:^|; )session=([^;]*)/.exec(request.headers.cookie ?? '')?.[1] ?? null;
}

app.get('/login', (request, reply) => {
  reply.header('Set-Cookie', 'session=s3ssion; Path=/; HttpOnly; SameSite=Lax').send('logged in');
});

app.get('/api/session', (request, reply) => {
  reply.header('X-Total', '2').header('Access-Control-Expose-Headers', 'X-Total');
  reply.send({ session: sessionOf(request), token: 'none' });
});

app.route({
  method: ['PATCH', 'DELETE'],
  url: '/api/items/1',
  handler: async (request) => ({
    session: sessionOf(request),
    authorization: request.headers.authorization ?? null,
    item: request.body ?? null,
  }),
});

app.get('/api/private', (request, reply) => {
  reply.code(401).send({ error: 'log in first' });
});

app.get('/api/broken', async () => {
  throw new Error('broken on purpose');
});

app.listen({ port: Number(process.argv[2]), host: '127.0.0.1' });
`,
});
