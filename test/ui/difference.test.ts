import { expect, test } from 'vitest';
import { differenceOf } from '../../src/ui/difference.ts';

/** Marked stretches in brackets. */
function shown(left: string, right: string): readonly [string, string, string] {
  const { left: l, right: r, named } = differenceOf(left, right);
  const text = (stretches: typeof l) => stretches.map((s) => (s.differs ? `[${s.text}]` : s.text)).join('');
  return [text(l), text(r), named.join(', ')];
}

test.each([
  ['http://localhost:5173', 'http://localhost:3000', 'http://localhost:[5173]', 'http://localhost:[3000]', 'port'],
  ['http://localhost:5173', 'http://localhost', 'http://localhost[:5173]', 'http://localhost', 'port'],
  ['http://a.example', 'https://a.example', '[http://]a.example', '[https://]a.example', 'scheme'],
  ['https://a.example', 'https://www.a.example', 'https://a.example', 'https://[www.]a.example', 'host'],
  ['https://a.example', 'https://A.example', 'https://[a].example', 'https://[A].example', 'letter case of the host'],
  ['https://a.example', 'https://a.example/', 'https://a.example', 'https://a.example[/]', 'trailing slash'],
  ['http://localhost:1', 'http://127.0.0.1:1', 'http://[localhost]:1', 'http://[127.0.0.1]:1', 'host'],
  [
    'https://a.example/x?q=1',
    'https://a.example/x/?q=1',
    'https://a.example/x?q=1',
    'https://a.example/x[/]?q=1',
    'trailing slash',
  ],
  ['http://localhost:3000', 'localhost:3000', '[http://]localhost:3000', 'localhost:3000', 'value'],
  ['null', 'null', 'null', 'null', ''],
])('%s and %s', (left, right, markedLeft, markedRight, named) => {
  expect(shown(left, right)).toEqual([markedLeft, markedRight, named]);
});
