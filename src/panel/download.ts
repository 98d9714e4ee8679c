import type { ReportJson } from '../analyzer/report-json.ts';

/** A file that is not on the disk yet. */
export interface NewFile {
  readonly name: string;
  /** MIME type. */
  readonly type: string;
  readonly text: string;
}

/** Hands a file to the browser's own download; no permission and no network needed. */
export function download({ name, type, text }: NewFile): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // The download has its own hold on the blob once the click has been handled.
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

/** Longest part of an origin in a file's name. */
const MAX_WHERE = 100;

/** `whycors-localhost-3000-2026-01-31T12-04.json`: nothing of an origin but letters, digits and single dots. */
export function fileName({ tab, capturedFrom }: Pick<ReportJson, 'tab' | 'capturedFrom'>, extension = 'json'): string {
  const origin = (tab.origin ?? 'tab').replace(/^[a-z]+:\/\//, '');
  const where = origin.replace(/[^a-z0-9.]+|\.{2,}/gi, '-').slice(0, MAX_WHERE);
  return `whycors-${where}-${minuteOf(capturedFrom)}.${extension}`;
}

/** An imported file may say anything about when it was recorded. */
function minuteOf(epochMs: number): string {
  const date = new Date(epochMs);
  return Number.isNaN(date.getTime()) ? 'undated' : date.toISOString().replace('+', '').slice(0, 16).replace(':', '-');
}
