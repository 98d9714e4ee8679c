import { describe, expect, test } from 'vitest';
import { analyze } from '../../../src/analyzer/analyze.ts';
import { importFile } from '../../../src/analyzer/files/import-file.ts';
import type { ImportedTraffic } from '../../../src/analyzer/files/imported-file.ts';
import { plainText } from '../../../src/analyzer/rules/prose.ts';
import type { FetchTrace } from '../../../src/analyzer/trace/fetch-trace.ts';
import { readRecordedHar } from '../../support/har/recorded-har.ts';

/** Scenarios of which the browser's own export holds less than the extension saw: what is concluded, and why. */
const LESS_IN_FILE = {
  chromium: {
    'cache-poisoned': ['undetermined', 'the export has neither headers nor an answer of what the HTTP cache gave'],
    'local-network': ['undetermined', 'the export calls it net::ERR_FAILED, like everything that was never sent'],
    'local-network-elsewhere': ['undetermined', 'the same'],
    'redirect-refused': ['blocked', 'the export calls it net::ERR_FAILED, although no check of the redirect failed'],
  },
  firefox: {
    'redirect-data': ['undetermined', 'the export does not say that the redirect was refused'],
    'server-down': ['undetermined', 'the export names no errors'],
    'connection-lost': ['undetermined', 'the export names no errors'],
    'name-unresolved': ['undetermined', 'the export names no errors'],
    'tls-failed': ['undetermined', 'the export names no errors'],
    aborted: ['undetermined', 'the export names no errors'],
    'null-allowed': ['undetermined', 'the export does not say to which document the request belongs'],
    'resource-policy': ['opaque', 'the export names no errors'],
    'opaque-response-blocking': ['opaque', 'the export names no errors'],
  },
} as const;

function read(text: string): ImportedTraffic {
  const file = importFile(text);
  if ('error' in file) throw new Error(plainText(file.error));
  return file;
}

/** Verdict and cause of the last request of each scenario. */
function conclusions(
  traces: readonly FetchTrace[],
): ReadonlyMap<string, { verdict: string; rule: string | undefined }> {
  return new Map(
    analyze(traces).traces.map(({ trace, judgement, cause }) => {
      const [, scenario = ''] = new URL(trace.hops[0]?.url ?? '').pathname.split('/');
      return [scenario, { verdict: judgement.verdict, rule: cause?.rule }];
    }),
  );
}

describe.each(['chromium', 'firefox'] as const)('the HAR that %s wrote of the lab', (browser) => {
  const { har, report } = readRecordedHar(browser);
  const file = read(har);
  const fromHar = conclusions(file.traces);
  const fromExtension = conclusions(read(JSON.stringify(report)).traces);
  const less = new Map<string, readonly [string, string]>(Object.entries(LESS_IN_FILE[browser]));

  test('has a request of every scenario that the extension reported', () => {
    expect(fromExtension.size).toBeGreaterThan(70);
    expect([...fromExtension.keys()].filter((id) => !fromHar.has(id))).toEqual([]);
  });

  test.each([...fromExtension.keys()].filter((id) => !less.has(id)))(
    'leads to the verdict and cause of the extension: %s',
    (id) => {
      expect(fromHar.get(id)).toEqual(fromExtension.get(id));
    },
  );

  test.each([...less])('leads to no more than it shows: %s', (id, [verdict]) => {
    expect(fromHar.get(id)?.verdict).toBe(verdict);
  });

  test('is recognised with its page, and says what it leaves out', () => {
    expect(file).toMatchObject({ kind: 'har', browser, page: report.tab.origin });
    expect(file.problems.map(plainText)).toEqual([
      expect.stringMatching(/^Of \d+ of the requests that got no response/),
    ]);
  });

  test('brings no secret with it', () => {
    const kept = JSON.stringify(file.traces);
    expect(har).toMatch(/lab-token/);
    expect(kept).not.toMatch(/lab-token|lab:secret/);
  });
});

describe('a HAR that Chromium exported without sensitive data', () => {
  const { har } = readRecordedHar('chromium');
  const secrets = new Set(['cookie', 'set-cookie', 'authorization']);
  const sanitized = JSON.stringify(
    JSON.parse(har, (key, value) =>
      key === 'headers' ? value.filter(({ name }: { name: string }) => !secrets.has(name.toLowerCase())) : value,
    ),
  );
  const file = read(sanitized);

  test('leads to the same verdicts and says that cookies and Authorization are not in it', () => {
    const verdicts = (map: ReturnType<typeof conclusions>) =>
      [...map].map(([id, { verdict, rule }]) => [id, verdict, rule]);
    const differing = verdicts(conclusions(file.traces)).filter(
      (row, index) => JSON.stringify(row) !== JSON.stringify(verdicts(conclusions(read(har).traces))[index]),
    );
    // The cookie that went along proved that credentials were included.
    expect(differing).toEqual([]);
    expect(plainText(file.problems[0] ?? [])).toMatch(
      /Authorization are not in this file, although a preflight asks for/,
    );
  });

  test('leaves the credentials mode unknown for that reason, and blames no cookie', () => {
    const analyzed = analyze(file.traces).traces;
    expect(
      analyzed.some(
        ({ judgement }) => 'unknown' in judgement.credentials && judgement.credentials.unknown === 'not-in-file',
      ),
    ).toBe(true);
    expect(analyzed.flatMap(({ findings }) => findings.map(({ rule }) => rule))).not.toContain('cookie-unsent');
  });
});
