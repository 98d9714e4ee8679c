import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FullPolicyBackend } from '../backend.ts';
import { nodePackages } from '../node.ts';

/** In development, as a page's author runs it: a build takes longer than everything else in this suite. */
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
        // The packages lie beside the folder of all apps, and nothing outside of the root is read.
        const root = JSON.stringify(dirname(dirname(folder)));
        await writeFile(join(folder, 'next.config.mjs'), `export default { turbopack: { root: ${root} } };\n`);
      },
      paste: (folder, snippet) => writeFile(join(folder, 'proxy.ts'), snippet),
      command: (folder, port) => ({
        program: process.execPath,
        args: ['node_modules/next/dist/bin/next', 'dev', '--port', String(port), '--hostname', '127.0.0.1'],
        cwd: folder,
        env: { NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'development' },
      }),
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
