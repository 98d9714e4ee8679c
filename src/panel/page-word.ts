import type { AnalyzedTrace } from '../analyzer/report.ts';
import type { FetchTrace } from '../analyzer/trace/fetch-trace.ts';
import type { MissingFact } from '../analyzer/trace/judgement.ts';

/** Facts that only the page knows. */
const KNOWN_TO_THE_PAGE: ReadonlySet<MissingFact> = new Set<MissingFact>([
  'credentials-mode',
  'request-mode',
  'redirect-mode',
]);

/**
 * Whether a recorder in the page may hear of a request. Chromium puts it into the main frame only; from there it reaches
 * `srcdoc` frames, and an opaque origin is most often such a frame's.
 */
function isRecordable({ browser, frameId, fromServiceWorker, initiatorOrigin }: FetchTrace): boolean {
  return !fromServiceWorker && (browser === 'firefox' || frameId === 0 || initiatorOrigin === 'null');
}

/** What is missing that a recorded page could tell. */
export function missingFromPage({ judgement, trace }: AnalyzedTrace): readonly MissingFact[] {
  if (!isRecordable(trace)) return [];
  const facts: readonly MissingFact[] =
    judgement.candidates.length > 1 ? ['credentials-mode', ...judgement.missing] : judgement.missing;
  return [...new Set(facts)].filter((fact) => KNOWN_TO_THE_PAGE.has(fact));
}

/** Whether the page's own timeline says the opposite of the verdict. It is corroboration: the verdict stands. */
export function pageContradicts({ judgement, trace }: AnalyzedTrace): boolean {
  const couldRead = trace.pageReport?.couldRead;
  if (couldRead === undefined || !judgement.usesCors || trace.pageReport?.redirectMode === 'manual') return false;
  return (judgement.verdict === 'allowed' && !couldRead) || (judgement.verdict === 'blocked' && couldRead);
}
