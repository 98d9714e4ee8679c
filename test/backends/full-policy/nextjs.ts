import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FullPolicyBackend } from '../backend.ts';
import { NEXT_ROOT, nextDev } from '../next.ts';
import { nodePackages } from '../node.ts';

export const nextjs: FullPolicyBackend = {
  id: 'nextjs-16',
  stack: 'nextjs',
  async prepare() {
    const packages = await nodePackages('next');
    if (packages === null) return { missing: 'the packages of test/backends/next cannot be installed' };
    return {
      stack: 'nextjs',
      version: '16',
      framework: `Next.js ${await packages.versionOf('next')}`,
      library: null,
      async create(folder) {
        await packages.linkInto(folder);
        await mkdir(join(folder, 'app', '[[...path]]'), { recursive: true });
        await writeFile(join(folder, 'app', '[[...path]]', 'route.js'), ROUTE);
        await writeFile(join(folder, 'next.config.mjs'), `export default { ${NEXT_ROOT} };\n`);
      },
      paste: (folder, snippet) => writeFile(join(folder, 'proxy.ts'), snippet),
      command: nextDev,
    };
  },
};

/** One file for all routes, because each is compiled when it is asked for first. */
const ROUTE = `import { cookies } from 'next/headers';

async function answer(request) {
  const jar = await cookies();
  const session = jar.get('session')?.value ?? null;
  switch (request.method + ' ' + new URL(request.url).pathname) {
    case 'GET /login':
      jar.set('session', 's3ssion', { httpOnly: true, sameSite: 'lax' });
      return new Response('logged in');
    case 'GET /api/session': {
      const headers = { 'X-Total': '2', 'Access-Control-Expose-Headers': 'X-Total' };
      return Response.json({ session, token: 'none' }, { headers });
    }
    case 'PATCH /api/items/1':
    case 'DELETE /api/items/1': {
      const item = await request.json().catch(() => null);
      return Response.json({ session, authorization: request.headers.get('authorization'), item });
    }
    case 'GET /api/private':
      return Response.json({ error: 'log in first' }, { status: 401 });
    case 'GET /api/broken':
      throw new Error('broken on purpose');
    default:
      return new Response('there is nothing', { status: 404 });
  }
}

export { answer as DELETE, answer as GET, answer as PATCH };
`;
