import type { Prose } from '../rules/prose.ts';
import type { FetchTrace } from '../trace/fetch-trace.ts';
import type { EpochMs } from '../trace/observation.ts';

/** What a file amounts to: traffic to analyze and show like any other, or a message that says what is wrong and where. */
export type ImportedFile = ImportedTraffic | { readonly error: Prose };

export interface ImportedTraffic {
  readonly kind: 'har' | 'report';
  /** The engine by whose rules the traffic is judged. */
  readonly browser: FetchTrace['browser'];
  /** Who wrote the file, in its own words, on one line: "Firefox 153.0", "whycors 0.1.0". From the file: never markup. */
  readonly writtenBy: string;
  /** Origin of the page; null when the file does not tell. */
  readonly page: string | null;
  /** When its recording began. */
  readonly capturedFrom: EpochMs;
  /** Traces that were discarded before the file was written. */
  readonly dropped: number;
  /** Oldest first. Secrets are redacted, whatever the file has. */
  readonly traces: readonly FetchTrace[];
  /** What to know about the file before believing what is shown: facts it lacks, parts that could not be read. */
  readonly problems: readonly Prose[];
}

/** Longest text that is looked at, in UTF-16 code units. */
export const MAX_FILE_LENGTH = 256 * 1024 * 1024;

/** More requests than this are not read. */
export const MAX_REQUESTS = 100_000;
