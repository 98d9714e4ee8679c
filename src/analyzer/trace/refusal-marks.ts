import { getHeader, headerLines } from '../fetch/header-list.ts';
import type { ObservedResponse } from './fetch-trace.ts';

export type RefusalMark = 'Vary' | 'Access-Control-Allow-Credentials';

/**
 * Names of the headers by which a CORS library shows that it looked at the origin and did not allow it: it varies by
 * `Origin`, or allows credentials to nobody. Lists of methods or headers may be hand-written. Spring names what it would
 * vary by before any list is configured, and answers whatever it refuses with 403.
 */
export function refusalMarks(
  { status, headers }: Pick<ObservedResponse, 'status' | 'headers'>,
  isSpring: boolean,
): readonly RefusalMark[] {
  if (isSpring && status !== 403) return [];
  const vary = headerLines(headers, 'vary').flatMap((value) => value.toLowerCase().split(','));
  const variesByOrigin = vary.some((name) => name.trim() === 'origin');
  const allowsCredentials = getHeader(headers, 'access-control-allow-credentials') === 'true';
  return [
    ...(variesByOrigin ? (['Vary'] as const) : []),
    ...(allowsCredentials ? (['Access-Control-Allow-Credentials'] as const) : []),
  ];
}
