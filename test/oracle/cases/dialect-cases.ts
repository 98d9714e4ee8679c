import type { TableCase } from '../case.ts';
import {
  ALLOWED,
  allowHeaders,
  allowOrigin,
  answer,
  IN_TURNS,
  location,
  maxAge,
  NOTHING,
  ok,
  onward,
  PASS,
  PREFLIGHT_MISSING,
  row,
  STAR,
  to,
  X_TEST,
  X_TEST_TWICE,
} from './build.ts';

const lists = (names: string, age: string) => ok(allowOrigin('{O}'), allowHeaders(names), maxAge(age));

/** What tells the engines apart where no other case does. */
export const DIALECT_CASES: readonly TableCase[] = [
  row('y01', 'T back to O, whose preflight names no origin', [PREFLIGHT_MISSING[0], '', null], {
    ask: { headers: X_TEST },
    hops: [
      to('T', onward(allowOrigin('*')), ok(allowOrigin('*'), allowHeaders('x-test'))),
      to('O', STAR, ok(allowHeaders('x-test'))),
    ],
  }),
  row('y02', 'a preflight for a URL of more than 1024 characters', PASS, {
    ask: X_TEST_TWICE,
    preflights: [2, 1],
    hops: [{ at: `{T}{path:0}?${'x'.repeat(1100)}`, actual: ALLOWED, preflight: lists('x-test', '60') }],
  }),
  row('y03', 'preflights along a redirect to a third origin', PASS, {
    ask: X_TEST_TWICE,
    preflights: [3, 2],
    hops: [
      to('T', answer('302 Found', location('{url:1}'), allowOrigin('*')), lists('x-test', '60')),
      to('U', STAR, ok(allowOrigin('*'), allowHeaders('x-test'), maxAge('60'))),
    ],
  }),
  row('y04', 'two preflights that allow one header each, and the first header again', PASS, {
    ask: IN_TURNS,
    preflights: [3, 2],
    hops: [to('T', ALLOWED, [lists('x-test', '60'), lists('x-other', '60'), lists('x-test', '60')])],
  }),
  row('y05', 'a preflight that is not remembered after one that is and does not suffice', PASS, {
    ask: IN_TURNS,
    preflights: [3, 2],
    hops: [to('T', ALLOWED, [lists('x-test', '60'), lists('x-other', '0'), lists('x-test', '60')])],
  }),
  row('y06', 'nine Accept headers of 128 bytes each', [PREFLIGHT_MISSING[0], '', null], {
    ask: { headers: Array.from({ length: 9 }, () => ['Accept', 'text/'.padEnd(128, 'x')] as const) },
    hops: [to('T', STAR, NOTHING)],
  }),
];
