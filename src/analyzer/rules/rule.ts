import type { NetErrorKind } from '../fetch/net-error.ts';
import type { NetworkErrorReason, Phase, SpecStep, StepOutcome } from '../fetch/network-error.ts';
import type { ServerGuess } from '../server/server-guess.ts';
import type { EarlierRequests } from '../trace/earlier-requests.ts';
import type { Exchange, FetchTrace, Hop } from '../trace/fetch-trace.ts';
import type { Judgement } from '../trace/judgement.ts';
import type { EpochMs } from '../trace/observation.ts';
import type { Prose } from './prose.ts';

/** One observed fact that a diagnosis rests on; the panel shows it as the line it is. */
export type Evidence =
  | {
      readonly kind: 'header';
      readonly phase: Phase;
      readonly hop: number;
      readonly side: 'request' | 'response';
      readonly name: string;
      /** `null`: the header is absent, and that is the evidence. */
      readonly value: string | null;
    }
  | { readonly kind: 'status'; readonly phase: Phase; readonly hop: number; readonly status: number }
  | { readonly kind: 'net-error'; readonly netError: string }
  | { readonly kind: 'method'; readonly method: string }
  | OtherRequest;

/** Another request of the page that bears witness. The panel leads to it. */
export interface OtherRequest {
  readonly kind: 'request';
  readonly traceId: string;
  readonly shows:
    | 'filled-the-cache'
    | 'gave-the-permission'
    | 'contradicts-it'
    | 'carries-the-header'
    | 'allows-this-origin';
}

/**
 * A stack-neutral change that would help, either in the server's answers or in the page. `policy.ts` turns the server
 * ones into a policy, `patch.ts` applies them on paper, stack files render them.
 */
export type Change =
  | { readonly kind: 'allow-origin'; readonly origin: string }
  | { readonly kind: 'allow-credentials'; readonly origin: string }
  | { readonly kind: 'allow-method'; readonly method: string }
  | { readonly kind: 'allow-headers'; readonly names: readonly string[] }
  | { readonly kind: 'expose-headers'; readonly names: readonly string[] }
  | { readonly kind: 'vary-origin' }
  /** Exactly one layer may answer for CORS: remove the header from the others. */
  | { readonly kind: 'single-layer'; readonly origin: string }
  /** Answer OPTIONS with a 2xx and the CORS headers before authentication, routing and redirects. */
  | { readonly kind: 'answer-preflight'; readonly origin: string }
  /** Look at the server's log first: this status is the problem. */
  | { readonly kind: 'repair-server-error'; readonly status: number }
  | { readonly kind: 'start-server'; readonly origin: string }
  | { readonly kind: 'request-url'; readonly from: string; readonly to: string }
  | { readonly kind: 'drop-credentials' }
  | { readonly kind: 'request-method'; readonly from: string; readonly to: string }
  | { readonly kind: 'drop-request-headers'; readonly names: readonly string[] }
  | { readonly kind: 'request-mode-cors' }
  /** Serve the page over http(s), or drop the sandbox, so that it has an origin that a server can allow. */
  | { readonly kind: 'give-page-an-origin' }
  | { readonly kind: 'allow-cross-origin-resource' }
  /** Something inside the user's browser decides: an extension, a permission. */
  | { readonly kind: 'browser-setting'; readonly what: 'extension' | 'local-network-permission' };

/** What a rule looks at. Everything in it is observed or marked as inferred. */
export interface RuleContext {
  readonly trace: FetchTrace;
  readonly judgement: Judgement;
  /** The failing check that this look is about; absent when no CORS check failed. */
  readonly failure: StepOutcome | undefined;
  readonly reason: NetworkErrorReason | undefined;
  readonly netError: NetErrorKind | null;
  readonly phase: Phase;
  readonly hopIndex: number;
  readonly hop: Hop;
  /** The exchange whose response was judged: the preflight in phase `preflight`, else the hop itself. */
  readonly exchange: Exchange;
  /** What the browser compared `Access-Control-Allow-Origin` with. */
  readonly serializedOrigin: string;
  /** Origin of the server that was judged, e.g. `http://localhost:8000`. */
  readonly serverOrigin: string;
  readonly server: ServerGuess;
  readonly timeline: Timeline;
  readonly earlier: EarlierRequests;
}

