import { browser } from './browser.ts';

/** White on this red has a contrast of more than 5 to 1. */
const BACKGROUND = '#c5221f';
const TEXT = '#ffffff';

/** Colours of the badge, the same for every tab. */
export async function styleBadge(): Promise<void> {
  await browser.action.setBadgeBackgroundColor({ color: BACKGROUND });
  await browser.action.setBadgeTextColor({ color: TEXT });
}

/** Shows a number on the extension's button while that tab is in front, nothing for 0. A tab that is gone is no error. */
export async function showBadge(tabId: number, count: number): Promise<void> {
  try {
    await browser.action.setBadgeText({ tabId, text: count === 0 ? '' : count > 999 ? '999+' : String(count) });
  } catch {
    // The tab was closed meanwhile.
  }
}
