/** The source with the text put where it says, which has to be there exactly once. */
export function insertedAfter(source: string, place: string, text: string): string {
  if (source.split(place).length !== 2) throw new Error(`not exactly once in the source: ${place}`);
  return source.replace(place, () => `${place}\n${text}\n`);
}

/**
 * The lines of a call's options with the changed ones among them, as the panel says: in place of those of the same name,
 * and what a list held and the new one does not stays in it, except a star. One option a line: `name=[…],` or `name: […],`.
 */
export function mergedOptions(
  before: readonly string[],
  changed: readonly string[],
  indent: string,
): readonly string[] {
  const options = new Map(before.map((line) => [nameOf(line), line.trim()]));
  for (const line of changed) {
    const name = nameOf(line);
    options.set(name, withKept(line.trim(), options.get(name) ?? ''));
  }
  return [...options.values()].map((line) => `${indent}${line}`);
}

function withKept(line: string, before: string): string {
  const [, start = '', items] = LIST.exec(line) ?? [];
  if (items === undefined) return line;
  const kept = entriesOf(before).filter((entry) => !entriesOf(line).includes(entry) && !/^.\*.$/.test(entry));
  return `${start}[${[...entriesOf(line), ...kept].join(', ')}],`;
}

const LIST = /^(\w+\s*[=:]\s*)\[(.*)\],$/;

function entriesOf(line: string): readonly string[] {
  return line.match(/"[^"]*"|'[^']*'/g) ?? [];
}

function nameOf(line: string): string {
  const [, name] = /^\s*(\w+)\s*[=:]/.exec(line) ?? [];
  if (name === undefined) throw new Error(`not an option: ${line}`);
  return name;
}
