import { nodeBackend } from './node-backend.ts';

export const koa = nodeBackend({
  id: 'koa-3',
  stack: 'koa',
  framework: ['Koa', 'koa'],
  library: '@koa/cors',
  file: 'app.cjs',
  after: 'const app = new Koa();',
  source: `const Koa = require('koa');

const app = new Koa();

app.silent = true;

async function jsonOf(req) {
  let text = '';
  for await (const chunk of req) text += chunk;
  return text === '' ? null : JSON.parse(text);
}

app.use(async (ctx) => {
  const session = ctx.cookies.get('session') ?? null;
  switch (ctx.method + ' ' + ctx.path) {
    case 'GET /login':
      ctx.cookies.set('session', 's3ssion', { httpOnly: true, sameSite: 'lax' });
      ctx.body = 'logged in';
      break;
    case 'GET /api/session':
      ctx.set('X-Total', '2');
      ctx.set('Access-Control-Expose-Headers', 'X-Total');
      ctx.body = { session, token: 'none' };
      break;
    case 'PATCH /api/items/1':
    case 'DELETE /api/items/1':
      ctx.body = { session, authorization: ctx.get('Authorization') || null, item: await jsonOf(ctx.req) };
      break;
    case 'GET /api/private':
      ctx.throw(401, 'log in first');
      break;
    case 'GET /api/broken':
      throw new Error('broken on purpose');
  }
});

app.listen(Number(process.argv[2]), '127.0.0.1');
`,
});
