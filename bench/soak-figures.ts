/** What was known at one moment, everything counted since the beginning except where it says otherwise. */
export interface Checkpoint {
  /** Requests of the page. */
  readonly made: number;
  /** Answers of the server. */
  readonly served: number;
  /** Requests that the extension has decided about, or says that it dropped. */
  readonly known: number;
  readonly dropped: number;
  /** Of those kept at this moment: too many, decided wrongly, or with an answer that was not seen. */
  readonly doubled: number;
  readonly wrong: number;
  readonly incomplete: number;
  /** Answers seen of those kept at this moment. */
  readonly exchanges: number;
  /** The background's objects after a collection of garbage. */
  readonly heapBytes: number;
  readonly storedBytes: number;
}

export interface Soaked {
  /** A table in Markdown. */
  readonly text: string;
  /** Nothing is lost, doubled, wrong or incomplete. */
  readonly ok: boolean;
}

const MIB = 1024 * 1024;

/** The figures of a soak as a table. `checkpoints` are those before the ends of the background, `last` is after them. */
export function soakFigures(of: {
  readonly minutes: number;
  readonly checkpoints: readonly Checkpoint[];
  readonly last: Checkpoint;
}): Soaked {
  const { minutes, checkpoints, last } = of;
  const all = [...checkpoints, last];
  const worst = (key: 'doubled' | 'wrong' | 'incomplete') => Math.max(...all.map((point) => point[key]));
  const lost = last.made - last.known;
  // Until the log is full it grows, as it should.
  const full = checkpoints.filter(({ dropped }) => dropped > 0);
  const rows: readonly (readonly [string, string | number])[] = [
    ['minutes', minutes],
    ['requests made by the page', last.made],
    ['answers given by the server, preflights and redirects included', last.served],
    ['requests decided, or counted as dropped', last.known],
    ['of them dropped for space, by the rule', last.dropped],
    ['requests lost', lost],
    ['most requests doubled at any time', worst('doubled')],
    ['most verdicts wrong at any time', worst('wrong')],
    ['most requests without one of their answers at any time', worst('incomplete')],
    ['answers seen of the requests kept at the end', last.exchanges],
    ['ends of the background', checkpoints.length],
    ['heap of the background at the first end, MiB', mib(checkpoints[0]?.heapBytes ?? 0)],
    ['heap of the background, most, MiB', mib(Math.max(...all.map(({ heapBytes }) => heapBytes)))],
    ['heap of the background at the end, MiB', mib(last.heapBytes)],
    ['slope of the heap once the log is full, KiB a 1,000 requests', full.length < 2 ? 'never full' : slope(full)],
    ['storage in use, most, MiB of the 10 there are', mib(Math.max(...all.map(({ storedBytes }) => storedBytes)))],
  ];
  const text = ['| figure | value |', '| --- | --- |', ...rows.map(([name, value]) => `| ${name} | ${shown(value)} |`)];
  const ok = lost === 0 && worst('doubled') === 0 && worst('wrong') === 0 && worst('incomplete') === 0;
  return { text: text.join('\n'), ok };
}

/** Least squares over the checkpoints. */
function slope(points: readonly Checkpoint[]): string {
  const x = points.map(({ made }) => made / 1000);
  const y = points.map(({ heapBytes }) => heapBytes / 1024);
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [mx, my] = [mean(x), mean(y)];
  const covariance = x.reduce((sum, value, index) => sum + (value - mx) * ((y[index] ?? my) - my), 0);
  const variance = x.reduce((sum, value) => sum + (value - mx) ** 2, 0);
  return (covariance / variance).toFixed(1);
}

function mib(bytes: number): string {
  return (bytes / MIB).toFixed(1);
}

function shown(value: string | number): string {
  return typeof value === 'number' ? value.toLocaleString('en-US') : value;
}
