/**
 * The language of the filter box: words that must all occur, `key:value` to look in one place, a leading `-` to exclude,
 * double quotes around what has spaces. Reading it takes one pass, whatever was typed.
 */

/** Keys in the order in which they are offered, with what the help says about each. */
export const FILTER_KEYS = {
  server: 'part of the origin that was asked',
  cause: 'part of a cause: its words or the name of its rule',
  method: 'the method',
  status: 'status of the answer: 404, 4xx, 400-499, or none',
  is: 'a kind of request',
  origin: 'part of the origin that asked',
  type: 'resource type: xmlhttprequest, script, font, image',
} as const;

export type FilterKey = keyof typeof FILTER_KEYS;

/** What may follow `is:`. */
export const KINDS = [
  'blocked',
  'allowed',
  'opaque',
  'undetermined',
  'pending',
  'preflight',
  'redirect',
  'cached',
  'credentials',
  'warning',
] as const;

export interface Term {
  readonly key: FilterKey | 'text';
  /** Lower case. */
  readonly wanted: string;
  readonly excludes: boolean;
}

/** Something in the text that cannot mean what it seems to; it is left out of the filter. */
export interface FilterProblem {
  readonly word: string;
  readonly problem: string;
}

export interface ParsedFilter {
  readonly terms: readonly Term[];
  readonly problems: readonly FilterProblem[];
}

/** A stretch of the text between blanks; blanks inside quotes belong to it. */
export interface Word {
  readonly from: number;
  readonly to: number;
  /** Empty for words without a known key. */
  readonly key: FilterKey | '';
  readonly value: string;
  readonly excludes: boolean;
  readonly unclosed: boolean;
}

/** @returns terms to apply, and what could not be understood; never throws. */
export function parseFilter(text: string): ParsedFilter {
  const terms: Term[] = [];
  const problems: FilterProblem[] = [];
  for (const word of wordsOf(text)) {
    const problem = problemOf(word);
    const written = text.slice(word.from, word.to);
    if (problem !== undefined) problems.push({ word: written, problem });
    // Half a word that is still being typed filters nothing; a quote without its end filters by what is there.
    if (word.value === '' || (problem !== undefined && !word.unclosed)) continue;
    terms.push({ key: word.key === '' ? 'text' : word.key, wanted: word.value.toLowerCase(), excludes: word.excludes });
  }
  return { terms, problems };
}

export function wordsOf(text: string): readonly Word[] {
  const words: Word[] = [];
  let at = 0;
  while (at < text.length) {
    if (isBlank(text[at])) at += 1;
    else {
      const word = wordAt(text, at);
      words.push(word);
      at = word.to;
    }
  }
  return words;
}

function wordAt(text: string, from: number): Word {
  const excludes = text[from] === '-';
  let at = excludes ? from + 1 : from;
  const key = keyAt(text, at);
  if (key !== '') at += key.length + 1;
  const quoted = text[at] === '"';
  if (quoted) {
    const end = text.indexOf('"', at + 1);
    const to = end === -1 ? text.length : end + 1;
    const value = text.slice(at + 1, end === -1 ? text.length : end);
    return { from, to, key, value, excludes, unclosed: end === -1 };
  }
  let to = at;
  while (to < text.length && !isBlank(text[to])) to += 1;
  return { from, to, key, value: text.slice(at, to), excludes, unclosed: false };
}

function keyAt(text: string, from: number): FilterKey | '' {
  for (const key of Object.keys(FILTER_KEYS) as FilterKey[]) {
    if (text[from + key.length] === ':' && text.slice(from, from + key.length).toLowerCase() === key) return key;
  }
  return '';
}

function isBlank(char: string | undefined): boolean {
  return char === ' ' || char === '\t' || char === '\n' || char === '\r' || char === '\u00a0';
}

function problemOf({ key, value, unclosed }: Word): string | undefined {
  if (unclosed) return 'the closing quote is missing';
  const wanted = value.toLowerCase();
  if (value === '') return key === '' ? undefined : 'nothing follows the colon yet';
  if (key === 'status' && !isStatusPattern(wanted)) return 'a status is 404, 4xx, 400-499 or none';
  if (key === 'is' && !(KINDS as readonly string[]).includes(wanted)) return `is: takes ${KINDS.join(', ')}`;
  if (key === '' && isUnknownKey(value)) return `no such key: there are ${Object.keys(FILTER_KEYS).join(', ')}`;
  return undefined;
}

function isStatusPattern(value: string): boolean {
  return value === 'none' || /^\d{1,3}(?:-\d{1,3})?$/.test(value) || /^[1-5]xx$/.test(value);
}

/** `colour:red`, but neither an address with its scheme nor a host with its port. */
function isUnknownKey(value: string): boolean {
  return /^[a-z]+:(?!\/|\d)/i.test(value);
}

/** `key:value` as it is typed: quoted when it has blanks. */
export function written(key: FilterKey, value: string): string {
  return /\s/.test(value) ? `${key}:"${value}"` : `${key}:${value}`;
}
