import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Frame, Page } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { close, listen, portOf } from '../../lab/servers.ts';
import { importFile } from '../../src/analyzer/files/import-file.ts';
import { HOSTILE_VALUES } from '../security/hostile-values.ts';
import { textOutsideOfCode } from '../security/markdown-reader.ts';
import { exportReport, openPopup } from '../support/browser.ts';
import { startHostileServer } from '../support/hostile-server.ts';
import { type LabSession, openLab } from '../support/lab.ts';
import { openPanel, type PanelFrame, selectTrace } from '../support/panel.ts';
import { waitFor } from '../support/wait-for.ts';

/** A read that is refused, a preflight that is, and a redirect that leads astray. */
const KINDS = ['read', 'preflight', 'redirect'] as const;
const TOTAL = HOSTILE_VALUES.length * KINDS.length;

describe('a hostile page and a hostile server, with panel and popup open', () => {
  let opened: LabSession;
  let server: Awaited<ReturnType<typeof startHostileServer>>;
  let elsewhere: Awaited<ReturnType<typeof startWatchedServer>>;
  let panel: PanelFrame;
  let popup: Page;
  let folder: string;
  /** Errors and console lines of the extension's pages, and what they asked a network for. */
  const heard: string[] = [];

  beforeAll(async () => {
    elsewhere = await startWatchedServer();
    // Whatever loads, loads from a server that would notice.
    const values = HOSTILE_VALUES.map(([, value]) => value.replaceAll(/https?:\/\/evil\.example/g, elsewhere.origin));
    server = await startHostileServer(values);
    opened = await openLab();
    folder = await mkdtemp(join(tmpdir(), 'whycors-hostile-'));
    const client = await opened.session.browser.target().createCDPSession();
    await client.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: folder });
    panel = await openPanel(opened.session, opened.page);
    listenTo(panel.page());
    await setTrap(panel);
    await opened.page.evaluate(requestEach, server.origin, values, [...KINDS]);
    await waitFor(async () => {
      const { traces } = await exportReport(opened.session, opened.lab.pageUrl);
      const own = traces.filter(({ url }) => url.startsWith(server.origin));
      return own.length === TOTAL && own.every(({ verdict }) => verdict !== 'undetermined');
    }, `${TOTAL} requests to be decided`);
  });
  afterAll(async () => {
    await opened.close();
    await server.close();
    await elsewhere.close();
    await rm(folder, { recursive: true, force: true });
  });

  function listenTo(page: Page): void {
    const { extensionId } = opened.session;
    page.on('pageerror', (error) => heard.push(`error: ${String(error)}`));
    page.on('console', (message) => {
      if (message.location().url?.includes(extensionId)) heard.push(`console: ${message.text()}`);
    });
    page.on('request', (request) => {
      if (!/^(?:chrome-extension|devtools|data|blob):/.test(request.url())) heard.push(`request: ${request.url()}`);
    });
  }

  it('reached the panel: a row for each request', async () => {
    await waitFor(
      () =>
        panel.evaluate(
          (count) => Number(document.querySelector('[aria-rowcount]')?.getAttribute('aria-rowcount')) >= count,
          TOTAL,
        ),
      'the panel to have a row for each',
    );
  });

  it('make no markup and run no script in the panel, which shows each of them', async () => {
    await panel.$eval('[data-toggles="what-if"]', (toggle) => (toggle as HTMLElement).click()).catch(() => undefined);
    for (const index of HOSTILE_VALUES.keys()) {
      await selectTrace(panel, `/${KINDS[index % KINDS.length]}/${index}/`);
      expect({ index, wrong: await wrongIn(panel) }).toEqual({ index, wrong: [] });
    }
  }, 180_000);

  it('leave the panel usable: it filters, sorts and goes through rows with the keyboard', async () => {
    const keyboard = panel.page().keyboard;
    await panel.click('[data-part="text-filter"]', { count: 3 });
    await keyboard.type('/redirect/7/');
    await waitFor(async () => (await panel.$$('[data-trace-id]')).length === 1, 'one row');
    await panel.click('[data-part="text-filter"]', { count: 3 });
    await keyboard.press('Backspace');
    await panel.click('[data-sort="name"]');
    await selectTrace(panel, '/read/0/');
    const selected = () =>
      panel.$eval('[aria-selected="true"][data-trace-id]', (row) => row.getAttribute('data-trace-id'));
    const before = await selected();
    await keyboard.press('ArrowDown');
    await waitFor(async () => (await selected()) !== before, 'the next row to be selected');
    await panel.waitForSelector('[data-part="detail"] [data-part="headline"]');
    expect(await wrongIn(panel)).toEqual([]);
  });

  it('make exports that parse, and hold nothing but text', async () => {
    const report = JSON.parse(await saved('json', '.json'));
    expect(report.traces.filter(({ url }: { url: string }) => url.startsWith(server.origin))).toHaveLength(TOTAL);
    expect({}).not.toHaveProperty('canary');
    const har = await saved('har', '.har');
    const imported = importFile(har);
    expect('traces' in imported && imported.traces.length).toBeGreaterThanOrEqual(TOTAL);
    const { text, isClosed } = textOutsideOfCode(await saved('markdown', '.md'));
    expect(isClosed).toBe(true);
    expect(/[<[\]]|:\/\/|javascript:/.exec(text)?.[0]).toBeUndefined();
  });

  it('make no markup and run no script in the popup, which still answers', async () => {
    popup = await openPopup(opened.session, opened.lab.pageUrl);
    listenTo(popup);
    await setTrap(popup.mainFrame());
    await popup.waitForSelector(`[data-server="${server.origin}"] [data-part="headline"]`);
    expect(await wrongIn(popup.mainFrame())).toEqual([]);
    const blocked = await popup.$eval('[data-count="blocked"] b', (count) => Number(count.textContent));
    expect(blocked).toBeGreaterThan(HOSTILE_VALUES.length);
  });

  it('have nothing said in a console, nothing thrown, and nothing asked of any server', () => {
    expect(heard).toEqual([]);
    expect(elsewhere.asked).toEqual([]);
  });

  it('would be found if they made any', async () => {
    await popup.evaluate(() => {
      document.body.insertAdjacentHTML(
        'beforeend',
        '<canary onclick="canary()"><a href="javascript:canary()">x</a></canary>',
      );
    });
    const found = await waitFor(async () => {
      const wrong = await wrongIn(popup.mainFrame());
      return wrong.length >= 4 && wrong.join('\n');
    }, 'what is wrong to be found');
    for (const part of ['<canary', 'CANARY onclick', 'A href=javascript:', 'script-src-attr inline'])
      expect(found).toContain(part);
  });

  async function saved(kind: string, extension: string): Promise<string> {
    await panel.$eval('[data-action="export"]', (button) => (button as HTMLElement).click());
    const item = await panel.waitForSelector(`[role="menu"] [data-action="export-${kind}"]`);
    await item?.evaluate((one) => (one as HTMLElement).click());
    return waitFor(async () => {
      const name = (await readdir(folder)).find((file) => file.endsWith(extension));
      return name !== undefined && readFile(join(folder, name), 'utf8');
    }, `a file *${extension}`);
  }
});

