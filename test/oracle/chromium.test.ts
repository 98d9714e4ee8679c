import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Seen } from '../../lab/scenario.ts';
import { SCENARIOS } from '../../lab/scenarios/index.ts';
import { type BrowserVerdict, type CorsWatch, watchCors } from '../support/cors-watch.ts';
import { type LabSession, labPageErrors, openLab, runScenario } from '../support/lab.ts';

const OUTCOME_OF = { allowed: 'read', blocked: 'failed', opaque: 'opaque' } as const;

describe('Chromium itself', () => {
  let opened: LabSession;
  let watch: CorsWatch;

  beforeAll(async () => {
    opened = await openLab();
    watch = await watchCors(opened.page);
  });
  afterAll(() => opened.close());

  for (const { id, title, expect: declared } of SCENARIOS) {
    it(`gives ${declared.chromium ?? declared.verdict} for ${id}: ${title}`, async () => {
      const seen: Seen = await runScenario(opened.page, id);
      const verdict: BrowserVerdict = await watch.verdictOf(`/${id}/`);
      expect({ outcome: seen.outcome, corsError: verdict.corsError }, JSON.stringify({ seen, verdict })).toEqual({
        outcome: OUTCOME_OF[declared.verdict],
        corsError: declared.chromium,
      });
    });
  }

  it('runs the lab page without an error of the page itself', async () => {
    expect(await labPageErrors(opened.page)).toEqual([]);
  });
});
