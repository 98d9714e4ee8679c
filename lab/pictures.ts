import { openPopup } from '../test/support/browser.ts';
import type { LabSession } from '../test/support/lab.ts';
import { type PanelFrame, selectTrace } from '../test/support/panel.ts';

/** In CSS pixels. */
const TAB_ROW_HEIGHT = 28;

/** About the size that the browser gives a popup with this content. */
const POPUP_VIEW = { width: 360, height: 560, deviceScaleFactor: 2 };

/** Writes pictures of the panel, the popup and the lab page to `folder`, and returns their file names. */
export async function takePictures(opened: LabSession, panel: PanelFrame, folder: string): Promise<readonly string[]> {
  await selectTrace(panel, '/origin-port/items');
  await pictureOfDevTools(panel, `${folder}/panel.png`);
  const popup = await openPopup(opened.session, opened.lab.pageUrl);
  await popup.setViewport(POPUP_VIEW);
  await popup.screenshot({ path: `${folder}/popup.png` });
  await popup.close();
  await opened.page.screenshot({ path: `${folder}/lab.png`, fullPage: true });
  return ['panel.png', 'popup.png', 'lab.png'];
}

/** DevTools from its row of tabs down; above it is the place of the inspected page, which is not part of the picture. */
async function pictureOfDevTools(panel: PanelFrame, path: string): Promise<void> {
  const box = await (await panel.frameElement())?.boundingBox();
  if (!box) throw new Error('the panel is not visible in DevTools');
  const y = box.y - TAB_ROW_HEIGHT;
  await panel.page().screenshot({ path, clip: { x: 0, y, width: box.width, height: box.height + TAB_ROW_HEIGHT } });
}
