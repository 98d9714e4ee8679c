import type { Change } from '../rules/rule.ts';
import { normaliseOrigin } from './normalise-origin.ts';
import type { Policy } from './policy-type.ts';

/** What of a configuration has to change, as values of the policy. */
export interface ChangedOptions {
  readonly origins: readonly string[];
  readonly methods: readonly string[];
  readonly requestHeaders: readonly string[];
  readonly exposeHeaders: readonly string[];
  /** Credentials have to be allowed; then `origins` holds every origin: no wildcard may stay beside them. */
  readonly credentials: boolean;
  /** Preflights have to be answered before anything else may answer them. */
  readonly preflight: boolean;
  readonly vary: boolean;
  /** Another layer sets the headers too. */
  readonly layers: boolean;
}

/**
 * The changes that are a matter of a CORS library's configuration; undefined when there are none. Only values of the
 * policy count, so what {@link renderable} says of the policy holds for them.
 */
export function changedOptions(changes: readonly Change[], policy: Policy): ChangedOptions | undefined {
  // Asked for where the mode is not known too; only what the policy holds counts.
  const credentials = policy.credentials && changes.some(({ kind }) => kind === 'allow-credentials');
  const asked = new Set(changes.flatMap((change) => namesOf(change).map((name) => name.toLowerCase())));
  const preflight = changes.some(({ kind }) => kind === 'answer-preflight');
  // Who lets the preflight through asks for everything, also for what the refused answer lists already.
  const missing = (values: readonly string[], listed: readonly string[] = []) =>
    values.filter((value) => asked.has(value.toLowerCase()) && !(preflight && listed.includes(value)));
  const several = changes.some(({ kind }) => kind === 'single-layer');
  const options: ChangedOptions = {
    origins: credentials || several ? policy.origins : missing(policy.origins, policy.listed?.origins),
    methods: missing(policy.methods, policy.listed?.methods),
    requestHeaders: missing(policy.requestHeaders, policy.listed?.requestHeaders),
    exposeHeaders: missing(policy.exposeHeaders, policy.listed?.exposeHeaders),
    credentials,
    preflight,
    vary: changes.some(({ kind }) => kind === 'vary-origin'),
    layers: several,
  };
  const isEmpty = Object.values(options).every(
    (value) => value === false || (Array.isArray(value) && value.length === 0),
  );
  return isEmpty ? undefined : options;
}

/** Whether an option of the library itself changes, and not only where or beside what it is used. */
export function changesLists(options: ChangedOptions): boolean {
  const { origins, methods, requestHeaders, exposeHeaders, credentials } = options;
  return credentials || [origins, methods, requestHeaders, exposeHeaders].some((values) => values.length > 0);
}

function namesOf(change: Change): readonly string[] {
  switch (change.kind) {
    case 'allow-origin':
    case 'allow-credentials':
    case 'single-layer':
      return originOf(change.origin);
    case 'allow-method':
      return [change.method];
    case 'allow-headers':
    case 'expose-headers':
      return change.names;
    default:
      return [];
  }
}

function originOf(value: string): readonly string[] {
  const allowable = normaliseOrigin(value);
  return 'origin' in allowable ? [allowable.origin] : [];
}
