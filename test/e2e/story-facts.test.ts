import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { proofsOf } from '../../src/analyzer/fixes/proven.ts';
import { type LabSession, openLab, runScenarios } from '../support/lab.ts';
import { openPanel, type PanelFrame, selectTrace, textOf } from '../support/panel.ts';
import { waitFor } from '../support/wait-for.ts';

const RUN = [
  'origin-port',
  'header-json-unlisted',
  'expose-missing',
  'cookie-unsent',
  'allowed-cached-preflight',
  'cache-poisoned',
  'preflight-stale',
];

describe('what the detail tells beyond the cause, in real DevTools', () => {
  let opened: LabSession;
  let panel: PanelFrame;

  beforeAll(async () => {
    opened = await openLab({ theme: 'light' });
    panel = await openPanel(opened.session, opened.page);
    await runScenarios(opened, RUN);
  });
  afterAll(() => opened.close());

  const textsOf = (selector: string) =>
    panel.$$eval(selector, (elements) => elements.map((element) => (element as HTMLElement).innerText.trim()));
  /** Goes to the request that a testimony names; returns how its row reads. */
  const follow = async (testimony: string) => {
    const link = `[data-testimony="${testimony}"] [data-goes-to]`;
    const id = await panel.$eval(link, (button) => button.getAttribute('data-goes-to'));
    await panel.click(link);
    const row = await panel.waitForSelector(`[data-trace-id="${id}"][aria-selected="true"]`);
    await panel.waitForSelector('[data-part="detail"] [data-part="headline"]');
    return row?.evaluate((element) => `${element.getAttribute('data-verdict')} ${element.textContent}`);
  };

  it('marks in two origins the characters that differ, and names the part', async () => {
    await selectTrace(panel, '/origin-port/');
    const { port } = new URL(opened.lab.origins.page);
    expect(await textsOf('[data-part="diff"] mark')).toEqual([port, '1']);
    expect(await textsOf('[data-part="diff"] .diff-named')).toEqual(['port']);
  });

  it('marks the lines that decide among all headers, and opens where they are', async () => {
    await selectTrace(panel, '/header-json-unlisted/');
    const tables = await panel.$$eval('[data-part="headers"] details', (all) =>
      all.map((table) => ({
        title: table.querySelector('summary')?.textContent,
        isOpen: table.open,
        decides: [...table.querySelectorAll('[data-decides="true"] .header-name')].map((name) => name.textContent),
        lines: table.querySelectorAll('li').length,
      })),
    );
    expect(tables.map(({ isOpen, decides }) => isOpen === decides.length > 0)).not.toContain(false);
    expect(tables.flatMap(({ decides }) => decides)).toEqual([
      'Access-Control-Request-Headers',
      'Access-Control-Allow-Headers',
    ]);
    expect(Math.max(...tables.map(({ lines }) => lines))).toBeGreaterThan(4);
    expect(await textsOf('[data-part="headers"] [data-absent="true"] em')).toEqual(['not in the answer']);
  });

  it('lists what would fail next', async () => {
    await selectTrace(panel, '/header-json-unlisted/');
    expect(
      await panel.$$eval('[data-part="findings"] [data-effect="blocks"]', (all) =>
        all.map((finding) => finding.getAttribute('data-rule-finding')),
      ),
    ).toEqual(['allow-origin-wildcard-with-credentials']);
  });

  it('tells which response headers the page can read, and which are kept from it', async () => {
    await selectTrace(panel, '/expose-missing/');
    const [readable, hidden] = await panel.$$eval('[data-part="exposed"] dd', (lists) =>
      lists.map((list) => [...list.querySelectorAll('code')].map((name) => name.textContent)),
    );
    expect(readable).toContain('content-type');
    expect(readable).not.toContain('x-total-count');
    expect(hidden).toContain('x-total-count');
  });

  it('has a line about cookies beside the verdict, and says of one that was not sent where it is missing', async () => {
    await selectTrace(panel, '/cookie-unsent/items');
    const said = await textOf(panel, 'cookies');
    expect(said).toMatch(/No cookie went along.*different sites.*SameSite=None; Secure/s);
    expect(await textsOf('[data-part="headers"] [data-absent="true"]')).toEqual([
      expect.stringMatching(/^Cookie\s*not in the request$/),
    ]);
  });

  it('leads from a request that was not asked for to the preflight that is remembered, and says until when', async () => {
    await selectTrace(panel, '/allowed-cached-preflight/');
    const until = await panel.$eval('[data-testimony="preflight"] time', (time) => Date.parse(time.dateTime));
    expect(until).toBeGreaterThan(Date.now());
    expect(await follow('preflight')).toMatch(/^allowed .*allowed-cached-preflight/);
    await waitFor(
      async () => (await textsOf('[data-part="headers"] summary')).some((title) => title.startsWith('Preflight')),
      'the request with the preflight',
    );
  });

  it('leads from an answer out of the cache to the request that left it there', async () => {
    await selectTrace(panel, '/cache-poisoned/');
    expect(await follow('cache')).toMatch(/^opaque .*pixel\.svg/);
  });

  it('says how the same endpoint ended before, and which header line made the difference', async () => {
    await selectTrace(panel, '/preflight-stale/');
    expect(await panel.$eval('[data-change]', (said) => said.getAttribute('data-change'))).toBe('broken');
    expect(
      await panel.$$eval('[data-part="before-after"] [data-changed]', (all) =>
        all.map((line) => line.getAttribute('data-changed')?.toLowerCase()),
      ),
    ).toEqual(['access-control-allow-origin']);
  });

  it('shows by which lines the stack was recognised, and what its snippet was proven with', async () => {
    await selectTrace(panel, '/origin-port/');
    expect(await textsOf('[data-part="evidence"] code')).toContain('x-powered-by: Express');
    const [newest] = proofsOf('express');
    expect(await textOf(panel, 'proven-with')).toBe(
      `proven with ${newest?.framework}, ${newest?.library} on ${newest?.browser}`,
    );
    await panel.select('[data-part="more-stacks"]', 'laravel');
    await panel.waitForSelector('[data-part="unproven"]');
    await panel.click('[data-stack="express"]');
    await panel.waitForSelector('[data-part="proven-with"]');
  });
});
