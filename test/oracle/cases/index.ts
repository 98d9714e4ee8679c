import type { TableCase } from '../case.ts';
import { API_CASES, ODD_CASES } from './api-cases.ts';
import { CACHE_CASES } from './cache-cases.ts';
import { CORS_CHECK_CASES } from './cors-check-cases.ts';
import { DIALECT_CASES } from './dialect-cases.ts';
import { PREFLIGHT_CASES } from './preflight-cases.ts';
import { REDIRECT_CASES } from './redirect-cases.ts';
import { SAFELIST_CASES } from './safelist-cases.ts';

/**
 * What Chromium 156 and Firefox 153 were seen to do, request by request. The ids are stable names; what is missing in
 * their sequence is in SITUATION_CASES, which need more than page and servers.
 */
export const TABLE: readonly TableCase[] = [
  ...CORS_CHECK_CASES,
  ...PREFLIGHT_CASES,
  ...SAFELIST_CASES,
  ...API_CASES,
  ...REDIRECT_CASES,
  ...CACHE_CASES,
  ...DIALECT_CASES,
  ...ODD_CASES,
];
