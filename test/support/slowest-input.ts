import { expect } from 'vitest';

const { NIGHTLY } = process.env;

/** So often is an input tried that took longer than all before it: its best time counts, since a pause is nobody's slowness. */
const TRIES = 5;
/** So often is an input tried once more at the end that seemed to hang: a busy machine can take its processor away five times. */
const LAST_TRIES = 50;
/** So many inputs are read again at the end: what comes first pays for compiling the reader. */
const FIRST = 100;
/** A reader that hangs takes longer than this for one input, whatever else the machine does. */
const LONGEST_MS = 10;

export interface SlowestInput {
  /** Gives an input to a reader, watches the time, and returns what the reader returns. */
  read<I, R>(input: I, reader: (input: I) => R): R;
  /** At the end: the milliseconds that the slowest input takes, and a line that says how many there were and which it was. */
  report(): { readonly ms: number; readonly text: string };
}

/** In the nightly, where it is tried often enough to mean something: says which input was the slowest, and that none hung. */
export function expectNoHang(slowest: SlowestInput): void {
  if (NIGHTLY !== '1') return;
  const { ms, text } = slowest.report();
  process.stdout.write(`  ${text}\n`);
  expect(ms).toBeLessThan(LONGEST_MS);
}

/** Watches how long a reader takes for each of very many inputs. */
export function watchSlowest(name: string): SlowestInput {
  let slowest = { ms: 0, input: '' };
  let inputs = 0;
  const first: (() => void)[] = [];
  const suspects: (() => void)[] = [];
  const keep = (ms: number, input: unknown) => {
    if (ms > slowest.ms) slowest = { ms, input: (JSON.stringify(input) ?? '').slice(0, 120) };
  };
  const watched = <I, R>(input: I, reader: (input: I) => R): R => {
    const [result, once] = timed(input, reader);
    const ms = best(once, TRIES, slowest.ms, () => timed(input, reader)[1]);
    if (ms < LONGEST_MS) keep(ms, input);
    else
      suspects.push(() =>
        keep(
          best(ms, LAST_TRIES, slowest.ms, () => timed(input, reader)[1]),
          input,
        ),
      );
    return result;
  };
  return {
    read(input, reader) {
      inputs += 1;
      if (first.length >= FIRST) return watched(input, reader);
      first.push(() => void watched(input, reader));
      return reader(input);
    },
    report() {
      for (const again of first) again();
      for (const again of suspects) again();
      const count = inputs.toLocaleString('en-US');
      return {
        ms: slowest.ms,
        text: `${name}: ${count} inputs, the slowest in ${slowest.ms.toFixed(2)} ms: ${slowest.input}`,
      };
    },
  };
}

/** The least of `once` and so many more tries, as long as it is more than `enough`. */
function best(once: number, tries: number, enough: number, again: () => number): number {
  let least = once;
  for (let count = 1; count < tries && least > enough; count += 1) least = Math.min(least, again());
  return least;
}

function timed<I, R>(input: I, reader: (input: I) => R): [R, number] {
  const start = performance.now();
  const result = reader(input);
  return [result, performance.now() - start];
}
