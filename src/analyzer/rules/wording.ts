import { parseUrl } from '../fetch/origin.ts';
import type { EpochMs } from '../trace/observation.ts';
import { statusOf } from './evidence.ts';
import { code, type Prose, prose, type Segment } from './prose.ts';
import type { RuleContext } from './rule.ts';

export const ALLOW_ORIGIN = code('Access-Control-Allow-Origin');
export const ALLOW_CREDENTIALS = code('Access-Control-Allow-Credentials');

/** The judged response with its status: "its `404` answer to the preflight", "its `302` redirect", "its `200` response". */
export function answerOf(context: RuleContext, whose: 'its' | 'the' = 'its'): Prose {
  const status = statusOf(context);
  const start = status === undefined ? prose`${whose} ` : prose`${whose} ${code(String(status))} `;
  if (context.phase === 'preflight') return prose`${start}answer to the preflight`;
  return context.phase === 'redirect' ? prose`${start}redirect` : prose`${start}response`;
}

/** "a `308` redirect", for an answer that is one. */
export function aRedirect(context: RuleContext): Prose {
  return prose`a ${code(String(statusOf(context) ?? ''))} redirect`;
}

/** Method and path as the network shows them: `PUT /api/items`. */
export function requestLine({ hop }: RuleContext): Segment {
  const url = parseUrl(hop.url);
  return code(`${hop.method} ${url ? `${url.pathname}${url.search}` : hop.url}`);
}

/** "`a`", "`a` and `b`", "`a`, `b` and `c`"; "nothing" for an empty list. */
export function listOf(values: readonly string[]): Prose {
  if (values.length === 0) return prose`nothing`;
  return values.flatMap((value, index) => {
    const before = index === 0 ? [] : [index === values.length - 1 ? ' and ' : ', '];
    return [...before, code(value)];
  });
}

/** A wire value that may be empty. */
export function wireValue(value: string): Prose {
  return value === '' ? prose`empty` : prose`${code(value)}`;
}

/** "12.3 s" from one moment to a later one: relative to each other, so no clock of the reader is involved. */
export function secondsBetween(from: EpochMs, to: EpochMs): string {
  return `${Math.round(Math.max(to - from, 0) / 100) / 10} s`;
}