/** What the hostile values call, and what the browser says when one of them would have run or loaded. */
async function setTrap(frame: Frame): Promise<void> {
  await frame.evaluate(() => {
    const trap = globalThis as unknown as { caught: string[]; canary: () => void };
    trap.caught = [];
    trap.canary = () => void trap.caught.push('a script ran');
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
      trap.caught.push(`${violatedDirective} ${blockedURI}`);
    });
  });
}

/** Everything in a document that no text makes: elements and attributes that load, run or style, and what the trap caught. */
async function wrongIn(frame: Frame): Promise<readonly string[]> {
  return frame.evaluate(() => {
    const never = 'script, style, iframe, frame, object, embed, img, image, meta, base, video, audio, canary';
    const elements = [...document.body.querySelectorAll('*')];
    const loaded = elements.filter((element) => element.matches(never)).map(({ outerHTML }) => outerHTML.slice(0, 100));
    const acting = elements.flatMap((element) =>
      [...element.attributes]
        .filter(({ name, value }) => /^on|^autofocus$|canary/.test(name) || (isAddress(name) && !isOurs(value)))
        .map(({ name, value }) => `${element.tagName} ${name}=${value.slice(0, 100)}`),
    );
    return [...loaded, ...acting, ...(globalThis as unknown as { caught: string[] }).caught];

    function isAddress(name: string): boolean {
      return ['href', 'src', 'action', 'formaction', 'xlink:href', 'srcset', 'ping'].includes(name);
    }
    function isOurs(value: string): boolean {
      return /^(?:#[\w-]*|https:\/\/(?:[\w-]+\.)*(?:whatwg|w3|ietf|rfc-editor|mozilla|github)\.(?:org|com)\/[^<>"' ]*)$/.test(
        value,
      );
    }
  });
}

/** In the page: for each value a request of each kind, with the value wherever a page can put it. */
async function requestEach(origin: string, values: readonly string[], kinds: readonly string[]): Promise<void> {
  const ofPage = (value: string) => value.replaceAll('#', '%23').replaceAll('\\', '%5C').replaceAll('..', '..-');
  const ascii = (value: string) => value.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 10_000);
  for (const [index, value] of values.entries()) {
    const one = (kind: string) => {
      const text = ofPage(value).replaceAll('?', '%3F');
      const headers: [string, string][] = [
        ['__proto__', ascii(value)],
        ["x-'`$&|~", ascii(value)],
      ];
      const init = kind === 'preflight' ? { method: "CANARY'`|", headers } : {};
      return fetch(`${origin}/${kind}/${index}/${text}?${text}=${text}`, init).catch(() => 0);
    };
    await Promise.all(kinds.map(one));
  }
}

/** A server that nobody should ask. */
async function startWatchedServer() {
  const asked: string[] = [];
  const watched = await listen();
  watched.on('request', (request, response) => {
    asked.push(String(request.url));
    response.end();
  });
  return { origin: `http://localhost:${portOf(watched)}`, asked, close: () => close(watched) };
}
