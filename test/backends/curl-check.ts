import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { type PanelFrame, selectTrace } from '../support/panel.ts';

/**
 * Runs what the panel shows under "Check with curl" for the last request whose URL contains `urlPart`, one with a preflight,
 * as a shell runs it: the server permits what the browser asked for, and answers `origin` readably.
 */
export async function checksWithCurl(panel: PanelFrame, urlPart: string, origin: string): Promise<void> {
  await selectTrace(panel, urlPart);
  const commands = await panel.$eval('[data-part="curl"] code', ({ textContent }) => textContent);
  const { stdout } = await promisify(execFile)('sh', ['-c', commands], { env: { ...process.env, TOKEN: 't0ken' } });
  const values = [...stdout.matchAll(/^access-control-allow-origin: *(\S*)\r?$/gim)].map(([, value]) => value);
  expect(values, `${commands}\n\n${stdout}`).toEqual([origin, origin]);
}
