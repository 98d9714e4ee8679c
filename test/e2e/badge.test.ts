import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { killWorker, tabIdOf, withExtensionPage } from '../support/browser.ts';
import { type LabSession, openLab, runScenario } from '../support/lab.ts';
import { waitFor } from '../support/wait-for.ts';

describe('the badge', () => {
  let opened: LabSession;

  beforeAll(async () => {
    opened = await openLab();
  });
  afterAll(() => opened.close());

  async function badge(): Promise<string> {
    return withExtensionPage(opened.session, async (page) => {
      const tabId = await tabIdOf(page, opened.lab.pageUrl);
      return page.evaluate((id) => chrome.action.getBadgeText({ tabId: id }), tabId);
    });
  }

  async function badgeBecomes(text: string): Promise<void> {
    await waitFor(async () => (await badge()) === text, `the badge to be "${text}"`);
  }

  it('is empty while nothing is blocked', async () => {
    await runScenario(opened.page, 'allowed-get');
    await badgeBecomes('');
  });

  it('counts the blocked requests of the tab', async () => {
    for (const id of ['middleware-missing', 'method-unlisted', 'server-down']) await runScenario(opened.page, id);
    await badgeBecomes('3');
  });

  it('keeps counting after the background was ended', async () => {
    await killWorker(opened.session);
    await runScenario(opened.page, 'origin-port');
    await badgeBecomes('4');
  });

  it('is empty again on the next page', async () => {
    await opened.page.reload();
    await badgeBecomes('');
    expect(await badge()).toBe('');
  });
});
