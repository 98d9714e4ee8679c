import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OracleCase } from './case.ts';
import { TABLE } from './cases/index.ts';
import { DIALECT_ROWS } from './dialect-rows.ts';
import { explained } from './explain.ts';
import { type FirefoxOracle, openFirefoxOracle } from './firefox.ts';
import { sentenceOf } from './firefox-console.ts';
import { documentedCounts, figuresInFirefox, type GradedRun, hiddenCounts, runGraded } from './firefox-suite.ts';
import { COUNT, randomCases, SEED } from './generate.ts';
import { savedRegressions } from './regressions.ts';
import { publish } from './suite.ts';

/** More of one kind say nothing new. */
const MOST_SHRUNK = 5;

/** Categories of the table's cases that are told exactly: Firefox says nothing else about CORS but what it hides. */
const SENTENCES = [
  'CORSAllowOriginNotMatchingOrigin',
  'CORSDidNotSucceed',
  'CORSExternalRedirectNotAllowed',
  'CORSInvalidAllowHeader',
  'CORSInvalidAllowMethod',
  'CORSMethodNotFound',
  'CORSMissingAllowCredentials',
  'CORSMissingAllowHeaderFromPreflight',
  'CORSMissingAllowOrigin',
  'CORSNotSupportingCredentials',
  'CORSPreflightDidNotSucceed',
];

let oracle: FirefoxOracle;

beforeAll(async () => {
  oracle = await openFirefoxOracle();
});
afterAll(() => oracle.close());

describe('the extension says what Firefox says', () => {
  const runs = new Map<string, GradedRun>();

  beforeAll(async () => {
    const startedAt = Date.now();
    const all = await runGraded(oracle, [...TABLE, ...savedRegressions()]);
    for (const one of all) runs.set(one.run.placed.case.id, one);
    publish(figuresInFirefox('firefox-table', oracle, all, startedAt));
  });
  afterAll(() => printRows(runs));

  it.each(TABLE.map((one) => [one.id, one.title, one] as const))('about %s: %s', (id, _title, one) => {
    const graded = runs.get(id);
    expect(graded?.complaint).toBe('');
    const said = graded?.run.said.map(({ category }) => withoutChance(one, category)) ?? [];
    const written = one.observed.map(({ firefox }) => firefox?.replace(/\d+$/, '') ?? null);
    // Which of several requests at the same time a message is about, Firefox does not tell.
    expect(one.concurrent ? said.toSorted() : said).toEqual(one.concurrent ? written.toSorted() : written);
    if (one.preflightsInFirefox !== undefined)
      expect(graded?.run.served.filter(({ preflight }) => preflight).length).toBe(one.preflightsInFirefox);
  });

  it.each(savedRegressions().map(({ id }) => id))('about the saved case %s', (id) => {
    expect(runs.get(id)?.complaint).toBe('');
  });

  it('in the very sentence that the story shows', () => {
    const sentences = TABLE.flatMap((one) => {
      const graded = runs.get(one.id);
      const sentence = graded && sentenceOf(graded);
      return sentence ? [{ one, ...sentence }] : [];
    });
    const other = sentences.filter(({ shown, said }) => !said.includes(shown));
    expect(other.map(({ one, shown, said }) => ({ id: one.id, shown, said }))).toEqual([]);
    const categories = sentences.map(({ one, category }) => withoutChance(one, category));
    expect([...new Set(categories)].sort()).toEqual(SENTENCES);
  });

  it('except where an input is hidden, which the documents tell with its count', () => {
    const counts = hiddenCounts(TABLE.flatMap(({ id }) => runs.get(id) ?? []));
    expect(documentedCounts(Object.keys(counts))).toEqual(counts);
  });
});

it(`Firefox and the extension agree on ${COUNT} requests made by chance (ORACLE_SEED=${SEED})`, async () => {
  const startedAt = Date.now();
  const runs = await runGraded(oracle, randomCases(SEED, COUNT));
  publish(figuresInFirefox('firefox-random', oracle, runs, startedAt, SEED));
  const failed = runs.filter(({ complaint }) => complaint !== '');
  const shrunk: string[] = [];
  for (const { run } of failed.slice(0, MOST_SHRUNK)) {
    shrunk.push(await explained(run.placed.case, (cases) => runGraded(oracle, cases)));
  }
  expect(shrunk, `${failed.length} disagreements`).toEqual([]);
}, 600_000);

/** Each row of the dialect table with what Chromium was seen to do, which its own suite checks, and what this Firefox did. */
function printRows(runs: ReadonlyMap<string, GradedRun>): void {
  const line = (row: string, title: string, chromium: string, firefox: string) =>
    `${row.padEnd(38)} ${title.padEnd(76)} ${chromium.padEnd(44)} ${firefox}`.trimEnd();
  const words = (names: readonly (string | null | undefined)[], preflights: number | undefined) =>
    preflights === undefined ? names.map((name) => name ?? 'no CORS error').join(', ') : `${preflights} preflights`;
  const rows = Object.entries(DIALECT_ROWS).flatMap(([row, { apart, fromStandard, notShown = '' }]) => {
    const cases = TABLE.filter(({ id }) => [...(apart ?? []), ...(fromStandard ?? [])].includes(id));
    if (cases.length === 0) return [line(row, `(${notShown})`, '', '')];
    return cases.map(({ id, title, observed, preflights }) => {
      const { said = [], served = [] } = runs.get(id)?.run ?? {};
      const asked = preflights === undefined ? undefined : served.filter(({ preflight }) => preflight).length;
      const categories = said.map(({ category }) => category);
      return line(
        row,
        title,
        words(
          observed.map(({ chromium }) => chromium),
          preflights,
        ),
        words(categories, asked),
      );
    });
  });
  const head = line('row of the dialect table', 'case', 'Chromium', 'Firefox');
  process.stdout.write(`${['\nWhat the dialect table rests on', head, ...rows].join('\n')}\n`);
}

/** The server closes a connection of this case without an answer. */
function isClosed({ hops }: OracleCase): boolean {
  return hops.some(({ actual, preflight }) => [actual, preflight].some((answer) => answer && 'end' in answer));
}

/** For a connection that is closed Firefox gives one name or the other, as it happens to notice; both mean the same. */
function withoutChance(one: OracleCase, category: string | null): string | null {
  return isClosed(one) && category === 'CORSMultipleAllowOriginNotAllowed' ? 'CORSDidNotSucceed' : category;
}
