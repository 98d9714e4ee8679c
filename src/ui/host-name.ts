import { isReadableLabel } from './readable-label.ts';

/** Host and port of an origin as it is sent: ASCII. */
export function asciiHost(origin: string): string {
  return origin.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '');
}

/**
 * Host and port of an origin for people: names outside ASCII are written as they are read, `xn--bcher-kva.example` as
 * `bücher.example`, unless they could be taken for another name. The origin itself belongs beside it or into a tooltip.
 */
export function hostName(origin: string): string {
  const host = asciiHost(origin);
  return host.includes('xn--') ? host.split('.').map(readableLabel).join('.') : host;
}

function readableLabel(label: string): string {
  if (!label.startsWith('xn--')) return label;
  const port = /:\d+$/.exec(label)?.[0] ?? '';
  const decoded = decodedLabel(label.slice('xn--'.length, label.length - port.length));
  return decoded !== undefined && isReadableLabel(decoded) ? decoded + port : label;
}

const BASE = 36;
const T_MIN = 1;
const T_MAX = 26;
const SKEW = 38;
const DAMP = 700;

/**
 * A label, given without its `xn--`; undefined when it is not Punycode.
 *
 * @see https://www.rfc-editor.org/rfc/rfc3492#section-6.2
 */
function decodedLabel(label: string): string | undefined {
  const basicEnd = Math.max(label.lastIndexOf('-'), 0);
  const output = Array.from(label.slice(0, basicEnd), (char) => char.charCodeAt(0));
  let [code, bias, position] = [128, 72, 0];
  for (let index = basicEnd === 0 ? 0 : basicEnd + 1; index < label.length; ) {
    const before = position;
    for (let weight = 1, k = BASE; ; k += BASE) {
      const digit = digitOf(label.charCodeAt(index));
      index += 1;
      if (digit === undefined) return undefined;
      position += digit * weight;
      const threshold = Math.min(Math.max(k - bias, T_MIN), T_MAX);
      if (digit < threshold) break;
      weight *= BASE - threshold;
    }
    const length = output.length + 1;
    bias = adaptedBias(position - before, length, before === 0);
    code += Math.floor(position / length);
    position %= length;
    if (code > 0x10ffff) return undefined;
    output.splice(position, 0, code);
    position += 1;
  }
  return String.fromCodePoint(...output);
}

function digitOf(code: number): number | undefined {
  if (code >= 0x30 && code <= 0x39) return code - 0x30 + 26;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x7a ? lower - 0x61 : undefined;
}

function adaptedBias(delta: number, length: number, isFirst: boolean): number {
  let rest = Math.floor(delta / (isFirst ? DAMP : 2));
  rest += Math.floor(rest / length);
  let k = 0;
  for (; rest > ((BASE - T_MIN) * T_MAX) / 2; k += BASE) rest = Math.floor(rest / (BASE - T_MIN));
  return k + Math.floor(((BASE - T_MIN + 1) * rest) / (rest + SKEW));
}
