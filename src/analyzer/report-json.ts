import type { CredentialsMode, Phase, RequestMode } from './fetch/network-error.ts';
import type { BlockedBy, Verdict } from './trace/judgement.ts';

/** The public report, `whycors-report/1`: see docs/report-format.md and docs/report.schema.json. */
export interface ReportJson {
  readonly format: 'whycors-report/1';
  readonly generator: string;
  readonly browser: 'chromium' | 'firefox';
  readonly tab: { readonly id: number; readonly origin: string | null };
  readonly capturedFrom: number;
  readonly dropped: number;
  readonly traces: readonly TraceJson[];
  readonly policies: readonly PolicyJson[];
}

export interface TraceJson {
  readonly id: string;
  readonly url: string;
  readonly method: string;
  readonly initiatorOrigin: string | null;
  readonly destination: string | null;
  readonly mode: RequestMode | null;
  readonly credentials: {
    readonly value: CredentialsMode | null;
    readonly source: 'observed' | 'inferred' | 'page' | 'unknown';
  };
  readonly startedAt: number;
  readonly hops: readonly HopJson[];
  readonly verdict: Verdict;
  readonly blockedBy: BlockedBy | null;
  readonly cause: CauseJson | null;
  readonly findings: readonly {
    readonly rule: string;
    readonly effect: 'blocks' | 'risks' | 'informs';
    readonly headline: string;
  }[];
  readonly expected: 'allowed' | 'blocked' | null;
  readonly observed: 'allowed' | 'blocked' | null;
  readonly server: {
    readonly stack: string | null;
    readonly confidence: 'certain' | 'likely' | null;
    readonly evidence: readonly string[];
  };
}

type HeaderJson = readonly [name: string, value: string];

export interface HopJson {
  readonly url: string;
  readonly origin: string | null;
  readonly preflight: null | {
    readonly status: number | null;
    readonly requestHeaders: readonly HeaderJson[];
    readonly responseHeaders: readonly HeaderJson[];
    readonly pairing: 'observed' | 'inferred';
  };
  readonly status: number | null;
  readonly fromCache: boolean;
  readonly requestHeaders: readonly HeaderJson[];
  readonly responseHeaders: readonly HeaderJson[];
  readonly netError: string | null;
}

export interface CauseJson {
  readonly rule: string;
  readonly phase: Phase;
  readonly hop: number;
  readonly chromium: string | null;
  readonly firefox: string | null;
  readonly failedParameter: string;
  readonly headline: string;
  readonly explanation: string;
  readonly spec: string;
}

export interface PolicyJson {
  readonly server: string;
  readonly origins: readonly string[];
  readonly methods: readonly string[];
  readonly requestHeaders: readonly string[];
  readonly exposeHeaders: readonly string[];
  readonly credentials: boolean;
  readonly maxAge: number;
  readonly wouldAllow: number;
  readonly of: number;
}
