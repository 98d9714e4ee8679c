import { printableAscii } from './printable-ascii.ts';

/** nginx reads its configuration in pieces of 4096 bytes, and one parameter has to fit into a piece. */
const LONGEST = 4000;

/**
 * Whether nginx can be told this value. It has no way to write a dollar sign that does not begin a variable's name.
 * Source: ngx_conf_file.c (`NGX_CONF_BUFFER`), ngx_http_script.c.
 */
export function nginxCanWrite(value: string): boolean {
  return !value.includes('$') && value.length <= LONGEST && /^[\x20-\x7e]*$/.test(value);
}

/** A quoted nginx parameter that stands for exactly `value`. Throws a RangeError where {@link nginxCanWrite} is false. */
export function nginxString(value: string): string {
  if (!nginxCanWrite(value)) throw new RangeError('nginx has no way to write this value');
  return `"${printableAscii(value).replaceAll(/["\\]/g, '\\$&')}"`;
}
