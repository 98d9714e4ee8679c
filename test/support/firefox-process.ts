import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitFor } from './wait-for.ts';

/** A headless Firefox with a profile of its own, listening for remote control. */
export interface FirefoxProcess {
  /** Folder of the profile, removed by `close`. */
  readonly profile: string;
  readonly port: number;
  /** Ends the process that was started, if it has not ended by itself, and waits for that. */
  close(): Promise<void>;
}

/** What keeps a new profile from calling home, and from showing anything of its own. */
const QUIET = {
  'app.normandy.enabled': false,
  'app.update.disabledForTesting': true,
  'browser.aboutwelcome.enabled': false,
  'browser.contentblocking.category': 'custom',
  'browser.newtabpage.enabled': false,
  'browser.region.network.url': '',
  'browser.safebrowsing.downloads.enabled': false,
  'browser.safebrowsing.malware.enabled': false,
  'browser.safebrowsing.phishing.enabled': false,
  'browser.search.update': false,
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.homepage_override.mstone': 'ignore',
  'browser.startup.page': 0,
  'browser.topsites.contile.enabled': false,
  'datareporting.healthreport.uploadEnabled': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'dom.push.connection.enabled': false,
  'extensions.getAddons.cache.enabled': false,
  'extensions.systemAddon.update.enabled': false,
  'extensions.update.enabled': false,
  'intl.locale.requested': 'en-US',
  'media.gmp-manager.updateEnabled': false,
  'messaging-system.rsexperimentloader.enabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'network.dns.disablePrefetch': true,
  'network.http.speculative-parallel-limit': 0,
  'privacy.trackingprotection.enabled': false,
  'services.settings.server': 'data:,#remote-settings-dummy/v1',
  'toolkit.telemetry.enabled': false,
  'toolkit.telemetry.server': '',
} as const;

/** Port 0: Firefox chooses a free one and writes it into the profile. */
const REMOTE_CONTROL = { 'marionette.port': 0 } as const;

/** Newer ones take the permission to control their own windows from here, and no longer from the command line. */
const ENVIRONMENT = { MOZ_CRASHREPORTER_DISABLE: '1', MOZ_REMOTE_ALLOW_SYSTEM_ACCESS: '1' } as const;

export type Preferences = Readonly<Record<string, string | number | boolean>>;

/** Starts `program`. Preferences are those of the profile, on top of {@link QUIET}. */
export async function startFirefox(program: string, preferences: Preferences = {}): Promise<FirefoxProcess> {
  const profile = await mkdtemp(join(tmpdir(), 'whycors-firefox-'));
  await writeFile(join(profile, 'user.js'), userJs({ ...QUIET, ...REMOTE_CONTROL, ...preferences }));
  const child = spawn(
    program,
    ['--headless', '--no-remote', '--profile', profile, '--marionette', '--remote-allow-system-access'],
    // Its output is Firefox talking about the machine it runs on.
    { stdio: 'ignore', env: { ...process.env, ...ENVIRONMENT } },
  );
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const close = async () => {
    if (isRunning(child)) child.kill();
    await ended;
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    return { profile, port: await portOf(profile, child), close };
  } catch (error) {
    await close();
    throw error;
  }
}

function isRunning({ exitCode, signalCode, pid }: ChildProcess): boolean {
  return pid !== undefined && exitCode === null && signalCode === null;
}

function userJs(preferences: Preferences): string {
  return Object.entries(preferences)
    .map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`)
    .join('');
}

async function portOf(profile: string, child: ChildProcess): Promise<number> {
  return waitFor(
    async () => {
      if (!isRunning(child)) throw new Error(`it ended with ${child.exitCode ?? child.signalCode ?? 'no start'}`);
      return Number(await readFile(join(profile, 'MarionetteActivePort'), 'utf8')) || undefined;
    },
    'Firefox to listen for remote control',
    60_000,
  );
}
