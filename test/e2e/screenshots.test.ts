import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { takeDocPictures } from '../../lab/doc-pictures.ts';
import { launchWithExtension, type Session } from '../support/browser.ts';

const KEPT = 'docs/images';
const FILES = (await readdir(KEPT)).filter((name) => name.endsWith('.png'));

/** Columns and rows of the grid in which two pictures are compared: what stands where, not how letters are drawn. */
const GRID = { columns: 32, rows: 16 };
/** Of 255 in one colour. The text of a line changes the mean of its cells by more. */
const ALIKE = 8;
/**
 * Share of the cells. Ports, times and the lengths of bars change one in a hundred, another font some more; two states of
 * the panel have two thirds in common.
 */
const MOST = 0.85;

describe('the pictures of the documentation', () => {
  let folder: string;
  let session: Session;
  let page: Page;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'whycors-pictures-'));
    await takeDocPictures(folder);
    session = await launchWithExtension();
    page = await session.browser.newPage();
  }, 180_000);
  afterAll(async () => {
    await session?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('are the ones that the script takes, twelve states and the popup in both themes', async () => {
    expect((await readdir(folder)).sort()).toEqual(FILES.sort());
    expect(FILES).toHaveLength(14);
  });

  it.each(FILES)('%s shows what the panel looks like now', async (name) => {
    const [kept, now] = [await cellsOf(page, join(KEPT, name)), await cellsOf(page, join(folder, name))];
    expect([now.width, now.height]).toEqual([kept.width, kept.height]);
    expect(shareAlike(kept.cells, now.cells)).toBeGreaterThanOrEqual(MOST);
  });

  it('tells two states apart, and a picture from an empty one', async () => {
    const [light, dark] = [
      await cellsOf(page, join(folder, 'panel-light.png')),
      await cellsOf(page, join(folder, 'panel-dark.png')),
    ];
    expect(shareAlike(light.cells, dark.cells)).toBeLessThan(0.1);
    const story = await cellsOf(page, join(folder, 'story.png'));
    expect(shareAlike(light.cells, story.cells)).toBeLessThan(0.7);
    const ground = light.cells.map(() => light.cells.at(-1) ?? []);
    expect(shareAlike(light.cells, ground)).toBeLessThan(0.7);
  });
});

type Colour = readonly number[];

/** Size in pixels, and the mean colour of each cell of the grid. */
async function cellsOf(page: Page, path: string) {
  const url = `data:image/png;base64,${(await readFile(path)).toString('base64')}`;
  return page.evaluate(
    async (source, { columns, rows }) => {
      const image = await createImageBitmap(await (await fetch(source)).blob());
      const { width, height } = image;
      const context = new OffscreenCanvas(width, height).getContext('2d');
      if (!context) throw new Error('no canvas');
      context.drawImage(image, 0, 0);
      const cells = Array.from({ length: columns * rows }, (_, index) => {
        const [left, right] = [index % columns, (index % columns) + 1].map((at) => Math.floor((at * width) / columns));
        const row = Math.floor(index / columns);
        const [top, bottom] = [row, row + 1].map((at) => Math.floor((at * height) / rows));
        const { data } = context.getImageData(
          left ?? 0,
          top ?? 0,
          (right ?? 0) - (left ?? 0),
          (bottom ?? 0) - (top ?? 0),
        );
        const sums = [0, 0, 0];
        for (let at = 0; at < data.length; at += 4)
          for (const part of [0, 1, 2]) sums[part] = (sums[part] ?? 0) + (data[at + part] ?? 0);
        return sums.map((sum) => sum / (data.length / 4));
      });
      return { width, height, cells };
    },
    url,
    GRID,
  );
}

function shareAlike(some: readonly Colour[], others: readonly Colour[]): number {
  const alike = some.filter((colour, index) =>
    colour.every((part, at) => Math.abs(part - (others[index]?.[at] ?? -255)) <= ALIKE),
  );
  return alike.length / some.length;
}
