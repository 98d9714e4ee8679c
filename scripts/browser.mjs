import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { canUseApt, installWithApt, isRunnable, namedBy, onThePath, succeeds } from './programs.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Names on the PATH, best first: Chromium loads an unpacked extension in every version, branded Chrome not always. */
const COMMANDS = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'microsoft-edge'];

/**
 * The path of a Chromium-based browser on this machine: `CHROME_PATH`, Puppeteer's cache, the PATH, the usual places.
 * Undefined when there is none; throws when `CHROME_PATH` names a file that cannot be run.
 *
 * @returns {string | undefined}
 */
export function findBrowser() {
  return namedBy('CHROME_PATH') ?? [...cachedByPuppeteer(), ...onThePath(COMMANDS), ...usualPlaces()].find(isRunnable);
}

/**
 * A browser, installed first when there is none.
 *
 * @param {(line: string) => void} say Progress, one line at a time.
 * @returns {Promise<string>} Throws with the ways out when no browser can be had.
 */
export async function findOrInstallBrowser(say) {
  const found = findBrowser();
  if (found !== undefined) return found;
  if (await isReachable('https://storage.googleapis.com/chrome-for-testing-public/')) {
    say('No Chromium or Chrome here: downloading Chrome for Testing with Puppeteer (about 170 MB)');
    const cli = join(root, 'node_modules/puppeteer/lib/cjs/puppeteer/node/cli.js');
    if (!succeeds(process.execPath, [cli, 'browsers', 'install', 'chrome'])) say('The download failed');
  }
  if (findBrowser() === undefined && canUseApt()) {
    say('No Chromium or Chrome here: installing the chromium package with apt-get');
    installWithApt('chromium', NO_BROWSER);
  }
  const installed = findBrowser();
  if (installed === undefined) throw new Error(NO_BROWSER);
  return installed;
}

const NO_BROWSER = `No Chromium-based browser was found, and none could be installed. Any of these helps:
  1. install Chromium or Google Chrome with your system's package manager (Debian: apt-get install chromium);
  2. run "npx puppeteer browsers install chrome" on a network that reaches storage.googleapis.com;
  3. set CHROME_PATH to the browser program you already have.`;

/** @returns {string[]} Newest version first. */
function cachedByPuppeteer() {
  const { PUPPETEER_CACHE_DIR } = process.env;
  const cache = PUPPETEER_CACHE_DIR ?? join(homedir(), '.cache', 'puppeteer');
  const inside = [
    'chrome-linux64/chrome',
    'chrome-win64/chrome.exe',
    'chrome-win32/chrome.exe',
    ...['arm64', 'x64'].map(
      (cpu) => `chrome-mac-${cpu}/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing`,
    ),
  ];
  const folder = join(cache, 'chrome');
  if (!existsSync(folder)) return [];
  const newestFirst = readdirSync(folder).sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
  return newestFirst.flatMap((version) => inside.map((file) => join(folder, version, file)));
}

function usualPlaces() {
  if (process.platform === 'darwin') {
    const apps = ['Chromium', 'Google Chrome for Testing', 'Google Chrome', 'Microsoft Edge'];
    return ['/Applications', join(homedir(), 'Applications')].flatMap((folder) =>
      apps.map((app) => join(folder, `${app}.app`, 'Contents', 'MacOS', app)),
    );
  }
  if (process.platform === 'win32') {
    const { PROGRAMFILES, 'PROGRAMFILES(X86)': PROGRAMFILES_X86, LOCALAPPDATA } = process.env;
    const folders = [PROGRAMFILES, PROGRAMFILES_X86, LOCALAPPDATA];
    const programs = ['Chromium', 'Google\\Chrome', 'Microsoft\\Edge'];
    return folders
      .filter((folder) => folder !== undefined)
      .flatMap((folder) =>
        programs.map((program) =>
          join(folder, program, 'Application', program.endsWith('Edge') ? 'msedge.exe' : 'chrome.exe'),
        ),
      );
  }
  return ['/opt/google/chrome/chrome', '/snap/bin/chromium'];
}

/** @param {string} url */
async function isReachable(url) {
  try {
    await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(5_000) });
    return true;
  } catch {
    return false;
  }
}
