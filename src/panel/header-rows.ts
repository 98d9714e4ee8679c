import type { HeaderList } from '../analyzer/fetch/header-list.ts';
import type { Phase } from '../analyzer/fetch/network-error.ts';
import type { AnalyzedTrace } from '../analyzer/report.ts';
import type { Evidence } from '../analyzer/rules/rule.ts';

/** One header as it is shown. `value` null: the header is absent, and that decides. */
export interface HeaderRow {
  readonly name: string;
  readonly value: string | null;
  /** The cause rests on it. */
  readonly decides: boolean;
  readonly side: Side;
  /** Takes part in CORS at all. */
  readonly concernsCors: boolean;
}

export type Side = 'request' | 'response';

const CORS_NAMES =
  /^(?:access-control-.*|origin|vary|location|allow|cross-origin-.*|sec-fetch-mode|timing-allow-origin)$/;

/** Header lines of one exchange in wire order, what decides marked; headers whose absence decides come last. */
export function headerRows(
  analyzed: AnalyzedTrace,
  at: { readonly phase: Phase; readonly hop: number; readonly side: Side },
  headers: HeaderList,
): readonly HeaderRow[] {
  const { side } = at;
  const deciding = headerEvidence(analyzed).filter(
    (evidence) => evidence.hop === at.hop && evidence.side === side && samePart(evidence.phase, at.phase),
  );
  const names = new Set(deciding.map(({ name }) => name.toLowerCase()));
  const present = headers.map(([name, value]): HeaderRow => {
    const lower = name.toLowerCase();
    return { name, value, side, decides: names.has(lower), concernsCors: CORS_NAMES.test(lower) };
  });
  const seen = new Set(headers.map(([name]) => name.toLowerCase()));
  const absent = deciding.filter(({ name, value }) => value === null && !seen.has(name.toLowerCase()));
  return [...present, ...absent.map(({ name }) => ({ name, value: null, side, decides: true, concernsCors: true }))];
}

/** The lines worth reading in the story: what takes part in CORS, or decides. */
export function tellingRows(rows: readonly HeaderRow[]): readonly HeaderRow[] {
  return rows.filter(({ decides, concernsCors }) => decides || concernsCors);
}

function headerEvidence({ cause, findings }: AnalyzedTrace) {
  const main = cause ?? findings[0];
  return (main?.evidence ?? []).filter(
    (evidence): evidence is Extract<Evidence, { kind: 'header' }> => evidence.kind === 'header',
  );
}

/** A redirect's answer is the answer of the actual request of its hop. */
function samePart(a: Phase, b: Phase): boolean {
  return (a === 'preflight') === (b === 'preflight');
}
