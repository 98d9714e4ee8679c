import { code, type Prose, prose } from '../rules/prose.ts';

/**
 * The value that a text is the JSON of, or where it stops being JSON: line and column, both from 1. Engines word and
 * place their own messages differently, and some say nothing about the place.
 */
export function parseJson(source: string): { readonly value: unknown } | { readonly problem: Prose } {
  const text = source.startsWith('\ufeff') ? source.slice(1) : source;
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    const { at, wanted } = firstFault(text);
    return { problem: faultText(text, at, wanted) };
  }
}

function faultText(text: string, at: number, wanted: string): Prose {
  const before = text.slice(0, at);
  const line = before.split('\n').length;
  const column = at - (before.lastIndexOf('\n') + 1) + 1;
  const place = `line ${line}, column ${column}`;
  if (at >= text.length) return prose`This is not JSON: it ends in ${place}, where ${wanted} should follow.`;
  const [found = ''] = text.slice(at, at + 2);
  return prose`This is not JSON: in ${place} there is ${code(visible(found))}, where ${wanted} should be.`;
}

function visible(character: string): string {
  return /[\p{C}\p{Z}]/u.test(character)
    ? `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
    : character;
}

interface Fault {
  readonly at: number;
  readonly wanted: string;
}

type Expected = 'value' | 'first-item' | 'first-name' | 'name' | 'colon' | 'next' | 'end';

const WANTED: Readonly<Record<Expected, string>> = {
  value: 'a value',
  'first-item': 'a value or ]',
  'first-name': 'a name in double quotes or }',
  name: 'a name in double quotes',
  colon: 'a colon',
  next: 'a comma or the closing bracket',
  end: 'the end of the file',
};

interface Position {
  at: number;
  expected: Expected;
  /** The brackets that are open, outermost first. */
  readonly open: ('{' | '[')[];
}

/** The first place at which the text stops being JSON. Goes over it once, without recursion. */
function firstFault(text: string): Fault {
  const position: Position = { at: 0, expected: 'value', open: [] };
  for (;;) {
    position.at = matchEnd(/[ \t\n\r]*/y, text, position.at) ?? position.at;
    const fault = text[position.at] === undefined ? faultAt(position) : step(text, position);
    if (fault) return fault;
  }
}

function faultAt({ at, expected }: Position): Fault {
  return { at, wanted: WANTED[expected] };
}

/** Goes past the next token. Returns what is wrong with it, if anything is. */
function step(text: string, position: Position): Fault | undefined {
  const { at, expected, open } = position;
  const character = text[at] ?? '';
  if (isClosing(character, expected, open)) {
    open.pop();
    return moveTo(position, at + 1, afterValue(open));
  }
  switch (expected) {
    case 'next':
      if (character === ',') return moveTo(position, at + 1, open.at(-1) === '{' ? 'name' : 'value');
      break;
    case 'colon':
      if (character === ':') return moveTo(position, at + 1, 'value');
      break;
    case 'name':
    case 'first-name':
      if (character === '"') return moveTo(position, stringEnd(text, at), 'colon');
      break;
    case 'value':
    case 'first-item':
      return stepIntoValue(text, position, character);
  }
  return faultAt(position);
}

function stepIntoValue(text: string, position: Position, character: string): Fault | undefined {
  const { at, open } = position;
  if (character === '{' || character === '[') {
    open.push(character);
    return moveTo(position, at + 1, character === '{' ? 'first-name' : 'first-item');
  }
  const end = character === '"' ? stringEnd(text, at) : (matchEnd(SCALAR, text, at) ?? faultAt(position));
  return moveTo(position, end, afterValue(open));
}

function moveTo(position: Position, end: number | Fault, expected: Expected): Fault | undefined {
  if (typeof end !== 'number') return end;
  position.at = end;
  position.expected = expected;
  return undefined;
}

const SCALAR = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

function afterValue(open: readonly string[]): Expected {
  return open.length > 0 ? 'next' : 'end';
}

function isClosing(character: string, expected: Expected, open: readonly string[]): boolean {
  const ends = open.at(-1) === '{' ? '}' : ']';
  const may = expected === 'next' || expected === (open.at(-1) === '{' ? 'first-name' : 'first-item');
  return may && open.length > 0 && character === ends;
}

function matchEnd(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

/** The index after the closing quote of the string that begins at `start`. */
function stringEnd(text: string, start: number): number | Fault {
  for (let at = start + 1; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (character === '"') return at + 1;
    if (character < ' ') return { at, wanted: 'an escape such as \\n' };
    if (character !== '\\') continue;
    const end = matchEnd(/\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y, text, at);
    if (end === undefined) return { at, wanted: 'an escape that JSON knows' };
    at = end - 1;
  }
  return { at: text.length, wanted: 'the closing quote of a text' };
}
