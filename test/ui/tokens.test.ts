import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const css = readFileSync('src/ui/tokens.css', 'utf8');

function tokens(selector: string): ReadonlyMap<string, string> {
  const block = css.slice(css.indexOf(`${selector} {`)).split('}')[0] ?? '';
  return new Map(
    [...block.matchAll(/(--[a-z-]+): (#[0-9a-f]{6});/g)].map(([, name = '', value = '']) => [name, value]),
  );
}

const THEMES = [
  ['light', tokens(':root')],
  ['dark', tokens(":root[data-theme='dark']")],
] as const;

function luminance(color: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

const GROUNDS = ['--ground', '--ground-raised', '--ground-sunken', '--accent-soft', '--row-hover'];
const PAIRS: readonly (readonly [text: string, grounds: readonly string[]])[] = [
  ['--text', [...GROUNDS, '--blocked-soft', '--allowed-soft', '--caution-soft', '--opaque-soft', '--mark']],
  ['--text-dim', [...GROUNDS, '--caution-soft']],
  ['--text-faint', ['--ground', '--ground-raised', '--row-hover', '--accent-soft']],
  ['--accent', [...GROUNDS, '--blocked-soft']],
  ['--on-accent', ['--accent']],
  ['--blocked', ['--ground', '--ground-raised', '--blocked-soft', '--accent-soft', '--row-hover']],
  ['--allowed', ['--ground', '--ground-raised', '--allowed-soft']],
  ['--caution', ['--ground', '--ground-raised', '--caution-soft', '--accent-soft', '--row-hover']],
  ['--opaque', ['--ground', '--opaque-soft']],
  ['--code-keyword', ['--ground', '--ground-raised']],
  ['--code-string', ['--ground', '--ground-raised']],
  ['--code-comment', ['--ground', '--ground-raised']],
];

describe.each(THEMES)('in the %s theme', (_, theme) => {
  const value = (name: string) => {
    const color = theme.get(name);
    if (color === undefined) throw new Error(`src/ui/tokens.css: ${name} is not a colour in this theme`);
    return color;
  };

  test.each(PAIRS.flatMap(([text, grounds]) => grounds.map((ground) => [text, ground] as const)))(
    '%s is readable on %s',
    (text, ground) => {
      expect(contrast(value(text), value(ground))).toBeGreaterThanOrEqual(4.5);
    },
  );

  test.each(['--bar-preflight', '--bar-redirect', '--bar-actual', '--blocked'])(
    '%s stands out from the rows',
    (bar) => {
      expect(contrast(value(bar), value('--ground'))).toBeGreaterThanOrEqual(3);
    },
  );
});

test('both themes have the same colours', () => {
  expect([...THEMES[1][1].keys()].sort()).toEqual([...THEMES[0][1].keys()].sort());
});
