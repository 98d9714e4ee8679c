import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { compared, KINDS, merged, type Run, rowOf, withTables } from '../../scripts/proof-table.mjs';
import recorded from '../../src/analyzer/fixes/proven.json' with { type: 'json' };
import { proofsOf } from '../../src/analyzer/fixes/proven.ts';
import { stackById } from '../../src/analyzer/fixes/stacks/index.ts';

test.each(['README.md', 'docs/proof.md'])('the tables in %s are those of proven.json (else: npm run proof)', (page) => {
  const text = readFileSync(page, 'utf8');
  expect(withTables(text, recorded)).toBe(text);
});

test('every recorded case is one that the tables know', () => {
  const cases = Object.values(recorded).flatMap((rows) => rows.flatMap((row): readonly string[] => row.cases));
  expect(cases.filter((kind) => !(kind in KINDS))).toEqual([]);
});

test.each(['django', 'flask', 'express'] as const)(
  'the matrix has no hole for %s, and a row for each of its versions',
  (id) => {
    const failures = Object.keys(KINDS).filter((kind) => !['full-policy', 'detour'].includes(kind));
    const rows = proofsOf(id);
    expect(rows.length).toBeGreaterThanOrEqual(2);
    for (const { id: row, cases } of rows) expect(cases, row).toEqual(failures);
    const { versions = [] } = stackById(id);
    expect(versions.filter(({ id: version }) => !rows.some((row) => row.version === version))).toEqual([]);
  },
);

/** The rows of one stack, in their order. */
function ids(proven: ReturnType<typeof merged>, stack: string): readonly string[] {
  return (proven[stack] ?? []).map(({ id }) => id);
}

describe('what the backend suite ran', () => {
  const run: Run = {
    id: 'django-5.2',
    stack: 'django',
    framework: 'Django 5.2.1',
    library: 'django-cors-headers 4.9.0',
    browser: 'Chromium 156',
    plan: ['missing', 'method'],
    green: ['method', 'missing'],
  };
  const before = merged({}, [run]);
  const leftOut: Run = { ...run, plan: [], green: [], browser: null, leftOut: 'no python3' };

  test('is one row of its stack, with its cases in the table’s order', () => {
    expect(before).toEqual({
      django: [
        {
          id: 'django-5.2',
          framework: 'Django 5.2.1',
          library: 'django-cors-headers 4.9.0',
          browser: 'Chromium 156',
          cases: ['missing', 'method'],
        },
      ],
    });
  });

  test.each([
    ['less turned green', [{ ...run, green: ['method'] }]],
    ['less was planned', [{ ...run, plan: ['missing'], green: ['missing'] }]],
    ['more turned green', [{ ...run, plan: [...run.plan, 'errors'], green: [...run.green, 'errors'] }]],
    ['the framework has another version', [{ ...run, framework: 'Django 5.2.2' }]],
    ['the library has another version', [{ ...run, library: null }]],
    ['nothing was tried', []],
    ['something is not recorded', [run, { ...run, id: 'django-6.0' }]],
  ] satisfies [string, Run[]][])('does not pass when %s', (_what, runs) => {
    expect(compared(before, runs, false).complaints).toHaveLength(1);
  });

  test('passes when it is what is recorded, in whatever browser', () => {
    expect(compared(before, [{ ...run, browser: 'Chromium 157' }], true)).toEqual({ complaints: [], leftOut: [] });
  });

  test('may be left out for a reason, which is named, but not in CI', () => {
    const named = ['django-5.2 did not run: no python3'];
    expect(compared(before, [leftOut], false)).toEqual({ complaints: [], leftOut: named });
    expect(compared(before, [leftOut], true)).toEqual({ complaints: named, leftOut: [] });
  });

  test('is not recorded while something is missing, and what was recorded before stays', () => {
    expect(rowOf({ ...run, green: [] })).toBeUndefined();
    expect(merged(before, [{ ...run, green: [] }])).toEqual(before);
    expect(merged(before, [leftOut], { prune: true })).toEqual(before);
  });

  test('drops what no test tries any more, when that is asked for', () => {
    const now = { ...run, id: 'django-6.0' };
    expect(ids(merged(before, [now]), 'django')).toEqual(['django-6.0', 'django-5.2']);
    expect(ids(merged(before, [now], { prune: true }), 'django')).toEqual(['django-6.0']);
  });

  test('puts the newest version first and the three main stacks before the others', () => {
    const of = (id: string, stack: string): Run => ({ ...run, id, stack });
    const proven = merged({}, [of('caddy-2', 'caddy'), of('express-9', 'express'), of('express-10', 'express'), run]);
    expect(Object.keys(proven)).toEqual(['django', 'express', 'caddy']);
    expect(ids(proven, 'express')).toEqual(['express-10', 'express-9']);
  });
});

test('a document without the markers is refused', () => {
  expect(() => withTables('# Nothing', {})).toThrow('are needed');
});
