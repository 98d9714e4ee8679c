import { nodeBackend } from './node-backend.ts';

export const hono = nodeBackend({
  id: 'hono-4',
  stack: 'hono',
  framework: ['Hono', 'hono'],
  library: null,
  file: 'app.mjs',
  after: 'const app = new Hono();',
  source: `import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { HTTPException } from 'hono/http-exception';

const app = new Hono();

app.get('/login', (c) => {
  setCookie(c, 'session', 's3ssion', { path: '/', httpOnly: true, sameSite: 'Lax' });
  return c.text('logged in');
});

app.get('/api/session', (c) => {
  c.header('X-Total', '2');
  c.header('Access-Control-Expose-Headers', 'X-Total');
  return c.json({ session: getCookie(c, 'session') ?? null, token: 'none' });
});

app.on(['PATCH', 'DELETE'], '/api/items/1', async (c) =>
  c.json({
    session: getCookie(c, 'session') ?? null,
    authorization: c.req.header('Authorization') ?? null,
    item: await c.req.json().catch(() => null),
  }),
);

app.get('/api/private', () => {
  throw new HTTPException(401, { message: 'log in first' });
});

app.get('/api/broken', () => {
  throw new Error('broken on purpose');
});

serve({ fetch: app.fetch, port: Number(process.argv[2]), hostname: '127.0.0.1' });
`,
});
