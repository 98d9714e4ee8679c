import { CORS_CHECK_CASES } from './observed/cors-check-cases.ts';
import type { ObservedCase } from './observed/observed-case.ts';
import { PREFLIGHT_CASES } from './observed/preflight-cases.ts';
import { REDIRECT_CASES } from './observed/redirect-cases.ts';
import { SAFELIST_CASES } from './observed/safelist-cases.ts';

/**
 * What Chromium 156 and Firefox 153 were seen to do with cors-mode requests between loopback origins. The numbers are
 * stable names; gaps are requests whose fate no CORS header decides (a closed socket, other modes).
 */
export const OBSERVED_CASES: readonly ObservedCase[] = [
  ...CORS_CHECK_CASES,
  ...PREFLIGHT_CASES,
  ...SAFELIST_CASES,
  ...REDIRECT_CASES,
];
