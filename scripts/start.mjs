import { join } from 'node:path';
import { findOrInstallBrowser } from './browser.mjs';
import { readFlags, runMain, say, step } from './progress.mjs';
import { ensureInstalled, root } from './setup.mjs';

const USAGE = `npm start [-- --headless]

Builds the extension, starts the lab on this computer and opens a browser with both.

  --headless   open no window: run every scenario of the lab, print what WhyCORS says about each,
               and write pictures and the report to start-report/ (what happens without a display)

Environment:
  CHROME_PATH  the browser program to use
  LAB_PORT     port of the lab page (default: a free one)`;

await runMain(async () => {
  const flags = readFlags(USAGE, ['--headless']);
  const pagePort = readPort();
  await ensureInstalled();
  const browser = await findOrInstallBrowser(say);
  say(`Browser: ${browser}`);
  const { build, runnerImport } = await import('vite');
  await step('Building the extension', () => build({ root, logLevel: 'warn' }));
  /** @type {{ module: typeof import('../lab/show.ts') }} */
  const { module: show } = await runnerImport(join(root, 'lab/show.ts'), { root, logLevel: 'warn' });
  if (flags.has('--headless') || !hasDisplay())
    return show.showInTerminal({ pagePort, say, folder: join(root, 'start-report') });
  return show.showInWindow({ pagePort, say });
});

function readPort() {
  const { LAB_PORT } = process.env;
  if (LAB_PORT === undefined || LAB_PORT === '') return 0;
  const port = Number(LAB_PORT);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new Error(`LAB_PORT is ${LAB_PORT}, and a port is a number between 1 and 65535.`);
}

function hasDisplay() {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  return process.platform !== 'linux' || Boolean(DISPLAY || WAYLAND_DISPLAY);
}
