import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SCENARIOS } from '../../lab/scenarios/index.ts';
import { type CorsWatch, watchCors } from '../support/cors-watch.ts';
import {
  disagreements,
  type LabSession,
  labPageErrors,
  openLab,
  runScenario,
  settledReport,
  traceOf,
} from '../support/lab.ts';

describe('page, Chromium and the report agree', () => {
  let opened: LabSession;
  let watch: CorsWatch;

  beforeAll(async () => {
    opened = await openLab();
    watch = await watchCors(opened.page);
  });
  afterAll(() => opened.close());

  for (const scenario of SCENARIOS) {
    const { id, title, expect: declared } = scenario;
    it(`on ${declared.rule ?? declared.verdict} for ${id}: ${title}`, async () => {
      const seen = await runScenario(opened.page, id);
      const browser = await watch.verdictOf(`/${id}/`);
      const { traces } = await settledReport(opened, [id]);
      expect(disagreements(scenario, { seen, browser, trace: traceOf(traces, id) })).toEqual([]);
    });
  }

  it('and the lab page itself has no error', async () => {
    expect(await labPageErrors(opened.page)).toEqual([]);
  });
});
