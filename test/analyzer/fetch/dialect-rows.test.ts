import { expect, test } from 'vitest';
import { dialectRules } from '../../../src/analyzer/fetch/dialect.ts';
import type { TableCase } from '../../oracle/case.ts';
import { TABLE } from '../../oracle/cases/index.ts';
import { DIALECT_ROWS } from '../../oracle/dialect-rows.ts';

const ROWS = Object.entries(DIALECT_ROWS);

function caseOf(id: string): TableCase {
  const found = TABLE.find((one) => one.id === id);
  if (!found) throw new Error(`there is no case ${id}`);
  return found;
}

/** Of a row `a` or `a.b`, what each engine has there, as text. */
function valuesOf(row: string): { readonly chromium: string; readonly firefox: string; readonly standard: string } {
  const of = (dialect: 'chromium' | 'firefox' | 'standard') => {
    const values = row
      .split('.')
      .reduce<unknown>((value, key) => Reflect.get(Object(value), key), dialectRules(dialect));
    return String(values);
  };
  return { chromium: of('chromium'), firefox: of('firefox'), standard: of('standard') };
}

/** The category that Firefox has in most cases in which Chromium has this error. */
function usualCategory(error: string): string | null | undefined {
  const counts = new Map<string | null | undefined, number>();
  for (const { chromium, firefox } of TABLE.flatMap(({ observed }) => observed)) {
    if (chromium === error) counts.set(firefox, (counts.get(firefox) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}

/** Whether the browsers were seen to do different things: one refused, each for another check, or one asked more often. */
function isApart({ observed, preflights, preflightsInFirefox }: TableCase): boolean {
  const saidOtherwise = observed.some(({ chromium, firefox }) =>
    chromium === null ? firefox !== null : firefox !== usualCategory(chromium),
  );
  return saidOtherwise || preflights !== preflightsInFirefox;
}

function leavesStandard({ observed, asks, preflights }: TableCase): boolean {
  const passes = observed.every(({ chromium }) => chromium === null);
  const standardPasses = observed.every(({ standard }) => standard === 'pass');
  return passes !== standardPasses || preflights === asks.length;
}

test.each(ROWS)('what the browsers do with %s is in the table of cases, or the reason why not', (row, shown) => {
  const { apart = [], fromStandard = [], notShown } = shown;
  const { chromium, firefox, standard } = valuesOf(row);
  for (const id of apart) expect(isApart(caseOf(id)), id).toBe(true);
  for (const id of fromStandard) expect([isApart(caseOf(id)), leavesStandard(caseOf(id))], id).toEqual([false, true]);
  if (notShown === undefined) expect(apart.length > 0).toBe(chromium !== firefox);
  if (apart.length === 0 && notShown === undefined) {
    expect(fromStandard.length).toBeGreaterThan(0);
    expect(standard).not.toBe(chromium);
  }
});

test('every row of the dialect table is on that list', () => {
  const { preflightCache, ...rules } = dialectRules('firefox');
  const rows = [...Object.keys(rules), ...Object.keys(preflightCache).map((key) => `preflightCache.${key}`)];
  expect(ROWS.map(([row]) => row).sort()).toEqual(rows.sort());
});

test('only what takes time or many addresses is not shown', () => {
  expect(ROWS.filter(([, { notShown }]) => notShown !== undefined).map(([row]) => row)).toEqual([
    'preflightCache.longestAge',
    'preflightCache.overflowAge',
    'preflightCache.entries',
  ]);
});
