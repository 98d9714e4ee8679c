/**
 * A fact together with where it came from, or the reason it is missing. Rules and views must handle both: a fact that
 * could not be observed is never replaced by a guess.
 */
export type Known<T> =
  | { readonly value: T; readonly source: FactSource; readonly because?: string }
  | { readonly unknown: UnknownReason };

/** `observed`: read from the browser's own events. `page`: told by the page, which may lie. `inferred`: follows from other facts. */
export type FactSource = 'observed' | 'page' | 'inferred';

/** `not-in-file`: the file that was imported leaves it out, as browsers do with cookies in the files they export. */
export type UnknownReason =
  | 'not-exposed-by-browser'
  | 'from-cache'
  | 'worker-was-asleep'
  | 'redacted'
  | 'not-sent'
  | 'not-in-file';

export function isKnown<T>(fact: Known<T>): fact is Extract<Known<T>, { value: T }> {
  return 'value' in fact;
}

/** The value, or `undefined` when it is unknown. */
export function knownValue<T>(fact: Known<T>): T | undefined {
  return 'value' in fact ? fact.value : undefined;
}
