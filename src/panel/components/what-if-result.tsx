import type { AnalyzedTrace } from '../../analyzer/report.ts';
import { prose } from '../../analyzer/rules/prose.ts';
import { explainVerdict } from '../../analyzer/story.ts';
import type { WhatIf } from '../../analyzer/what-if.ts';
import { ProseText } from '../../ui/prose-text.tsx';
import { StatusIcon } from '../../ui/status-icon.tsx';
import { CheckList } from './checks.tsx';

interface Props {
  readonly real: AnalyzedTrace;
  readonly supposed: WhatIf;
  /** Something in the fields is wrong, so this is about what they said before. */
  readonly isStale: boolean;
}

/** Verdict, cause and checks of the answers as they are in the fields. */
export function WhatIfResult({ real, supposed, isStale }: Props) {
  const { likely, withCredentials } = supposed;
  return (
    <>
      <div class="what-if-verdicts" data-part="what-if-result" data-stale={isStale} aria-live="polite">
        <Verdict analyzed={likely} note={withCredentials ? 'without credentials' : undefined} />
        {withCredentials && <Verdict analyzed={withCredentials} note="with credentials" />}
        <p class="what-if-note">
          {isStale
            ? 'One field cannot be used: this is about the last answers that could.'
            : `As it was seen: ${real.judgement.verdict}. Here the headers alone decide, and nothing is sent.`}
        </p>
      </div>
      <div class="what-if-checks" data-part="what-if-checks">
        <CheckList analyzed={likely} />
      </div>
    </>
  );
}

function Verdict({ analyzed, note }: { readonly analyzed: AnalyzedTrace; readonly note: string | undefined }) {
  const { verdict } = analyzed.judgement;
  const status = verdict === 'blocked' ? 'blocked' : verdict === 'allowed' ? 'allowed' : 'undetermined';
  return (
    <p class="what-if-verdict" data-verdict={verdict} data-rule={analyzed.cause?.rule ?? ''} data-status={status}>
      <StatusIcon status={status} />
      <span>
        <b>{verdict === 'undetermined' ? 'open' : verdict}</b>
        {note && ` ${note}`}: <ProseText text={sentenceOf(analyzed)} />
      </span>
    </p>
  );
}

const NEXT_ANSWER = prose`so far nothing fails. The request would go out, and its answer decides: suppose one.`;

function sentenceOf(analyzed: AnalyzedTrace) {
  const waits = analyzed.judgement.verdict === 'undetermined' && analyzed.judgement.failure === undefined;
  return waits ? NEXT_ANSWER : explainVerdict(analyzed).headline;
}