/** What the other requests of the same page to the same server show. */
export interface Timeline {
  /** Origins that this server was seen to allow by name. */
  readonly allowedOrigins: readonly string[];
  /** Statuses, ascending, of responses with and without `Access-Control-Allow-Origin`. */
  readonly statusesWithAllowOrigin: readonly number[];
  readonly statusesWithoutAllowOrigin: readonly number[];
  /** The first fetch that shows it, by `Access-Control-Allow-Origin` present or not, status and, if by name, origin. */
  readonly witnesses: readonly Witness[];
  /** What its preflights permitted, so that the request itself went out; the first of each kind, in the order of time. */
  readonly permissions: readonly Permission[];
}

/** A preflight that was passed, and what it had asked for. */
export interface Permission {
  readonly traceId: string;
  readonly at: EpochMs;
  /** As the browser compared it. */
  readonly origin: string;
  readonly url: string;
  readonly method: string;
  readonly headerNames: readonly string[];
}

/** The first fetch that got this answer. */
export interface Witness {
  readonly traceId: string;
  readonly status: number;
  /** `null`: the response had none. */
  readonly allowOrigin: string | null;
}

export type Effect = 'blocks' | 'risks' | 'informs';

/** What a rule gives a more exact reason for: one kind of failing check, one kind of transport error, or any response. */
export type Refines = NetworkErrorReason['kind'] | `net:${NetErrorKind}` | 'opaque' | 'response' | 'unexplained';

export interface Rule<E extends { readonly evidence: readonly Evidence[] } = RuleMatch> {
  /** `<subject>-<defect>`; equals the file's stem and the docs page. */
  readonly id: string;
  /** Sentence case, states the defect. Used in the catalogue and as the short cause in a row. */
  readonly title: string;
  /** At most 24 characters, lower case: the cause column. */
  readonly short: string;
  readonly effect: Effect;
  /** `root`: outranks the failed check, because it is the reason behind it. The verdict stays the browser's. */
  readonly rank?: 'root';
  readonly refines: readonly Refines[];
  readonly spec: readonly SpecStep[];
  /** Names under which browsers report it: CDP `CorsError`s, Firefox console category. */
  readonly browserNames: { readonly chromium: readonly string[]; readonly firefox: readonly string[] };
  /** Evidence, or undefined when the rule does not apply. No strings for people here. */
  match(context: RuleContext): E | undefined;
  /** `headline`: one sentence, true of this request. `explanation`: one to three sentences. */
  explain(match: E, context: RuleContext): { readonly headline: Prose; readonly explanation: Prose };
  /** Safest first. Empty when nothing needs to change. */
  fix(match: E, context: RuleContext): readonly Change[];
  /** HTTP transcripts; see `test/support/transcript.ts`. Each failing one must yield this rule as its first diagnosis. */
  readonly examples: {
    readonly failing: readonly [string, ...string[]];
    readonly passing: readonly [string, ...string[]];
  };
}

export interface RuleMatch {
  readonly evidence: readonly Evidence[];
}

/** A rule with its match type erased, as the catalogue holds it. */
export type AnyRule = Omit<Rule, 'match' | 'explain' | 'fix'> & {
  readonly diagnose: (context: RuleContext) => Diagnosis | undefined;
};

/** A rule that applied to a fetch, in words. */
export interface Diagnosis {
  readonly rule: string;
  readonly short: string;
  readonly effect: Effect;
  readonly rank?: 'root';
  readonly phase: Phase;
  readonly hop: number;
  readonly headline: Prose;
  readonly explanation: Prose;
  readonly evidence: readonly Evidence[];
  readonly changes: readonly Change[];
  readonly spec: readonly SpecStep[];
}

/** Checks a rule's match type against its own words and fixes, then erases it. No registration, no side effect. */
export function defineRule<E extends RuleMatch>(rule: Rule<E>): AnyRule {
  const { match, explain, fix, ...facts } = rule;
  return {
    ...facts,
    diagnose(context) {
      const found = match(context);
      if (!found) return undefined;
      const { headline, explanation } = explain(found, context);
      return {
        rule: facts.id,
        short: facts.short,
        effect: facts.effect,
        ...(facts.rank ? { rank: facts.rank } : {}),
        phase: context.phase,
        hop: context.hopIndex,
        headline,
        explanation,
        evidence: found.evidence,
        changes: fix(found, context),
        spec: facts.spec,
      };
    },
  };
}
