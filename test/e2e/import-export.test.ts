import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LabSession, openLab, runScenario, runScenarios, settledReport } from '../support/lab.ts';
import { openPanel, type PanelFrame, selectTrace } from '../support/panel.ts';
import { waitFor } from '../support/wait-for.ts';

const RUN = ['middleware-refused-preflight', 'origin-port', 'allowed-put'];

describe('files in real DevTools', () => {
  let opened: LabSession;
  let panel: PanelFrame;
  let folder: string;
  const saved = { json: '', har: '', markdown: '' };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'whycors-files-'));
    opened = await openLab();
    const client = await opened.session.browser.target().createCDPSession();
    await client.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: folder });
    panel = await openPanel(opened.session, opened.page);
  });
  afterAll(async () => {
    await opened.close();
    await rm(folder, { recursive: true, force: true });
  });

  const rowsBecome = (count: number) =>
    waitFor(async () => (await panel.$$('[data-trace-id]')).length === count, `${count} rows`);
  const verdicts = () =>
    panel.$$eval('[data-trace-id]', (rows) =>
      rows.map((row) => `${row.getAttribute('data-verdict')} ${row.getAttribute('data-rule')}`).sort(),
    );
  const choose = async (path: string) => {
    const input = await panel.waitForSelector('input[data-part="import-file"]');
    await (input as Awaited<ReturnType<typeof panel.$<'input'>>>)?.uploadFile(path);
  };
  /** Drags these files with the browser's own input over the panel. */
  const dragOf = async (files: readonly string[]) => {
    const { x, y } = (await (await panel.frameElement())?.boundingBox()) ?? { x: 0, y: 0 };
    const client = await panel.page().createCDPSession();
    const data = { items: [], files: [...files], dragOperationsMask: 1 };
    return (type: 'dragEnter' | 'dragOver' | 'drop') =>
      client.send('Input.dispatchDragEvent', { type, x: x + 200, y: y + 200, data });
  };
  const backToLive = async () => {
    await panel.click('[data-action="back-to-live"]');
    await panel.waitForSelector('[data-part="import-banner"]', { hidden: true });
  };
  const save = async (kind: string, extension: string) => {
    await panel.click('[data-action="export"]');
    await (await panel.waitForSelector(`[role="menu"] [data-action="export-${kind}"]`))?.click();
    const name = await waitFor(
      async () => (await readdir(folder)).find((file) => file.endsWith(extension)),
      `a file *${extension}`,
    );
    expect(name).toMatch(/^whycors-[a-z0-9.-]+-\d{4}-\d\d-\d\dT\d\d-\d\d\.[a-z]+$/);
    const path = join(folder, name);
    return waitFor(async () => (await readFile(path, 'utf8')) !== '' && path, 'the file to be written');
  };

  it('shows an example when there is nothing yet, read-only, and leads back', async () => {
    await panel.waitForSelector('[data-state="no-requests"], [data-state="no-cross-origin"]');
    await (await panel.waitForSelector('[data-action="show-example"]'))?.click();
    await panel.waitForSelector('[data-part="import-banner"]');
    await waitFor(async () => (await verdicts()).filter((one) => one.startsWith('blocked')).length >= 4, 'causes');
    await panel.waitForSelector('[data-part="detail"] [data-part="snippet"]');
    for (const action of ['clear', 'settle', 'preserve-log']) {
      expect(await panel.$(`[data-action="${action}"]`), action).toBeNull();
    }
    expect(await panel.$('[data-part="import-problems"]')).toBeNull();
    await backToLive();
    await panel.waitForSelector('[data-state="no-requests"], [data-state="no-cross-origin"]');
  });

  it('saves a report, a HAR and Markdown of what is shown', async () => {
    await runScenarios(opened, RUN);
    await rowsBecome(RUN.length);
    saved.json = await save('json', '.json');
    saved.har = await save('har', '.har');
    await panel.click('[data-filter="blocked"]');
    await rowsBecome(2);
    saved.markdown = await save('markdown', '.md');
    await panel.click('[data-filter="all"]');
    await rowsBecome(RUN.length);
    const report = JSON.parse(await readFile(saved.json, 'utf8'));
    expect(report).toMatchObject({ format: 'whycors-report/1', tab: { origin: opened.lab.origins.page } });
    const markdown = await readFile(saved.markdown, 'utf8');
    expect(markdown).toContain('/origin-port/items');
    expect(markdown).not.toContain('/allowed-put/');
    expect(markdown).toContain('```');
  });

  it.each(['json', 'har'] as const)('shows a saved %s as it looked, while the tab goes on underneath', async (kind) => {
    const live = await verdicts();
    const path = saved[kind];
    await choose(path);
    await panel.waitForSelector('[data-part="import-banner"]');
    await waitFor(async () => (await verdicts()).join() === live.join(), 'the verdicts as they were');
    const about = await panel.$eval('[data-part="import-banner"]', (banner) => banner.textContent);
    expect(about).toContain(path.slice(folder.length + 1));
    expect(about).toContain(opened.lab.origins.page);
    await selectTrace(panel, '/origin-port/');
    await panel.waitForSelector('[data-part="snippet"]');
    await runScenario(opened.page, 'error-500');
    await settledReport(opened, ['error-500']);
    expect(await panel.$$('[data-trace-id]')).toHaveLength(live.length);
    await backToLive();
    await rowsBecome(live.length + 1);
    await panel.click('[data-action="clear"]');
    await rowsBecome(0);
    for (const id of RUN) await runScenario(opened.page, id);
    await rowsBecome(RUN.length);
    await settledReport(opened, RUN);
    await waitFor(async () => (await verdicts()).join() === live.join(), 'the same verdicts again');
  });

  it('takes a file that is dragged over the panel and dropped, and says so while it is over it', async () => {
    const drag = await dragOf([saved.har]);
    await drag('dragEnter');
    await panel.waitForSelector('[data-part="import-drop"]');
    // The protocol does not tell frames inside DevTools that a drag has left them.
    await panel.evaluate(() => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([], 'dragged.har'));
      document.body.dispatchEvent(new DragEvent('dragleave', { dataTransfer, bubbles: true }));
    });
    await panel.waitForSelector('[data-part="import-drop"]', { hidden: true });
    expect(await panel.$('[data-part="import-banner"]')).toBeNull();
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) await drag(type);
    await panel.waitForSelector('[data-part="import-drop"]', { hidden: true });
    await panel.waitForSelector('[data-part="import-banner"]');
    await rowsBecome(RUN.length);
  });

  it('opens one of several files that are dropped together, and says which', async () => {
    const paths = ['one.json', 'two.json'].map((name) => join(folder, name));
    for (const path of paths) await copyFile(saved.json, path);
    const drag = await dragOf(paths);
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) await drag(type);
    const notice = await panel.waitForSelector('[data-part="import-left-out"]');
    expect(await notice?.$$eval('code', (names) => names.map((name) => name.textContent))).toEqual([
      'one.json',
      'two.json',
    ]);
    await waitFor(
      async () =>
        (await panel.$eval('[data-part="import-banner"]', (banner) => banner.textContent)).includes('one.json'),
      'the first of them to be shown',
    );
    await rowsBecome(RUN.length);
  });

  it('says what is wrong with a broken file and where, and keeps what it shows', async () => {
    const path = join(folder, 'broken.json');
    await writeFile(path, '{\n  "log": {\n    "entries": [}\n  }\n}\n');
    await choose(path);
    const problem = await panel.waitForSelector('[data-part="import-problem"]');
    const text = await problem?.evaluate((element) => element.textContent);
    expect(text).toContain('broken.json');
    expect(text).toMatch(/line 3/);
    await rowsBecome(RUN.length);
    await panel.click('[data-action="dismiss-problem"]');
    await panel.waitForSelector('[data-part="import-problem"]', { hidden: true });
    await backToLive();
  });
});
