import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SCENARIOS } from '../../lab/scenarios/index.ts';
import { HOOK } from '../../src/page/hook.ts';
import { exportReport } from '../support/browser.ts';
import { type CorsWatch, watchCors } from '../support/cors-watch.ts';
import { disagreements, type LabSession, openLab, runScenario, settledReport, traceOf } from '../support/lab.ts';
import { openPanel, type PanelFrame, selectTrace } from '../support/panel.ts';
import { waitFor } from '../support/wait-for.ts';

let opened: LabSession;
let panel: PanelFrame;
let watch: CorsWatch;

beforeAll(async () => {
  opened = await openLab();
  watch = await watchCors(opened.page);
  panel = await openPanel(opened.session, opened.page);
});
afterAll(() => opened.close());

describe('a scenario whose verdict only the page can tell', () => {
  for (const scenario of SCENARIOS.filter(({ expect: { untilTold } }) => untilTold !== undefined)) {
    const { id, expect: declared } = scenario;

    it(`is undetermined before: ${id}`, async () => {
      const seen = await runScenario(opened.page, id);
      const { traces } = await settledReport(opened, [id]);
      const browser = await watch.verdictOf(`/${id}/`);
      expect(disagreements(scenario, { seen, browser, trace: traceOf(traces, id) })).toEqual([]);
    });

    it(`is ${declared.rule ?? declared.verdict} after "Reload and settle it": ${id}`, async () => {
      await selectTrace(panel, `/${id}/`);
      const offer = await panel.waitForSelector('[data-part="settle"]');
      expect(await offer?.evaluate((element) => element.getAttribute('data-missing'))).toBe(declared.untilTold);
      await panel.$eval('[data-action="settle"]', (button) => (button as HTMLElement).click());
      const isRecorded = (name: string) => 'lab' in window && Object.hasOwn(globalThis, Symbol.for(name));
      await waitFor(
        () => opened.page.evaluate(isRecorded, HOOK).catch(() => false),
        'the recorded lab page to be ready',
      );
      const seen = await runScenario(opened.page, id);
      const trace = await waitFor(async () => {
        const { traces } = await exportReport(opened.session, opened.lab.pageUrl);
        const last = traceOf(traces, id);
        return last !== undefined && last.verdict !== 'undetermined' && last;
      }, `what the page told about ${id}`);
      const browser = await watch.verdictOf(`/${id}/`);
      expect(disagreements(scenario, { seen, browser, trace, told: true })).toEqual([]);
    });
  }
});
