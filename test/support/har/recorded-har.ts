import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { SCENARIOS } from '../../../lab/scenarios/index.ts';
import type { ReportJson } from '../../../src/analyzer/report-json.ts';

type Browser = 'chromium' | 'firefox';

/** A run of the lab as the browser's own DevTools wrote it down, and as the extension did. */
export interface RecordedHar {
  /** The text of the HAR. */
  readonly har: string;
  readonly report: ReportJson;
}

/** What the page asked for in each scenario; all of them are recorded. */
export const RECORDED_SCENARIOS: readonly string[] = SCENARIOS.map(({ id }) => id);

export function readRecordedHar(browser: Browser): RecordedHar {
  return {
    har: readFileSync(pathOf(browser, 'har'), 'utf8'),
    report: JSON.parse(readFileSync(pathOf(browser, 'report.jsonl'), 'utf8')) as ReportJson,
  };
}

/** Writes both files, without the bodies and call stacks that DevTools put in, and the report's conclusions left as they are. */
export function writeRecordedHar(browser: Browser, har: unknown, report: ReportJson): void {
  writeFileSync(pathOf(browser, 'har'), `${JSON.stringify(har, withoutBulk)}\n`);
  writeFileSync(pathOf(browser, 'report.jsonl'), `${JSON.stringify(report)}\n`);
}

function pathOf(browser: Browser, extension: string): string {
  return fileURLToPath(new URL(`${browser}.${extension}`, import.meta.url));
}

/** Nothing that importing reads is left out, but what would make the files large or name the machine. */
function withoutBulk(key: string, value: unknown): unknown {
  if (key === 'stack' || key === '_securityState') return undefined;
  if (key === 'content' || key === 'postData')
    return { mimeType: (value as { mimeType?: string }).mimeType ?? '', size: 0 };
  return value;
}
