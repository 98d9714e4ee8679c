/** What a command is pasted into. */
export interface Shell {
  /** How curl is called there, and where it throws a body away. */
  readonly curl: readonly string[];
  readonly nowhere: string;
  /** One word that stands for exactly `value`, whatever is in it. */
  word(value: string): string;
  /** A word whose `mask` parts are replaced by the value of an environment variable when the command runs. */
  wordWithVariable(value: string, mask: string, variable: string): string;
  /** The command as it is pasted, with what its words need. */
  finished(command: string): string;
}

/**
 * One word of a POSIX shell command that stands for exactly `value`, whatever is in it: single quotes, in which nothing
 * is special but the quote itself. A NUL cannot be part of any argument and is left out.
 */
export function shellWord(value: string): string {
  return `'${value.replaceAll('\0', '').replaceAll("'", `'\\''`)}'`;
}

/** A word whose `mask` parts are replaced by the value of an environment variable when the command runs. */
function shellWordWithVariable(value: string, mask: string, variable: string): string {
  return value
    .split(mask)
    .map((part) => (part === '' ? '' : shellWord(part)))
    .join(`"$${variable}"`);
}

/** An environment variable's name made of a header's: `X-Api-Key` gives `X_API_KEY`. */
export function variableName(headerName: string): string {
  const name = headerName.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_');
  return /^[A-Z]/.test(name) ? name : `H_${name}`;
}

export const POSIX_SHELL: Shell = {
  curl: ['curl'],
  nowhere: '/dev/null',
  word: shellWord,
  wordWithVariable: shellWordWithVariable,
  finished: (command) => command,
};
