import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LabSession, openLab, runScenario, settledReport } from '../support/lab.ts';
import { openPanel, type PanelFrame, selectTrace } from '../support/panel.ts';
import { waitFor } from '../support/wait-for.ts';

describe('an extension that is loaded anew while its panel is open, as an update does it', () => {
  let opened: LabSession;
  let panel: PanelFrame;

  beforeAll(async () => {
    opened = await openLab();
    panel = await openPanel(opened.session, opened.page);
    await runScenario(opened.page, 'middleware-missing');
    await settledReport(opened, ['middleware-missing']);
    await selectTrace(panel, '/middleware-missing/');
  });
  afterAll(() => opened.close());

  it('leaves no empty panel: the browser closes DevTools, or the panel says that they have to be opened again', async () => {
    const before = await opened.session.worker();
    await opened.session.update();
    expect(opened.session.browser.targets()).not.toContain(before);
    const saysSo = () => panel.$('[data-state="gone"]').catch(() => null);
    await waitFor(async () => panel.page().isClosed() || (await saysSo()), 'DevTools to close or the panel to say it');
  });

  it('records for DevTools that are opened again', async () => {
    if (!panel.page().isClosed()) await panel.page().close();
    panel = await openPanel(opened.session, opened.page);
    await runScenario(opened.page, 'method-unlisted');
    await settledReport(opened, ['method-unlisted']);
    await selectTrace(panel, '/method-unlisted/');
    expect(await panel.$('[data-state="gone"]')).toBeNull();
  });
});
