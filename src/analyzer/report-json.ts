import { type CaptureJson, captureJson } from './capture-json.ts';
import { getHeader, type HeaderList } from './fetch/header-list.ts';
import { isKnown, knownValue } from './fetch/known.ts';
import type { CredentialsMode, Phase, RequestMode } from './fetch/network-error.ts';
import type { AnalyzedTrace, Report, ServerPolicy } from './report.ts';
import { plainText } from './rules/prose.ts';
import { type FetchTrace, firstHop, type Hop } from './trace/fetch-trace.ts';
import type { BlockedBy, MissingFact, Verdict } from './trace/judgement.ts';
import { requestFacts } from './trace/request-facts.ts';

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
  /** Two when the credentials mode decides and could not be observed, the likelier one first; else none. */
  readonly candidates: readonly CandidateJson[];
  /** Facts that could not be observed and would settle the verdict or its reason. */
  readonly missing: readonly MissingFact[];
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
  /** What importing needs to show the trace again. Reports of versions before it existed have none. */
  readonly capture?: CaptureJson;
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

/** What the browsers report if the request was made with this credentials mode; null: no CORS error. */
export interface CandidateJson {
  readonly credentials: CredentialsMode;
  readonly chromium: string | null;
  readonly firefox: string | null;
  readonly failedParameter: string;
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

/** What a report says about the tab and the extension itself. */
export interface ReportMeta {
  /** Version of the extension, e.g. "0.1.0". */
  readonly version: string;
  readonly browser: 'chromium' | 'firefox';
  readonly tab: { readonly id: number; readonly origin: string | null };
  readonly capturedFrom: number;
  readonly dropped: number;
}

/** The report as the public JSON document. Unknown facts become null. */
export function toReportJson(report: Report, meta: ReportMeta): ReportJson {
  return {
    format: 'whycors-report/1',
    generator: `whycors ${meta.version}`,
    browser: meta.browser,
    tab: meta.tab,
    capturedFrom: meta.capturedFrom,
    dropped: meta.dropped,
    traces: report.traces.map(traceJson),
    policies: report.policies.map(policyJson),
  };
}

function traceJson(analyzed: AnalyzedTrace): TraceJson {
  const { trace, judgement, findings, server } = analyzed;
  const hop = firstHop(trace);
  return {
    id: trace.id,
    url: hop.url,
    method: hop.method,
    initiatorOrigin: requestFacts(trace).initiatorOrigin ?? null,
    destination: knownValue(judgement.destination) ?? null,
    mode: knownValue(judgement.mode) ?? null,
    credentials: isKnown(judgement.credentials)
      ? { value: judgement.credentials.value, source: judgement.credentials.source }
      : { value: null, source: 'unknown' },
    startedAt: trace.startedAt,
    hops: trace.hops.map((each, index) => hopJson(trace, each, index)),
    verdict: judgement.verdict,
    blockedBy: judgement.blockedBy,
    cause: causeJson(analyzed),
    candidates: analyzed.candidateNames.map(({ credentialsMode, ...names }) => ({
      credentials: credentialsMode,
      ...names,
    })),
    missing: judgement.missing,
    findings: findings.map(({ rule, effect, headline }) => ({ rule, effect, headline: plainText(headline) })),
    expected: judgement.expected,
    observed: judgement.observed,
    server: { stack: server.stack, confidence: server.confidence, evidence: server.evidence },
    capture: captureJson(trace),
  };
}

function hopJson(trace: FetchTrace, hop: Hop, index: number): HopJson {
  const sent = hop.requestHeaders ?? [];
  const isLast = index === trace.hops.length - 1;
  return {
    url: hop.url,
    origin:
      getHeader(sent, 'origin') ?? (hop.preflight ? getHeader(hop.preflight.requestHeaders ?? [], 'origin') : null),
    preflight: hop.preflight
      ? {
          status: hop.preflight.response?.status ?? null,
          requestHeaders: headersJson(hop.preflight.requestHeaders),
          responseHeaders: headersJson(hop.preflight.response?.headers),
          pairing: hop.preflight.pairing,
        }
      : null,
    status: hop.response?.status ?? null,
    fromCache: hop.response?.fromCache ?? false,
    requestHeaders: headersJson(sent),
    responseHeaders: headersJson(hop.response?.headers),
    netError: isLast && trace.outcome.kind === 'error' ? trace.outcome.netError : null,
  };
}

function headersJson(headers: HeaderList | undefined): readonly HeaderJson[] {
  return (headers ?? []).map(([name, value]) => [name.toLowerCase(), value]);
}

function causeJson({ cause, browserNames }: AnalyzedTrace): CauseJson | null {
  if (!cause) return null;
  return {
    rule: cause.rule,
    phase: cause.phase,
    hop: cause.hop,
    ...browserNames,
    headline: plainText(cause.headline),
    explanation: plainText(cause.explanation),
    spec: cause.spec[0]?.url ?? 'https://fetch.spec.whatwg.org/#http-cors-protocol',
  };
}

function policyJson({ policy, wouldAllow, of }: ServerPolicy): PolicyJson {
  const { server, origins, methods, requestHeaders, exposeHeaders, credentials, maxAge } = policy;
  return { server, origins, methods, requestHeaders, exposeHeaders, credentials, maxAge, wouldAllow, of };
}
