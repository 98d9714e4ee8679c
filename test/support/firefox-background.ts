import type { FirefoxSession } from './firefox.ts';
import { waitFor } from './wait-for.ts';

/** Preferences with which Firefox stops an idle event page after this many milliseconds instead of 30 seconds. */
export const STOPS_SOON = { 'extensions.background.idle.timeout': 1000 } as const;

/** Whether the event page runs: `running`, `stopped`, or on the way from one to the other. */
export function backgroundState(session: FirefoxSession): Promise<string> {
  return session.inBrowser(`return WebExtensionPolicy.getByID('whycors@whycors.dev').extension.backgroundState;`);
}

/**
 * Closes the page of the extension, whose connection would wake the event page again, and waits until Firefox has stopped
 * it for being idle. Needs {@link STOPS_SOON}.
 */
export async function letBackgroundStop(session: FirefoxSession): Promise<void> {
  await session.openInExtension('about:blank');
  await waitFor(async () => (await backgroundState(session)) === 'stopped', 'Firefox to stop the event page', 60_000);
}
