import { printableAscii } from './printable-ascii.ts';

/**
 * A quoted argument of a directive that stands for exactly `value`. Throws a RangeError unless it is printable ASCII, and
 * where it holds the beginning of a `${…}`, which Apache replaces in any place.
 */
export function apacheString(value: string): string {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is Apache that reads this as a template.
  if (value.includes('${')) throw new RangeError('Apache replaces ${…} wherever it stands');
  return `"${printableAscii(value).replaceAll(/["\\]/g, '\\$&')}"`;
}

/** The value of a `Header` directive, in which a percent sign begins a format and is written twice. */
export function apacheHeaderValue(value: string): string {
  return apacheString(value.replaceAll('%', '%%'));
}

/** A pattern that matches exactly `value`, as an argument of `SetEnvIf`. */
export function apacheExactly(value: string): string {
  return `"^${printableAscii(value).replaceAll(/[^A-Za-z0-9:/_-]/g, '\\$&')}$"`;
}
