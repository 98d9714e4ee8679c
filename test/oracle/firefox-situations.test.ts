import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SITUATION_CASES } from './cases/situation-cases.ts';
import { type FirefoxOracle, openFirefoxOracle } from './firefox.ts';
import { documentedCounts, figuresInFirefox, type GradedRun, hiddenCounts, runGraded } from './firefox-suite.ts';
import { OTHERWISE_IN_FIREFOX } from './situation-rows.ts';
import { publish } from './suite.ts';

let oracle: FirefoxOracle;
const runs = new Map<string, GradedRun>();

beforeAll(async () => {
  const startedAt = Date.now();
  oracle = await openFirefoxOracle(SITUATION_CASES);
  const all = await runGraded(oracle, SITUATION_CASES);
  for (const one of all) runs.set(one.run.placed.case.id, one);
  publish(figuresInFirefox('firefox-situations', oracle, all, startedAt));
});
afterAll(async () => {
  printRows();
  await oracle.close();
});

describe('where not only page and servers have a say, the extension says what Firefox says', () => {
  it.each(SITUATION_CASES.map((one) => [one.id, one.title, one] as const))('about %s: %s', (id, _title, one) => {
    const graded = runs.get(id);
    expect(graded?.complaint).toBe('');
    expect(saidOf(id)).toEqual(one.observed.map(({ firefox }) => firefox?.replace(/\d+$/, '') ?? null));
    expect(graded?.run.outcomes).toEqual(one.observed.map(({ page }) => page));
  });

  it('and names what the browser has one category for: the local network, and what another extension stopped', () => {
    const of = (blockedBy: string) =>
      [...runs].filter(([, { run }]) => run.reported[0]?.blockedBy === blockedBy).map(([id]) => id);
    const local = SITUATION_CASES.filter(({ situation }) => situation?.kind.endsWith('public-page'));
    expect(of('local-network-access')).toEqual(local.map(({ id }) => id));
    expect(of('client')).toEqual(['d8', 'd10', 'd11']);
  });

  it('except for what is hidden, which the document about limits tells with its count', () => {
    const counts = hiddenCounts([...runs.values()], 'other-extension');
    expect(documentedCounts(Object.keys(counts))).toEqual(counts);
    expect(hiddenCounts([...runs.values()])).toEqual(
      Object.fromEntries(Object.keys(hiddenCounts([])).map((name) => [name, 0])),
    );
  });
});

it('Firefox is silent towards extensions about exactly the cases that are listed as such', () => {
  const silent = [...runs].filter(([, { grades }]) => grades.some(({ grade }) => grade === 'unobservable'));
  const listed = Object.entries(OTHERWISE_IN_FIREFOX).filter(([, { noEvent }]) => noEvent !== undefined);
  expect(silent.map(([id]) => id).sort()).toEqual(listed.map(([id]) => id).sort());
});

it('what Firefox refuses for want of a permission passes with it, and the extension says so', async () => {
  const allow = `Services.prefs.setIntPref('permissions.default.loopback-network', Services.perms.ALLOW_ACTION);`;
  await oracle.firefox.inBrowser(allow);
  const asked = SITUATION_CASES.filter(({ id }) => id === 'l1' || id === 'l2');
  const passed = await runGraded(oracle, asked);
  expect(passed.map(({ complaint, run }) => [complaint, run.outcomes, run.reported[0]?.verdict])).toEqual([
    ['', ['read'], 'allowed'],
    ['', ['read'], 'allowed'],
  ]);
});

it('Firefox does not read where the page says that the server is, and treats the cases about it like others', async () => {
  const isRead = await oracle.firefox.inPage<boolean>(
    `let isRead = false;
     const options = { get targetAddressSpace() { isRead = true; return 'loopback'; } };
     return fetch(location.href, options).catch(() => undefined).then(() => isRead);`,
  );
  expect(isRead).toBe(false);
  const about = SITUATION_CASES.filter(({ asks }) => asks.some((ask) => ask.targetAddressSpace !== undefined));
  const listed = Object.entries(OTHERWISE_IN_FIREFOX).filter(([, { like }]) => like !== undefined);
  expect(listed.map(([id]) => id)).toEqual(about.map(({ id }) => id));
  for (const [id, { like }] of listed) expect(saidOf(id), id).toEqual(saidOf(like?.[0] ?? ''));
});

function saidOf(id: string): readonly (string | null)[] | undefined {
  return runs.get(id)?.run.said.map(({ category }) => category);
}

/** Every case with what Firefox said, and those that it does not decide like Chromium with the reason. */
function printRows(): void {
  const rows = SITUATION_CASES.map(({ id, title }) => {
    const { noEvent, like } = OTHERWISE_IN_FIREFOX[id] ?? {};
    const said = saidOf(id)?.map((category) => category ?? 'no CORS error') ?? ['not run'];
    const grades = runs.get(id)?.grades.map(({ grade }) => grade) ?? [];
    const why = noEvent ?? (like ? `like ${like[0]}: ${like[1]}` : '');
    return `${id.padEnd(4)} ${title.padEnd(76)} ${said.join(', ').padEnd(34)} ${grades.join(', ').padEnd(14)} ${why}`.trimEnd();
  });
  process.stdout.write(
    `${['\nOther extensions, service workers, files and the local network in Firefox', ...rows].join('\n')}\n`,
  );
}
