/**
 * The arguments of one pasted command, read by the rules of PowerShell for the few forms that WhyCORS writes; any other form
 * is an error. There is no PowerShell on most machines that run these tests, so this stands in for it. Variables of the
 * environment are empty.
 */
export function powerShellArguments(command: string): readonly Argument[] {
  const lines = command.split('\n');
  const line = lines.pop() ?? '';
  if (
    lines.length > 1 ||
    !/^function Exact\(\$text\) \{ [^\r\n]* \}$/.test(lines[0] ?? 'function Exact($text) { . }')
  ) {
    throw new Error(`more than one command: ${JSON.stringify(command.slice(0, 200))}`);
  }
  const found: Argument[] = [];
  for (let rest = line; rest !== ''; ) {
    const [read, token] = nextToken(rest);
    if (token.isExact && lines.length === 0) throw new Error('a function is called that is not defined');
    found.push(token);
    if (read < rest.length && rest[read] !== ' ')
      throw new Error(`no space after ${rest.slice(0, read).slice(0, 200)}`);
    rest = rest.slice(read + 1);
  }
  return found;
}

export interface Argument {
  readonly value: string;
  /** Escaped for versions that do not do it. */
  readonly isExact: boolean;
}

/** In single quotes only a quotation mark ends the text, whatever its form, and two of them are one. */
const LITERAL = String.raw`'((?:[^'\u2018-\u201b]|['\u2018-\u201b]{2})*)'`;
const PART = String.raw`(?:${LITERAL.replace('(', '(?:')}|\$env:[A-Z][A-Z0-9_]*)`;
const FORMS: readonly (readonly [RegExp, isExact: boolean])[] = [
  [/^[A-Za-z0-9./-]+(?![^ ])/, false],
  [new RegExp(`^${LITERAL}`), false],
  [new RegExp(`^\\(Exact ${LITERAL}\\)`), true],
  [new RegExp(`^\\(Exact \\((?:${PART})(?: \\+ ${PART})*\\)\\)`), true],
];

function nextToken(text: string): readonly [length: number, Argument] {
  for (const [form, isExact] of FORMS) {
    const [matched] = form.exec(text) ?? [];
    if (matched !== undefined) return [matched.length, { value: textOf(matched), isExact }];
  }
  throw new Error(`not an argument: ${JSON.stringify(text.slice(0, 200))}`);
}

function textOf(token: string): string {
  if (/^[A-Za-z0-9./-]/.test(token)) return token;
  const literals = [...token.matchAll(new RegExp(LITERAL, 'g'))].map(([, inner = '']) => inner);
  return literals.join('').replaceAll(/(['\u2018-\u201b])['\u2018-\u201b]/g, '$1');
}

/** What a program on Windows gets from a version before 7.3, which only puts quotation marks around what has spaces. */
export function legacyArguments(found: readonly Argument[]): readonly string[] {
  const line = found.map(({ value, isExact }) => {
    const text = isExact ? escaped(value) : value;
    return /\s/.test(text) ? `"${text}"` : text;
  });
  return windowsArguments(line.join(' '));
}

/** What the function in the command does. */
function escaped(value: string): string {
  const quoted = value.replaceAll(/(\\*)"/g, '$1$1\\"');
  return /\s/.test(quoted) ? quoted.replace(/(\\+)$/, '$1$1') : quoted;
}

/** How the runtime of C reads a command line: backslashes count only before a quotation mark. */
function windowsArguments(line: string): readonly string[] {
  const found: string[] = [];
  let [current, inQuotes, open] = ['', false, false];
  for (let at = 0; at < line.length; at += 1) {
    const [slashes = ''] = /^\\+(?=")/.exec(line.slice(at, at + 40_000)) ?? [];
    if (slashes !== '') {
      current += '\\'.repeat(Math.floor(slashes.length / 2));
      at += slashes.length;
      if (slashes.length % 2 === 1) current += '"';
      else inQuotes = !inQuotes;
      open = true;
    } else if (line[at] === '"') [inQuotes, open] = [!inQuotes, true];
    else if (!inQuotes && (line[at] === ' ' || line[at] === '\t')) {
      if (open) found.push(current);
      [current, open] = ['', false];
    } else [current, open] = [current + line[at], true];
  }
  return open ? [...found, current] : found;
}
