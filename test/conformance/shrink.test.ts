import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mainFetch } from '../../src/analyzer/fetch/main-fetch.ts';
import type { OracleCase } from '../oracle/case.ts';
import { explained } from '../oracle/explain.ts';
import { randomCases } from '../oracle/generate.ts';
import { savedRegressions, saveRegression } from '../oracle/regressions.ts';
import { fetchInput, isDecidedByAnswers, placeOnPaper } from './fetch-input.ts';

let path: string;
let folder: URL;

beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), 'regressions-'));
  folder = pathToFileURL(`${path}/`);
});
afterEach(() => rmSync(path, { recursive: true }));

const save = (one: OracleCase, title: string) => saveRegression(one, title, folder);

/** A browser that is Chromium, and an extension that takes it for the Fetch Standard: wrong wherever these differ. */
async function compare(cases: readonly OracleCase[]) {
  return cases.map((one) => {
    const placed = placeOnPaper(one);
    const [said, truth] = (['standard', 'chromium'] as const).map((dialect) =>
      isDecidedByAnswers(one) ? mainFetch(fetchInput(placed, dialect), dialect).failure?.reason?.kind : undefined,
    );
    return { run: { placed }, complaint: said === truth ? '' : `the report says ${said}, the browser ${truth}` };
  });
}

describe('a case on which extension and browser disagree', () => {
  it('is made small, kept, and fails again when it is read back', async () => {
    const runs = await compare(randomCases(1, 150));
    const failed = runs.filter(({ complaint }) => complaint !== '').slice(0, 2);
    expect(failed.length).toBeGreaterThan(0);
    for (const { run, complaint } of failed) {
      const text = await explained(run.placed.case, compare, save);
      expect(text).toContain('the report says');
      const saved = savedRegressions(folder).find(({ id }) => text.includes(id));
      if (!saved) throw new Error(`nothing was saved: ${text}`);
      expect((await compare([saved]))[0]?.complaint, complaint).not.toBe('');
      expect(sizeOf(saved)).toBeLessThan(sizeOf(run.placed.case));
    }
  });

  it('does not get smaller the second time, and is kept once', async () => {
    const [first] = (await compare(randomCases(1, 150))).filter(({ complaint }) => complaint !== '');
    if (!first) throw new Error('the two dialects never differ');
    const text = await explained(first.run.placed.case, compare, save);
    const [smallest] = savedRegressions(folder);
    if (!smallest) throw new Error('nothing was saved');
    expect(await explained(smallest, compare, save)).toBe(text);
    expect(readdirSync(path)).toEqual([`${smallest.id}.json`]);
  });

  it('is kept as it is, with a remark, when it fails only once', async () => {
    const [one] = randomCases(1, 1);
    if (!one) throw new Error('no case was made');
    const passes = async (cases: readonly OracleCase[]) =>
      cases.map((each) => ({ run: { placed: placeOnPaper(each) }, complaint: '' }));
    expect(await explained(one, passes, save)).toContain('it failed once only');
    expect(savedRegressions(folder)).toMatchObject([{ asks: one.asks, title: `shrunk from ${one.id}` }]);
  });
});

/** How much there is to read. */
function sizeOf({ asks, hops }: OracleCase): number {
  return JSON.stringify({ asks, hops }).length;
}
