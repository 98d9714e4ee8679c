import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import pkg from '../../package.json' with { type: 'json' };
import { type FirefoxSession, launchFirefoxWithExtension } from '../support/firefox.ts';
import { packagesOf } from '../support/packages.ts';
import { waitFor } from '../support/wait-for.ts';

describe('the package for Firefox', () => {
  let folder: string;
  let session: FirefoxSession;
  let server: Server;
  let port: number;

  beforeAll(async () => {
    server = createServer((_request, response) => response.setHeader('Content-Type', 'text/html').end('<p>page'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    ({ port } = server.address() as AddressInfo);
    folder = await packagesOf();
    session = await launchFirefoxWithExtension({}, join(folder, `whycors-${pkg.version}-firefox.zip`));
  });
  afterAll(async () => {
    await session?.close();
    server?.closeAllConnections();
    server?.close();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  it('records and explains a request', async () => {
    await session.open(`http://localhost:${port}/`);
    const outcome = await session.inPage<string>(
      'return fetch(arguments[0]).then(() => "read", () => "failed");',
      `http://127.0.0.1:${port}/items`,
    );
    expect(outcome).toBe('failed');
    const causes = await waitFor(async () => {
      const { traces } = await session.exportReport();
      const found = traces.filter(({ verdict }) => verdict === 'blocked').map(({ cause }) => cause?.rule);
      return found.length > 0 && found;
    }, 'a blocked request in the report');
    expect(causes).toHaveLength(1);
  });

  it('is taken by the browser without a warning', async () => {
    const { version, warnings } = await session.inBrowser<{ version: string; warnings: readonly string[] }>(`
      const { extension } = WebExtensionPolicy.getByID('whycors@whycors.dev');
      return { version: extension.version, warnings: [...extension.warnings, ...extension.errors] };`);
    expect({ version, warnings }).toEqual({ version: pkg.version, warnings: [] });
  });
});
