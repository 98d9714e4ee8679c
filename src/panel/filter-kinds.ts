import { knownValue } from '../analyzer/fetch/known.ts';
import type { AnalyzedTrace } from '../analyzer/report.ts';
import type { FetchTrace } from '../analyzer/trace/fetch-trace.ts';
import type { Judgement, Verdict } from '../analyzer/trace/judgement.ts';
import { shortCause, statusOf } from '../ui/verdict-status.ts';
import type { KINDS } from './filter-text.ts';
import { httpStatusOf } from './http-status.ts';

/**
 * Everything that a filter can ask of a fetch, apart from its addresses. Fetches in which all of it is the same have the
 * same object, and of ten thousand there are some dozens: what a filter makes of one holds for all of them.
 */
export interface Kind {
  readonly server: string;
  /** Of each hop. */
  readonly methods: readonly string[];
  /** The origin that asked; absent where it is not known. */
  readonly origin: string | undefined;
  readonly type: string;
  /** Status of the last answer; undefined when none came. */
  readonly status: number | undefined;
  readonly verdict: Verdict;
  /** What `is:` finds it by, but for what only the diagnoses tell. */
  readonly is: readonly Is[];
  /** Undefined where nobody asked for the diagnoses. */
  readonly told: Told | undefined;
}

/** What the diagnoses add. */
export interface Told {
  /** The words of the cause column. */
  readonly short: string;
  readonly rule: string | undefined;
  /** Of the other diagnoses. */
  readonly findings: readonly string[];
  readonly warning: boolean;
}

type Is = Exclude<(typeof KINDS)[number], 'warning'>;

/** So many are found again at most: servers that are all different must not fill the memory. */
const MOST_KEPT = 5000;

/** Judgements stay the same while a trace does. */
const kindMemo = new WeakMap<Judgement, Kind>();
const toldMemo = new WeakMap<AnalyzedTrace, Kind>();
const kept = new Map<string, Kind>();

/** The kind of a fetch without its diagnoses. */
export function kindOf(analyzed: AnalyzedTrace): Kind {
  const { judgement } = analyzed;
  const known = kindMemo.get(judgement);
  if (known) return known;
  const kind = theSame({ ...readKind(analyzed), told: undefined });
  kindMemo.set(judgement, kind);
  return kind;
}

/** The kind of a fetch with its diagnoses, which are made for it where they are not there yet. */
export function diagnosedKindOf(analyzed: AnalyzedTrace): Kind {
  const known = toldMemo.get(analyzed);
  if (known) return known;
  const { cause, findings } = analyzed;
  const told: Told = {
    short: shortCause(analyzed),
    rule: cause?.rule,
    findings: findings.map(({ rule }) => rule),
    warning: statusOf(analyzed) === 'caution',
  };
  const kind = theSame({ ...kindOf(analyzed), told });
  toldMemo.set(analyzed, kind);
  return kind;
}

function theSame(kind: Kind): Kind {
  const key = JSON.stringify(kind);
  const known = kept.get(key);
  if (known) return known;
  if (kept.size === MOST_KEPT) kept.clear();
  kept.set(key, kind);
  return kind;
}

function readKind(analyzed: AnalyzedTrace): Omit<Kind, 'told'> {
  const { trace, judgement, serverOrigin } = analyzed;
  return {
    server: serverOrigin,
    methods: trace.hops.map(({ method }) => method),
    origin: trace.initiatorOrigin,
    type: trace.type,
    status: httpStatusOf(analyzed),
    verdict: judgement.verdict,
    is: isOf(analyzed),
  };
}

function isOf({ trace, judgement }: AnalyzedTrace): readonly Is[] {
  const { verdict, credentials } = judgement;
  const { hops } = trace;
  const isPending = trace.outcome.kind === 'pending';
  const found: readonly (Is | false)[] = [
    verdict === 'blocked' && 'blocked',
    verdict === 'allowed' && 'allowed',
    verdict === 'opaque' && 'opaque',
    verdict === 'undetermined' && !isPending && 'undetermined',
    isPending && 'pending',
    hops.some((hop) => hop.preflight !== undefined) && 'preflight',
    hops.some((hop) => hop.redirect !== undefined) && 'redirect',
    hops.some((hop) => hop.response?.fromCache ?? false) && 'cached',
    knownValue(credentials) === 'include' && 'credentials',
  ];
  return found.filter((word) => word !== false);
}

const addressMemo = new WeakMap<FetchTrace, string>();

/** The addresses of all hops in lower case, one a line. */
export function addressesOf(trace: FetchTrace): string {
  const known = addressMemo.get(trace);
  if (known !== undefined) return known;
  const addresses = trace.hops
    .map(({ url }) => url)
    .join('\n')
    .toLowerCase();
  addressMemo.set(trace, addresses);
  return addresses;
}
