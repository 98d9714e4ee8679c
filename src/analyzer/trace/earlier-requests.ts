import type { CheckId } from '../fetch/network-error.ts';
import type { EpochMs } from './observation.ts';

/** Where the permission came from of a hop that needed a preflight and was sent without one. */
export type RememberedPreflight =
  /** No preflight in this list can have answered: it was sent before the capture began, or by another tab. */
  | { readonly kind: 'unseen' }
  /** `answered`: this one did. `expired`: it would have, but its time was over, so another one was not seen. */
  | {
      readonly kind: 'answered' | 'expired';
      /** The trace that the preflight was sent for. */
      readonly traceId: string;
      readonly answeredAt: EpochMs;
      readonly validUntil: EpochMs;
      /** The fetch that the preflight was sent for was then let through. */
      readonly thenAllowed?: true;
      /** Set when a later preflight, while this answer still counted, was told otherwise. */
      readonly stale?: Stale;
    };

interface Stale {
  readonly traceId: string;
  readonly at: EpochMs;
  /** The checks that the newer answer would have failed. */
  readonly checks: readonly CheckId[];
}

/** Per hop; `undefined` for hops that were not served by the cache. */
export type PreflightHistory = readonly (RememberedPreflight | undefined)[];

/** The request that left the response in the browser's HTTP cache which a later request was answered with. */
export interface CacheFill {
  readonly traceId: string;
  readonly at: EpochMs;
  /** What it sent as `Origin`; `null`: nothing, as images, scripts and same-origin requests do. */
  readonly origin: string | null;
}

/** What earlier requests of the page have to do with one fetch. */
export interface EarlierRequests {
  readonly preflights: PreflightHistory;
  /** Of the last hop; absent when its response did not come from the cache, or when the request is not known. */
  readonly cacheFill?: CacheFill;
}
