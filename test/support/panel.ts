import type { Frame, Page } from 'puppeteer';
import type { StackId } from '../../src/analyzer/server/server-guess.ts';
import type { Session } from './browser.ts';
import { waitFor } from './wait-for.ts';

/** The panel's document inside DevTools: an ordinary frame to click, read and type in. */
export type PanelFrame = Frame;

/** Opens real DevTools for `page` (unless they are open), brings the CORS panel to the front and waits for its app. */
export async function openPanel(session: Session, page: Page): Promise<PanelFrame> {
  const devtools = await page.openDevTools();
  await devtools.waitForFrame(
    (frame) => frame.url().endsWith('devtools.html') && frame.url().includes(session.extensionId),
  );
  await waitFor(() => devtools.evaluate(SHOW_EXTENSION_PANEL), 'DevTools to show the CORS panel');
  const frame = await devtools.waitForFrame((candidate) => candidate.url().includes('panel.html'));
  await frame.waitForFunction(() => document.querySelector('#app')?.childElementCount !== 0);
  return frame;
}

/**
 * Runs in DevTools, as text: the import is one of DevTools' own files. False while the extension's panel is not
 * registered yet.
 */
const SHOW_EXTENSION_PANEL = `(async () => {
  const { ViewManager } = await import('./ui/legacy/legacy.js');
  const manager = ViewManager.ViewManager.instance();
  const id = [...manager.views.keys()].find((key) => key.startsWith('chrome-extension://'));
  if (id === undefined) return false;
  await manager.showView(id);
  return true;
})()`;

/**
 * Waits for the row whose text or title contains `urlPart`, selects it, and waits for its whole detail, which in a long log
 * comes part by part. Returns the trace id.
 */
export async function selectTrace(frame: PanelFrame, urlPart: string): Promise<string> {
  const id = await waitFor(() => traceIdOf(frame, urlPart), `a row of ${urlPart}`);
  await frame.click(`[data-trace-id="${id}"]`);
  await frame.waitForSelector(`[data-trace-id="${id}"][aria-selected="true"]`);
  await frame.waitForSelector('[data-part="detail"] [data-part="headline"]');
  // Nothing comes after this part.
  await frame.waitForSelector('[data-part="detail"] [data-part="facts"]');
  return id;
}

/**
 * The id of the last row whose text or tooltips contain `urlPart`. Only rows near the visible ones are in the document,
 * so each call that finds none scrolls one screen on.
 */
async function traceIdOf(frame: PanelFrame, urlPart: string): Promise<string | undefined> {
  return frame.evaluate((part) => {
    const rows = [...document.querySelectorAll<HTMLElement>('[data-trace-id]')];
    const shows = (row: HTMLElement) =>
      row.textContent.includes(part) ||
      [row, ...row.querySelectorAll('[title]')].some((element) => element.getAttribute('title')?.includes(part));
    const found = rows.findLast(shows);
    if (found !== undefined) return found.getAttribute('data-trace-id') ?? undefined;
    const list = document.querySelector('.timeline-rows');
    if (list !== null) {
      const end = list.scrollHeight - list.clientHeight;
      list.scrollTop = list.scrollTop >= end ? 0 : list.scrollTop + list.clientHeight;
    }
    return undefined;
  }, urlPart);
}

/** Chooses a stack, in a tab or in the list behind the tabs, and returns its snippet exactly as Copy would give it. */
export async function snippetText(frame: PanelFrame, stack: StackId): Promise<string> {
  await chooseStack(frame, stack);
  return textOf(frame, 'snippet');
}

async function chooseStack(frame: PanelFrame, stack: StackId): Promise<void> {
  const choice = await frame.waitForSelector(`[data-stack="${stack}"]`);
  if (await choice?.evaluate((element) => element instanceof HTMLOptionElement)) {
    await frame.select('[data-part="more-stacks"]', stack);
  } else {
    await choice?.click();
  }
  await frame.waitForSelector(`[role="tabpanel"][aria-labelledby="fix-tab-${stack}"]`);
}

/**
 * Chooses a version (`data-version`) or how much of the snippet is shown (`data-extent`), and waits until it is.
 * The choice is only there where the stack has one.
 */
export async function choose(frame: PanelFrame, name: 'version' | 'extent' | 'scope', id: string): Promise<void> {
  await frame.waitForSelector(`[data-${name}="${id}"]`);
  await frame.click(`[data-${name}="${id}"]`);
  await frame.waitForSelector(`[data-${name}="${id}"][aria-pressed="true"]`);
}

/** Text of `[data-part="…"]`, once it exists. */
export async function textOf(frame: PanelFrame, part: string): Promise<string> {
  const element = await frame.waitForSelector(`[data-part="${part}"]`);
  return (await element?.evaluate((e) => e.textContent)) ?? '';
}
