import { FILTER_KEYS, type FilterKey, KINDS, type Word, wordsOf, written } from './filter-text.ts';

/** Something that can stand in the filter box in place of the word at the caret. */
export interface Completion {
  /** `server:` or `server:"…"`; a leading `-` is kept. */
  readonly text: string;
  /** Said beside it. */
  readonly about: string;
  /** The whole text of the box with it in place, and where the caret goes. */
  readonly result: string;
  readonly caret: number;
}

/** Values that occur in the list, by key, the most frequent first. */
export type Vocabulary = Partial<Readonly<Record<FilterKey, readonly string[]>>>;

const MOST = 12;

/** What the word that ends at the caret can become: keys by their first letters; after a key the values that occur. */
export function completions(text: string, caret: number, vocabulary: () => Vocabulary): readonly Completion[] {
  const before = text.slice(0, caret);
  const word = wordsOf(before).at(-1);
  const typed = word && word.to === caret ? word : undefined;
  const candidates = typed?.key ? valuesFor(typed, typed.key, vocabulary) : keysFor(typed);
  return candidates.slice(0, MOST).map(({ text: offered, about }) => {
    const minus = typed?.excludes ? '-' : '';
    const start = text.slice(0, typed?.from ?? caret);
    const whole = `${minus}${offered}${offered.endsWith(':') ? '' : ' '}`;
    const rest = text.slice(caret).replace(/^\s+/, '');
    return { text: `${minus}${offered}`, about, result: start + whole + rest, caret: start.length + whole.length };
  });
}

type Candidate = Pick<Completion, 'text' | 'about'>;

function keysFor(typed: Word | undefined): readonly Candidate[] {
  const start = typed?.value.toLowerCase() ?? '';
  return Object.entries(FILTER_KEYS)
    .filter(([key]) => key.startsWith(start))
    .map(([key, about]) => ({ text: `${key}:`, about }));
}

function valuesFor({ value }: Word, key: FilterKey, vocabulary: () => Vocabulary): readonly Candidate[] {
  const wanted = value.toLowerCase();
  const known = key === 'is' ? KINDS : (vocabulary()[key] ?? []);
  return known
    .filter((one) => one.toLowerCase().includes(wanted) && one.toLowerCase() !== wanted)
    .map((one) => ({ text: written(key, one), about: '' }));
}
