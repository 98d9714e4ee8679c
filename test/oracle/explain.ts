import type { OracleCase, Placed } from './case.ts';
import { saveRegression } from './regressions.ts';
import { shrink } from './shrink.ts';

/** A case that was run in a browser and compared. */
interface Compared {
  readonly run: { readonly placed: Placed };
  /** Empty when nothing is wrong. */
  readonly complaint: string;
}

/** The smallest case that still fails, kept for later runs by `save`, with what it shows and where it is kept. */
export async function explained(
  one: OracleCase,
  run: (cases: readonly OracleCase[]) => Promise<readonly Compared[]>,
  save = saveRegression,
): Promise<string> {
  let last: Compared | undefined;
  const smallest = await shrink(one, async (cases) => {
    const failed = (await run(cases)).filter(({ complaint }) => complaint !== '');
    last = failed[0] ?? last;
    return failed.map(({ run: { placed } }) => placed.case);
  });
  const [again] = await run([smallest]);
  const complaint = again?.complaint || last?.complaint || 'it failed once only';
  return `${complaint}\nsaved as ${save(smallest, `shrunk from ${one.id}`)}`;
}
