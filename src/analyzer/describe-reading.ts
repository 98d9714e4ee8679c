import { chromiumCorsError, firefoxCategory } from './fetch/browser-names.ts';
import type { Dialect, StepOutcome } from './fetch/network-error.ts';
import type { Reading } from './other-readings.ts';
import { code, type Prose, prose, strong } from './rules/prose.ts';
import type { FetchTrace } from './trace/fetch-trace.ts';

const WHO: Readonly<Record<Dialect, string>> = {
  chromium: 'Chrome',
  firefox: 'Firefox',
  standard: 'the Fetch Standard',
};

/** What another engine or the Standard would make of a fetch, in one sentence. `verdict`: that of the browser it ran in. */
export function describeReading(reading: Reading, trace: FetchTrace, verdict: 'allowed' | 'blocked'): Prose {
  const who = strong(capitalised(WHO[reading.dialect]));
  if (reading.says === 'allowed') {
    return verdict === 'allowed' ? prose`${who} would allow this too.` : prose`${who} would allow this.`;
  }
  if (reading.says === 'blocked') return refusal(reading, who, trace, verdict);
  switch (reading.because) {
    case 'asks-first':
      return prose`${who} would have asked first, with a preflight that this browser did not send: its answer cannot be known.`;
    case 'asks-not':
      return prose`${who} would not have asked first: what it would have been answered cannot be known.`;
    case 'asks-differently':
      return prose`${who} would have asked in the name of another origin: its answer cannot be known.`;
    case 'credentials':
      return prose`For ${strong(WHO[reading.dialect])} the credentials mode decides.`;
  }
}

function refusal(
  { dialect, failure, sameReason }: Extract<Reading, { readonly says: 'blocked' }>,
  who: ReturnType<typeof strong>,
  trace: FetchTrace,
  verdict: 'allowed' | 'blocked',
): Prose {
  const name = reasonName(dialect, failure, trace);
  const reason = name === undefined ? [] : prose`: ${code(name)}`;
  if (verdict === 'allowed') return prose`${who} would refuse this${reason}.`;
  return sameReason
    ? prose`${who} would refuse this too${reason}.`
    : prose`${who} would refuse this too, for another reason${reason}.`;
}

/** The engine's own name; the Standard has none and calls everything a network error. */
function reasonName(dialect: Dialect, { reason, phase, hop }: StepOutcome, trace: FetchTrace): string | undefined {
  if (!reason || dialect === 'standard') return undefined;
  if (dialect === 'chromium') return chromiumCorsError(reason, phase);
  const exchange = phase === 'preflight' ? trace.hops[hop]?.preflight : trace.hops[hop];
  return firefoxCategory(reason, phase, exchange?.response?.headers).replace(/\d+$/, '');
}

function capitalised(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
