import { withExtensionPage } from '../test/support/browser.ts';
import type { LabSession } from '../test/support/lab.ts';
import { type PanelFrame, selectTrace } from '../test/support/panel.ts';

/** Writes pictures of the panel, the popup and the lab page to `folder`, and returns their file names. */
export async function takePictures(opened: LabSession, panel: PanelFrame, folder: string): Promise<readonly string[]> {
  await selectTrace(panel, '/origin-port/items');
  await panel.page().screenshot({ path: `${folder}/panel.png` });
  await withExtensionPage(opened.session, async (popup) => {
    await popup.screenshot({ path: `${folder}/popup.png` });
  });
  await opened.page.screenshot({ path: `${folder}/lab.png`, fullPage: true });
  return ['panel.png', 'popup.png', 'lab.png'];
}
