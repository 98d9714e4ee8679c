/**
 * The value itself, when it consists of printable ASCII only, as every checked origin, method and header name does.
 * Throws a RangeError otherwise: a control character or a letter beyond ASCII never enters code.
 */
export function printableAscii(value: string): string {
  if (!/^[\x20-\x7e]*$/.test(value)) throw new RangeError('only printable ASCII can be written into code');
  return value;
}
