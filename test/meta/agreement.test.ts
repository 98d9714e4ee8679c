import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { agreementOf, complaints, isEnough, merged, withTable } from '../../scripts/agreement-table.mjs';

const README = readFileSync('README.md', 'utf8');
const RECORDED = JSON.parse(readFileSync('docs/agreement.json', 'utf8')) as ReturnType<typeof agreementOf>[];

test('the table in README.md holds the figures of docs/agreement.json (else: npm run agreement)', () => {
  expect(withTable(README, RECORDED)).toBe(README);
});

test('docs/limits.md tells of how many requests a recorded page of Chromium does not tell', () => {
  const limits = readFileSync('docs/limits.md', 'utf8').split('\n');
  const [row] = limits.filter((line) => line.startsWith('| what is asked for in a sandboxed frame with an address '));
  const measured = RECORDED.find(({ suite }) => suite === 'chromium-settled-addresses');
  expect(row?.split('|')[2]?.trim()).toBe(`${measured?.hidden} of ${measured?.cases}`);
});

test('no recorded suite has a wrong answer, and each counts every case once', () => {
  for (const { suite, cases, exact, pairs, unobservable, hidden, wrong } of RECORDED) {
    expect(wrong, suite).toBe(0);
    expect(exact + pairs + unobservable + hidden, suite).toBe(cases);
    expect(isEnough({ suite, cases }), suite).toBe(true);
  }
});

describe('what was measured', () => {
  const figures = {
    suite: 'chromium-table',
    browser: 'Chrome/156.0.1.2',
    requests: 100,
    grades: { exact: 90, pair: 8, unobservable: 2, 'wrong-outcome': 0, 'wrong-reason': 0, 'missing-trace': 0 },
    surplus: 0,
  };
  const before = agreementOf(figures);

  test('is counted by what a reader wants to know', () => {
    expect(before).toEqual({
      suite: 'chromium-table',
      browser: 'Chromium 156.0.1.2',
      cases: 100,
      exact: 90,
      pairs: 8,
      unobservable: 2,
      hidden: 0,
      wrong: 0,
    });
  });

  test.each([
    ['a wrong reason', { grades: { ...figures.grades, exact: 89, 'wrong-reason': 1 } }],
    ['a trace too many', { surplus: 1 }],
    ['many more pairs', { grades: { ...figures.grades, exact: 80, pair: 18 } }],
    ['more without events', { grades: { ...figures.grades, exact: 80, unobservable: 12 } }],
  ])('is worse with %s', (_title, change) => {
    expect(complaints([agreementOf({ ...figures, ...change })], [before])).toHaveLength(1);
  });

  test('is not worse when it is the same, or a few pairs off', () => {
    expect(complaints([before], [before])).toEqual([]);
    const few = agreementOf({ ...figures, grades: { ...figures.grades, exact: 88, pair: 10 } });
    expect(complaints([few], [before])).toEqual([]);
  });

  test('must be recorded', () => {
    expect(complaints([before], [])).toHaveLength(1);
  });

  test('takes the place of what was recorded, and the rest stays', () => {
    const firefox = agreementOf({ ...figures, suite: 'firefox-table' });
    const now = agreementOf({ ...figures, requests: 101 });
    expect(merged([firefox, before], [now])).toEqual([now, firefox]);
  });
});

test('a README without the markers is refused', () => {
  expect(() => withTable('# Nothing', [])).toThrow('README.md needs');
});
