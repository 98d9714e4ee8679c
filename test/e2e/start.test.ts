import { spawn } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { SCENARIOS } from '../../lab/scenarios/index.ts';
import { close, listen, portOf } from '../../lab/servers.ts';

async function npmStart(args: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, ['scripts/start.mjs', ...args], { env: { ...process.env, ...env } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, output };
}

describe('npm start', () => {
  it('runs every scenario without a display and succeeds when all verdicts are as declared', async () => {
    const { code, output } = await npmStart(['--headless']);
    expect(output).toContain(`${SCENARIOS.length} of ${SCENARIOS.length} verdicts are as the lab declares`);
    expect(code).toBe(0);
    for (const picture of ['panel.png', 'popup.png', 'lab.png']) {
      expect((await stat(`start-report/${picture}`)).size, picture).toBeGreaterThan(5_000);
    }
    expect(JSON.parse(await readFile('start-report/report.json', 'utf8')).format).toBe('whycors-report/1');
  });

  it('stops at an option that it does not know', async () => {
    const { code, output } = await npmStart(['--headles']);
    expect({ code, output }).toMatchObject({ code: 2, output: expect.stringContaining('--headles') });
  });

  it('says which port is taken', async () => {
    const server = await listen();
    const port = String(portOf(server));
    const { code, output } = await npmStart(['--headless'], { LAB_PORT: port });
    await close(server);
    expect({ code, output }).toMatchObject({ code: 1, output: expect.stringContaining(`port ${port} is taken`) });
  });

  it('says that CHROME_PATH leads nowhere', async () => {
    const { code, output } = await npmStart(['--headless'], { CHROME_PATH: '/nowhere/chrome' });
    expect({ code, output }).toMatchObject({ code: 1, output: expect.stringContaining('/nowhere/chrome') });
  });
});
