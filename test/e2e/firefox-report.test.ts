import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Lab, startLab } from '../../lab/main.ts';
import { SCENARIOS } from '../../lab/scenarios/index.ts';
import type { ReportJson, TraceJson } from '../../src/analyzer/report-json.ts';
import { exportReport, launchWithExtension } from '../support/browser.ts';
import { launchFirefoxWithExtension } from '../support/firefox.ts';
import { differences, REASONS, URL_PARSERS } from '../support/report-differences.ts';
import { waitFor } from '../support/wait-for.ts';

const IDS = SCENARIOS.map(({ id }) => id);

interface Compared {
  readonly id: string;
  readonly chromium: string;
  readonly firefox: string;
  /** Names of the reasons for what differs. */
  readonly because: ReadonlySet<string>;
  /** What differs for no reason that is known. */
  readonly unexplained: readonly string[];
}

let reports: { readonly chromium: ReportJson; readonly firefox: ReportJson };
/** Whether both take the host that a scenario allows for an origin's. */
let parsersAgree: boolean;
let compared: readonly Compared[];

beforeAll(async () => {
  const lab = await startLab();
  try {
    const chromium = await chromiumReport(lab);
    reports = { chromium, firefox: await firefoxReport(lab, chromium) };
  } finally {
    await lab.close();
  }
  compared = IDS.map((id) => compare(id, tracesOf(reports.chromium, id), tracesOf(reports.firefox, id)));
});
afterAll(() => {
  const rows = compared.map(({ id, chromium, firefox, because }) => {
    const outcome = because.size === 0 ? 'equal' : `differs: ${[...because].join('; ')}`;
    return `${id.padEnd(32)} ${chromium.padEnd(48)} ${firefox.padEnd(48)} ${outcome}`;
  });
  const head = `${'scenario'.padEnd(32)} ${'Chromium'.padEnd(48)} ${'Firefox'.padEnd(48)} the two reports`;
  process.stdout.write(`${['\nReports of one lab run in both browsers', head, ...rows].join('\n')}\n`);
});

const RUN = (ids: readonly string[]) => `(async () => {
  for (const id of ${JSON.stringify(ids)}) await lab.run(id);
  return true;
})()`;

async function chromiumReport(lab: Lab): Promise<ReportJson> {
  const session = await launchWithExtension({ args: lab.browserArguments });
  try {
    const [page = await session.browser.newPage()] = await session.browser.pages();
    await page.goto(lab.pageUrl);
    await page.waitForFunction(() => 'lab' in window);
    await page.evaluate(RUN(IDS));
    return await waitFor(async () => {
      const report = await exportReport(session, lab.pageUrl);
      return isOver(report) && IDS.every((id) => tracesOf(report, id).length > 0) && report;
    }, 'the whole report of Chromium');
  } finally {
    await session.close();
  }
}

/** The page makes as many requests in both. */
async function firefoxReport(lab: Lab, { traces }: ReportJson): Promise<ReportJson> {
  const session = await launchFirefoxWithExtension();
  try {
    await session.open(lab.pageUrl);
    await waitFor(() => session.inPage('return "lab" in window.wrappedJSObject;'), 'the lab page to be ready');
    for (const id of IDS) {
      await session.inPage('return window.wrappedJSObject.lab.run(arguments[0]).then(() => true);', id);
    }
    parsersAgree = await session.inPage('return URL.canParse("http://*.localhost");');
    return await waitFor(async () => {
      const report = await session.exportReport();
      return isOver(report) && report.traces.length >= traces.length && report;
    }, 'the whole report of Firefox');
  } finally {
    await session.close();
  }
}

function isOver({ traces }: ReportJson): boolean {
  return traces.every(({ missing }) => !missing.includes('response'));
}

function tracesOf({ traces }: ReportJson, id: string): readonly TraceJson[] {
  return traces.filter(({ url }) => url.includes(`/${id}/`)).sort((a, b) => a.startedAt - b.startedAt);
}

function compare(id: string, chromium: readonly TraceJson[], firefox: readonly TraceJson[]): Compared {
  const because = new Set<string>();
  const unexplained: string[] = [];
  if (chromium.length !== firefox.length) unexplained.push(`${chromium.length} requests, and ${firefox.length}`);
  for (const [index, one] of chromium.entries()) {
    const other = firefox[index];
    if (!other) continue;
    for (const difference of differences(one, other)) {
      const reason = REASONS.find(({ explains }) => explains(difference, one, other));
      if (reason) because.add(reason.name);
      else
        unexplained.push(
          `${id} ${difference.path}: ${JSON.stringify(difference.chromium)} and ${JSON.stringify(difference.firefox)}`,
        );
    }
  }
  return { id, chromium: words(chromium.at(-1)), firefox: words(firefox.at(-1)), because, unexplained };
}

function words(trace: TraceJson | undefined): string {
  return trace === undefined ? 'nothing' : nameOf({ verdict: trace.verdict, rule: trace.cause?.rule ?? null });
}

function nameOf({ verdict, rule }: { readonly verdict: string; readonly rule: string | null }): string {
  return rule === null ? verdict : `${verdict} ${rule}`;
}

describe('the report of one lab run', () => {
  it('is the same in Chromium and Firefox, except for what has a named reason', () => {
    expect(compared.flatMap(({ unexplained }) => unexplained)).toEqual([]);
  });

  it('has the same verdict and cause wherever Firefox can decide, but for what the dialect table tells apart', () => {
    const decided = compared.filter(({ firefox }) => !firefox.startsWith('undetermined'));
    const apart = decided.filter(({ chromium, firefox }) => chromium !== firefox);
    // Nor do they differ otherwise than the scenario declares.
    const declared = SCENARIOS.flatMap(({ id, expect: { firefox } }) => (firefox ? [[id, nameOf(firefox)]] : []));
    expect(apart.map(({ id, firefox }) => [id, firefox])).toEqual(declared);
    expect(decided.length).toBeGreaterThan(IDS.length * 0.7);
  });

  it('differs for every reason that is named, so that none is left over', () => {
    const used = new Set(compared.flatMap(({ because }) => [...because]));
    const unused = REASONS.map(({ name }) => name).filter((name) => !used.has(name));
    expect(unused).toEqual(parsersAgree ? [URL_PARSERS] : []);
  });

  it('names the same servers, methods and origins in its policies', () => {
    const of = ({ policies }: ReportJson) =>
      policies.map(({ server, origins, methods }) => [server, [...origins].sort(), [...methods].sort()]).sort();
    expect(of(reports.firefox)).toEqual(of(reports.chromium));
  });
});
