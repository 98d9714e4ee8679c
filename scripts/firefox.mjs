import { homedir } from 'node:os';
import { join } from 'node:path';
import { canUseApt, installWithApt, isRunnable, namedBy, onThePath } from './programs.mjs';

const NO_FIREFOX = `No Firefox was found, and none could be installed. Any of these helps:
  1. install Firefox with your system's package manager (Debian: apt-get install firefox-esr);
  2. set FIREFOX_PATH to the Firefox program you already have.`;

/**
 * The path of a Firefox on this machine: `FIREFOX_PATH`, the PATH, the usual places. Undefined when there is none;
 * throws when `FIREFOX_PATH` names a file that cannot be run.
 *
 * @returns {string | undefined}
 */
export function findFirefox() {
  const named = namedBy('FIREFOX_PATH');
  // A program called just "firefox" is a script around another one in many distributions.
  return named ?? [...onThePath(['firefox-esr', 'firefox']), ...usualPlaces()].find(isRunnable);
}

/**
 * A Firefox, installed first when there is none.
 *
 * @param {(line: string) => void} say Progress, one line at a time.
 * @returns {string} Throws with the ways out when no Firefox can be had.
 */
export function findOrInstallFirefox(say) {
  const found = findFirefox();
  if (found !== undefined) return found;
  if (canUseApt()) {
    say('No Firefox here: installing the firefox-esr package with apt-get');
    installWithApt('firefox-esr', NO_FIREFOX);
  }
  const installed = findFirefox();
  if (installed === undefined) throw new Error(NO_FIREFOX);
  return installed;
}

function usualPlaces() {
  if (process.platform === 'darwin') {
    const inside = 'Firefox.app/Contents/MacOS/firefox';
    return [join('/Applications', inside), join(homedir(), 'Applications', inside)];
  }
  if (process.platform === 'win32') {
    const { PROGRAMFILES, 'PROGRAMFILES(X86)': PROGRAMFILES_X86, LOCALAPPDATA } = process.env;
    return [PROGRAMFILES, PROGRAMFILES_X86, LOCALAPPDATA]
      .filter((folder) => folder !== undefined)
      .map((folder) => join(folder, 'Mozilla Firefox', 'firefox.exe'));
  }
  return ['/opt/firefox/firefox', '/usr/lib/firefox/firefox'];
}
