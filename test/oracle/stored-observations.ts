import type { Page } from 'puppeteer';
import type { Observation } from '../../src/analyzer/trace/observation.ts';
import { keyOfUrl } from './case.ts';

/** What the extension has stored, in Chromium. `extensionPage` is any page of the extension. */
export async function storedObservations(extensionPage: Page): Promise<ReadonlyMap<string, readonly Observation[]>> {
  return observationsByCase(await extensionPage.evaluate(() => chrome.storage.session.get(null)));
}

/** Everything in the extension's storage, by case: redacted, as it was stored, in no particular order, each one once. */
export function observationsByCase(
  items: Readonly<Record<string, unknown>>,
): ReadonlyMap<string, readonly Observation[]> {
  const byKey = new Map<string, Map<string, Observation>>();
  for (const [name, text] of Object.entries(items)) {
    if (!name.startsWith('observations/')) continue;
    const { observations } = JSON.parse(String(text)) as { observations: readonly Observation[] };
    for (const observation of observations) {
      const key = keyOfUrl(observation.url);
      if (key === undefined) continue;
      const known = byKey.get(key) ?? new Map<string, Observation>();
      byKey.set(key, known.set(JSON.stringify(observation), observation));
    }
  }
  return new Map([...byKey].map(([key, observations]) => [key, [...observations.values()]]));
}

/** Whether the observations hold the end of each of these requests. */
export function holdEnds(observations: readonly Observation[], requestIds: readonly string[]): boolean {
  const ended = new Set(
    observations
      .filter(({ kind }) => kind === 'completed' || kind === 'error-occurred')
      .map(({ requestId }) => requestId),
  );
  return requestIds.every((id) => ended.has(id));
}
