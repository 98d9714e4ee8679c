import { readFileSync, writeFileSync } from 'node:fs';
import type { Header, HeaderList } from '../../src/analyzer/fetch/header-list.ts';
import type { FetchTrace } from '../../src/analyzer/trace/fetch-trace.ts';
import type { Observation } from '../../src/analyzer/trace/observation.ts';
import type { OracleCase, Origins } from '../oracle/case.ts';
import type { AskOutcome, Truth } from '../oracle/grade.ts';

/** A case as it was run in a real browser: what the extension stored, and what the browser itself said. */
export interface RecordedCase<T = Truth> {
  /** A case of the table is known by its id; one made by chance is here as a whole. */
  readonly case: string | OracleCase;
  readonly key: string;
  /** Per ask. */
  readonly outcomes: readonly AskOutcome[];
  /** Per ask. */
  readonly truths: readonly T[];
  /** As stored, redacted, in the order of time. */
  readonly observations: readonly Observation[];
}

export interface Recording<T = Truth> {
  readonly browser: FetchTrace['browser'];
  /** Name and version. */
  readonly version: string;
  readonly origins: Origins;
  /** Of cases with plain servers. */
  readonly plainOrigins: Origins;
  readonly cases: readonly RecordedCase<T>[];
}

const FOLDER = new URL('recorded/', import.meta.url);

/** Header lines are written once and referred to by their number: browsers repeat themselves a lot. */
type Written = Omit<Recording<never>, 'cases'> & { readonly headers: readonly Header[] };

/** Writes one line for what all cases share and one line per case. */
export function writeRecording<T>(name: string, { cases, ...shared }: Recording<T>): void {
  const numbers = new Map<string, number>();
  const numbered = (list: HeaderList) =>
    list.map((header) => {
      const text = JSON.stringify(header);
      const number = numbers.get(text) ?? numbers.size;
      numbers.set(text, number);
      return number;
    });
  const lines = cases.map((one) => JSON.stringify(one, (key, value) => (isHeaderKey(key) ? numbered(value) : value)));
  const headers = [...numbers.keys()].map((text) => JSON.parse(text) as Header);
  const first: Written = { ...shared, headers };
  writeFileSync(new URL(`${name}.jsonl`, FOLDER), `${[JSON.stringify(first), ...lines].join('\n')}\n`);
}

export function readRecording<T = Truth>(name: string): Recording<T> {
  const [first = '', ...lines] = readFileSync(new URL(`${name}.jsonl`, FOLDER), 'utf8')
    .trimEnd()
    .split('\n');
  const { headers, ...shared } = JSON.parse(first) as Written;
  const written = (numbers: readonly number[]) => numbers.map((number) => headers[number]);
  const cases = lines.map(
    (line) => JSON.parse(line, (key, value) => (isHeaderKey(key) ? written(value) : value)) as RecordedCase<T>,
  );
  return { ...shared, cases };
}

function isHeaderKey(key: string): boolean {
  return key === 'requestHeaders' || key === 'responseHeaders';
}
