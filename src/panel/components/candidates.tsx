import { describeCheck } from '../../analyzer/describe-check.ts';
import type { AnalyzedTrace } from '../../analyzer/report.ts';
import type { Candidate } from '../../analyzer/trace/judgement.ts';
import { ProseText } from '../../ui/prose-text.tsx';

/** Two credentials modes fit what was seen: each with what it means and what the browsers would call it. */
export function Candidates({ analyzed }: { readonly analyzed: AnalyzedTrace }) {
  const { judgement } = analyzed;
  if (judgement.candidates.length < 2) return null;
  return (
    <div class="banner-note" data-part="candidates">
      The credentials mode decides, and browsers do not show it to extensions:
      <ul>
        {judgement.candidates.map((candidate, index) => (
          <li key={candidate.credentialsMode} data-candidate={candidate.credentialsMode}>
            <Consequence analyzed={analyzed} candidate={candidate} index={index} />
          </li>
        ))}
      </ul>
    </div>
  );
}

interface Props {
  readonly analyzed: AnalyzedTrace;
  readonly candidate: Candidate;
  readonly index: number;
}

function Consequence({ analyzed, candidate: { credentialsMode, failure }, index }: Props) {
  const name = analyzed.candidateNames[index]?.[analyzed.trace.browser];
  return (
    <>
      {credentialsMode === 'include' ? 'with' : 'likely: without'} credentials (
      <code class="inline-code">{credentialsMode}</code>): <b>{failure ? 'blocked' : 'allowed'}</b>
      {failure && (
        <>
          {' '}
          because this fails: <ProseText text={describeCheck(failure, analyzed.trace)} />
        </>
      )}
      {name && (
        <>
          , <b data-part="candidate-name">{name}</b>
        </>
      )}
    </>
  );
}
