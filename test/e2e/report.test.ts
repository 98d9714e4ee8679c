import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SCENARIOS } from '../../lab/scenarios/index.ts';
import type { ReportJson } from '../../src/analyzer/report-json.ts';
import { withExtensionPage } from '../support/browser.ts';
import { type LabSession, openLab, runScenario, settledReport } from '../support/lab.ts';

const schema = JSON.parse(readFileSync('docs/report.schema.json', 'utf8'));

describe('the exported report of a real session', () => {
  let opened: LabSession;
  let report: ReportJson;

  beforeAll(async () => {
    opened = await openLab();
    for (const { id } of SCENARIOS) await runScenario(opened.page, id);
    report = await settledReport(
      opened,
      SCENARIOS.map(({ id }) => id),
    );
  });
  afterAll(() => opened.close());

  it('follows the published schema', () => {
    const validate = new Ajv({ allErrors: true }).compile(schema);
    validate(report);
    expect(validate.errors ?? []).toEqual([]);
  });

  it('names the page, the browser and nothing dropped', () => {
    const { browser, dropped, tab } = report;
    expect({ browser, dropped, origin: tab.origin }).toEqual({
      browser: 'chromium',
      dropped: 0,
      origin: opened.lab.origins.page,
    });
  });

  it('gives every blocked trace a cause, and no other trace one', () => {
    const wrong = report.traces.filter(({ verdict, cause }) => (verdict === 'blocked') !== (cause !== null));
    expect(wrong.map(({ url }) => url)).toEqual([]);
  });

  it('has a policy that lets requests through for both API servers', () => {
    const { api, other } = opened.lab.origins;
    for (const origin of [api, other]) {
      const policy = report.policies.find(({ server }) => server === origin);
      expect(policy?.wouldAllow, origin).toBeGreaterThan(0);
    }
  });

  it('is refused for a tab that does not exist', async () => {
    const answer = await withExtensionPage(opened.session, (page) =>
      page.evaluate(() =>
        chrome.runtime.sendMessage({ type: 'report/export', tabId: 'x' }).then(
          (reply) => JSON.stringify(reply ?? null),
          () => 'refused',
        ),
      ),
    );
    expect(answer).not.toContain('whycors-report/1');
  });
});
