import type { ReportJson } from '../analyzer/report-json.ts';

/** Hands a report to the browser's own download; no permission and no network needed. */
export function downloadJson(report: ReportJson): void {
  const url = URL.createObjectURL(new Blob([`${JSON.stringify(report, null, 2)}\n`], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName(report);
  document.body.append(link);
  link.click();
  link.remove();
  // The download has its own hold on the blob once the click has been handled.
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

/** Longest part of an origin in a file's name. */
const MAX_WHERE = 100;

/** `whycors-localhost-3000-2026-01-31T12-04.json`: nothing of an origin but letters, digits and single dots. */
export function fileName({ tab, capturedFrom }: ReportJson): string {
  const origin = (tab.origin ?? 'tab').replace(/^[a-z]+:\/\//, '');
  const where = origin.replace(/[^a-z0-9.]+|\.{2,}/gi, '-').slice(0, MAX_WHERE);
  const when = new Date(capturedFrom).toISOString().slice(0, 16).replace(':', '-');
  return `whycors-${where}-${when}.json`;
}
