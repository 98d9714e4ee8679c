import { trimHttpWhitespace } from '../analyzer/fetch/header-list.ts';
import { isToken } from '../analyzer/fetch/token-list.ts';
import type { FetchTrace } from '../analyzer/trace/fetch-trace.ts';
import type { SupposedAnswer } from '../analyzer/what-if.ts';

/** A header line as it is being typed. */
export interface DraftLine {
  /** Stays the same while the line is edited. */
  readonly id: number;
  readonly name: string;
  readonly value: string;
  /** As it was seen; absent for a line that was added. */
  readonly seen?: { readonly name: string; readonly value: string };
}

/** An answer as it is being typed. */
export interface DraftAnswer {
  readonly hop: number;
  readonly phase: SupposedAnswer['phase'];
  readonly status: string;
  readonly lines: readonly DraftLine[];
  /** No such answer was seen: it takes part only once somebody adds it. */
  readonly unseen: boolean;
  /** Lines that were seen and taken away. */
  readonly removed: number;
}

export type Draft = readonly DraftAnswer[];

/** The answers of a fetch, ready to be edited; the answer to a request that never went out is among them as unseen. */
export function draftOf(trace: FetchTrace): Draft {
  return trace.hops.flatMap(({ preflight, response, redirect }, hop): DraftAnswer[] => {
    const ofPreflight = preflight ? [answer(hop, 'preflight', preflight.response)] : [];
    const isLast = hop === trace.hops.length - 1;
    return [...ofPreflight, ...(response || (isLast && !redirect) ? [answer(hop, 'actual', response)] : [])];
  });
}

function answer(
  hop: number,
  phase: SupposedAnswer['phase'],
  response: { readonly status: number; readonly headers: readonly (readonly [string, string])[] } | undefined,
): DraftAnswer {
  const lines = (response?.headers ?? []).map(
    ([name, value], id): DraftLine => ({ id, name, value, seen: { name, value } }),
  );
  const status = response ? String(response.status) : '';
  return { hop, phase, status, lines, unseen: response === undefined, removed: 0 };
}

/** What can be done to one answer. */
export type Edit =
  | { readonly kind: 'status'; readonly status: string }
  | { readonly kind: 'line'; readonly id: number; readonly change: Partial<Pick<DraftLine, 'name' | 'value'>> }
  | { readonly kind: 'remove'; readonly id: number }
  | { readonly kind: 'add'; readonly name: string; readonly value: string }
  /** Takes part from now on, with a status and no header. */
  | { readonly kind: 'suppose' };

/** The answer after an edit. A new line gets an id that none had before. */
export function edited(draft: DraftAnswer, edit: Edit): DraftAnswer {
  switch (edit.kind) {
    case 'status':
      return { ...draft, status: edit.status };
    case 'line':
      return {
        ...draft,
        lines: draft.lines.map((line) => (line.id === edit.id ? { ...line, ...edit.change } : line)),
      };
    case 'remove': {
      const gone = draft.lines.find(({ id }) => id === edit.id);
      const lines = draft.lines.filter((line) => line !== gone);
      return { ...draft, lines, removed: draft.removed + (gone?.seen ? 1 : 0) };
    }
    case 'add': {
      const id = draft.lines.reduce((most, line) => Math.max(most, line.id), -1) + 1 + draft.removed;
      return { ...draft, lines: [...draft.lines, { id, name: edit.name, value: edit.value }] };
    }
    case 'suppose':
      return { ...draft, status: '200', unseen: false };
  }
}

/** Whether a line is another than the one that was seen. */
export function isChanged({ name, value, seen }: DraftLine): boolean {
  return seen === undefined || seen.name !== name || seen.value !== value;
}

/** What is wrong with a line, in words; undefined when nothing is. */
export function problemOfLine({ name, value }: DraftLine): string | undefined {
  if (name === '') return 'A header needs a name.';
  if (!isToken(name)) return "Only letters, digits and !#$%&'*+-.^_`|~ can be in a header name.";
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that no header value can have.
  if (/[\u0000-\u0008\u000a-\u001f\u007f]/.test(value)) return 'A header value cannot have control characters.';
  return undefined;
}

/** What is wrong with a status, in words; undefined when nothing is. */
export function problemOfStatus(status: string): string | undefined {
  return /^[2-5]\d\d$/.test(status.trim()) ? undefined : 'A status is a number from 200 to 599.';
}

/** The answers to suppose; undefined while something is wrong with one. Those that were not seen and not added stay away. */
export function answersOf(draft: Draft): readonly SupposedAnswer[] | undefined {
  const taking = draft.filter(({ unseen }) => !unseen);
  const sound = taking.every(
    ({ status, lines }) => problemOfStatus(status) === undefined && lines.every((line) => !problemOfLine(line)),
  );
  if (!sound) return undefined;
  return taking.map(({ hop, phase, status, lines }) => ({
    hop,
    phase,
    status: Number(status),
    headers: lines.map(({ name, value }) => [name, trimHttpWhitespace(value)] as const),
  }));
}
