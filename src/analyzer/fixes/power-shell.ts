import type { Shell } from './shell.ts';

/**
 * Versions before 7.3 put arguments into the command line as they are, so that a quotation mark in one of them would end
 * it: there the function escapes it the way Windows programs read their command line. Later versions do it themselves.
 */
const EXACT = String.raw`function Exact($text) { if ($PSVersionTable.PSVersion -lt [version]'7.3') { $text = $text -replace '(\\*)"', '$1$1\"'; if ($text -match '\s') { $text = $text -replace '(\\+)$', '$1$1' } }; $text }`;

/** PowerShell takes four typographic quotation marks for the straight one; doubled, each stands for itself. */
function literal(value: string): string {
  return `'${value.replaceAll('\0', '').replaceAll(/['\u2018-\u201b]/g, '$&$&')}'`;
}

/** Quotation marks, and backslashes that could come before one. */
function needsEscape(value: string): boolean {
  return /["\\]/.test(value);
}

/** For PowerShell on Windows, 5.1 and later, where `curl` alone may be another program. */
export const POWER_SHELL: Shell = {
  curl: ['curl.exe'],
  nowhere: 'NUL',
  word: (value) => (needsEscape(value) ? `(Exact ${literal(value)})` : literal(value)),
  wordWithVariable(value, mask, variable) {
    const parts = value.split(mask).map(literal);
    return `(Exact (${parts.join(` + $env:${variable} + `)}))`;
  },
  finished: (command) => (command.includes('(Exact ') ? `${EXACT}\n${command}` : command),
};
