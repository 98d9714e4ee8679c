import { code, type Prose, plainText, prose } from '../rules/prose.ts';

/** A part of a file that could not be read. */
export interface Skipped {
  readonly path: string;
  readonly problem: Prose;
}

/** Different problems that are told one by one; the rest is counted. */
const TOLD = 5;

/** One sentence for each kind of problem: how many entries have it, and the first of them. */
export function skippedText(skipped: readonly Skipped[], all: number): readonly Prose[] {
  const kinds = new Map<string, { readonly first: Skipped; count: number }>();
  for (const one of skipped) {
    // Equal problems of different entries differ in the entry's number only.
    const key = plainText(one.problem).replaceAll(/\[\d+\]/g, '[]');
    const known = kinds.get(key);
    if (known) known.count += 1;
    else kinds.set(key, { first: one, count: 1 });
  }
  const told = [...kinds.values()].slice(0, TOLD);
  const rest = skipped.length - told.reduce((sum, { count }) => sum + count, 0);
  return [
    ...told.map(({ first, count }) => kindText(first, count, all)),
    ...(rest > 0 ? [prose`${String(rest)} more entries were left out for other reasons.`] : []),
  ];
}

function kindText({ path, problem }: Skipped, count: number, all: number): Prose {
  const which =
    count === 1
      ? prose`${code(path)} was left out`
      : prose`${String(count)} of ${String(all)} entries were left out, ${code(path)} first`;
  return prose`${which}. ${problem}`;
}
