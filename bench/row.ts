/** One line of the table: what was measured, in rounds, and what it is compared with in the same run. */
export interface Row {
  readonly what: string;
  readonly unit: string;
  /** One a round. */
  readonly values: readonly number[];
  /** Measured in the same rounds, in the same unit. */
  readonly reference: { readonly what: string; readonly values: readonly number[] };
  /** What is aimed at, as text; empty where the figure is for information. */
  readonly target: string;
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** The value that this share of the values does not exceed; 0 for none. */
export function percentile(values: readonly number[], share: number): number {
  const ascending = [...values].sort((a, b) => a - b);
  return ascending[Math.min(ascending.length - 1, Math.floor(ascending.length * share))] ?? 0;
}

/** The rows as a table in Markdown: median, least and most of the rounds, and the median of their ratios. */
export function tableOf(rows: readonly Row[]): string {
  const lines = rows.map(({ what, unit, values, reference, target }) => {
    const ratios = values.map((value, round) => value / (reference.values[round] ?? Number.NaN));
    const spread = `${figure(Math.min(...values))} to ${figure(Math.max(...values))}`;
    return `| ${what} | ${figure(median(values))} ${unit} | ${spread} | ${figure(median(ratios))} × ${reference.what} (${figure(median(reference.values))} ${unit}) | ${target} |`;
  });
  const head = '| measured | median | spread | ratio in the same run | target |\n| --- | --- | --- | --- | --- |';
  return [head, ...lines].join('\n');
}

function figure(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
