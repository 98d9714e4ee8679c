import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportReport, withExtensionPage } from '../support/browser.ts';
import { type LabSession, openLab, runScenario, settledReport } from '../support/lab.ts';
import { openPanel } from '../support/panel.ts';
import { waitFor } from '../support/wait-for.ts';

const STRANGER = {
  manifest_version: 3,
  name: 'Stranger',
  version: '1',
  background: { service_worker: 'background.js' },
};

describe('the extension is out of reach', () => {
  let opened: LabSession;
  let strangerFolder: string;
  let extension: string;

  beforeAll(async () => {
    strangerFolder = await mkdtemp(join(tmpdir(), 'whycors-stranger-'));
    await writeFile(join(strangerFolder, 'manifest.json'), JSON.stringify(STRANGER));
    await writeFile(join(strangerFolder, 'background.js'), '');
    opened = await openLab({ otherExtensions: [strangerFolder] });
    extension = `chrome-extension://${opened.session.extensionId}`;
    await runScenario(opened.page, 'middleware-missing');
    await settledReport(opened, ['middleware-missing']);
  });
  afterAll(async () => {
    await opened.close();
    await rm(strangerFolder, { recursive: true, force: true });
  });

  /** The background of the other extension. */
  async function strangersWorker() {
    const target = await opened.session.browser.waitForTarget(
      (t) => t.type() === 'service_worker' && t.url().endsWith('/background.js'),
    );
    return waitFor(() => target.worker(), 'the other extension');
  }

  it('for the scripts of a page, which find no way to send it a message', async () => {
    const found = await opened.page.evaluate(
      () => (globalThis as { chrome?: { runtime?: { sendMessage?: unknown } } }).chrome?.runtime?.sendMessage,
    );
    expect(found).toBeUndefined();
  });

  it.each(['src/popup/popup.html', 'src/panel/panel.html', 'manifest.json', 'icons/16.png'])(
    'for a page that fetches %s',
    async (file) => {
      const outcome = await opened.page.evaluate(
        (url) =>
          fetch(url).then(
            () => 'read',
            () => 'failed',
          ),
        `${extension}/${file}`,
      );
      expect(outcome).toBe('failed');
    },
  );

  it('for a page that frames the popup', async () => {
    await opened.page.evaluate((src) => {
      document.body.append(Object.assign(document.createElement('iframe'), { src, id: 'popup-frame' }));
    }, `${extension}/src/popup/popup.html`);
    const handle = await opened.page.waitForSelector('#popup-frame');
    const frame = await waitFor(() => handle?.contentFrame(), 'the frame');
    const url = await waitFor(
      () => frame.url() !== '' && frame.url() !== 'about:blank' && frame.url(),
      'the frame to load',
    );
    expect(url).toMatch(/^chrome-error:/);
  });

  it('for another extension', async () => {
    const worker = await strangersWorker();
    const answer = await worker.evaluate(
      (id) =>
        chrome.runtime.sendMessage(id, { type: 'report/export', tabId: 1 }).then(
          (reply) => `answered ${JSON.stringify(reply)}`,
          (error: Error) => error.message,
        ),
      opened.session.extensionId,
    );
    expect(answer).toMatch(/Receiving end does not exist/);
  });

  it('for another extension that opens a port', async () => {
    const worker = await strangersWorker();
    const heard = await worker.evaluate(
      (id) =>
        new Promise((resolve) => {
          const port = chrome.runtime.connect(id, { name: 'changes' }) as {
            onMessage: { addListener(listener: (message: unknown) => void): void };
            onDisconnect: { addListener(listener: () => void): void };
            postMessage(message: unknown): void;
          };
          port.onMessage.addListener(() => resolve('told something'));
          port.onDisconnect.addListener(() => resolve('disconnected'));
          port.postMessage({ type: 'watch', tabId: 1 });
        }),
      opened.session.extensionId,
    );
    expect(heard).toBe('disconnected');
  });

  it('for messages of its own pages that it does not know: they get no answer, and are counted', async () => {
    const { before, answer, after } = await withExtensionPage(opened.session, (page) =>
      page.evaluate(async () => {
        const count = () => chrome.runtime.sendMessage({ type: 'messages/refused' });
        const first = await count();
        const given = await chrome.runtime.sendMessage({ type: 'report/steal', tabId: 1 });
        return { before: first, answer: given ?? 'none', after: await count() };
      }),
    );
    expect(answer).toBe('none');
    expect(Number(Object(after).refused) - Number(Object(before).refused)).toBe(1);
  });

  it('and how many got no answer stands in the settings of the panel', async () => {
    const panel = await openPanel(opened.session, opened.page);
    await panel.click('[data-action="settings"]');
    const line = await panel.waitForSelector('[data-part="settings"] [data-part="refused"]');
    expect(await line?.evaluate((element) => element.textContent)).toMatch(/^[1-9]\d* messages? /);
  });

  it('while its own pages get their answer', async () => {
    expect((await exportReport(opened.session, opened.lab.pageUrl)).traces).not.toEqual([]);
  });
});
