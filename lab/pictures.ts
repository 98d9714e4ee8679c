import { openPopup } from '../test/support/browser.ts';
import type { LabSession } from '../test/support/lab.ts';
import { type PanelFrame, selectTrace } from '../test/support/panel.ts';
import { waitFor } from '../test/support/wait-for.ts';

export type Picture = `${string}.png`;

/** In CSS pixels. */
const TAB_ROW_HEIGHT = 28;

/** About the size that the browser gives a popup with this content. */
const POPUP_VIEW = { width: 360, height: 560, deviceScaleFactor: 2 };

/** Writes pictures of the panel, the popup and the lab page to `folder`, and returns their file names. */
export async function takePictures(opened: LabSession, panel: PanelFrame, folder: string): Promise<readonly string[]> {
  await selectTrace(panel, '/origin-port/items');
  await pictureOfDevTools(panel, `${folder}/panel.png`);
  await pictureOfPopup(opened, `${folder}/popup.png`);
  await opened.page.screenshot({ path: `${folder}/lab.png`, fullPage: true });
  return ['panel.png', 'popup.png', 'lab.png'];
}

/** The popup as it opens over the lab page. */
export async function pictureOfPopup({ session, lab }: LabSession, path: Picture): Promise<void> {
  const popup = await openPopup(session, lab.pageUrl);
  await popup.setViewport(POPUP_VIEW);
  await popup.screenshot({ path });
  await popup.close();
}

/**
 * DevTools from its row of tabs down; above it is the place of the inspected page, which is not part of the picture.
 *
 * @param height of the picture in CSS pixels; all of DevTools when left out
 */
export async function pictureOfDevTools(panel: PanelFrame, path: Picture, height?: number): Promise<void> {
  const box = await (await panel.frameElement())?.boundingBox();
  if (!box) throw new Error('the panel is not visible in DevTools');
  const y = box.y - TAB_ROW_HEIGHT;
  const all = box.height + TAB_ROW_HEIGHT;
  if (height !== undefined && height > all) throw new Error(`DevTools are ${all} pixels high, less than ${height}`);
  const clip = { x: 0, y, width: box.width, height: height ?? all };
  await stablePicture(() => panel.page().screenshot({ path, clip }));
}

/** The panel is a process of its own and paints when it does: the picture is taken when two in a row are the same. */
async function stablePicture(take: () => Promise<Uint8Array>): Promise<void> {
  let before = Buffer.alloc(0);
  await waitFor(async () => {
    const now = Buffer.from(await take());
    const same = now.equals(before);
    before = now;
    return same;
  }, 'DevTools to finish painting');
}
