import { describeCheck } from '../../analyzer/describe-check.ts';
import type { StepOutcome } from '../../analyzer/fetch/network-error.ts';
import type { AnalyzedTrace } from '../../analyzer/report.ts';
import type { FetchTrace } from '../../analyzer/trace/fetch-trace.ts';
import { ProseText } from '../../ui/prose-text.tsx';
import { Section } from './section.tsx';

/** Every check that the browser makes, in its order; for those behind the failure, what they would have said. */
export function Checks({ analyzed }: { readonly analyzed: AnalyzedTrace }) {
  if (analyzed.judgement.steps.length === 0) return null;
  return (
    <Section title="Checks" note="in the browser's order" part="checks">
      <CheckList analyzed={analyzed} />
    </Section>
  );
}

/** The same without a title. */
export function CheckList({ analyzed: { judgement, trace } }: { readonly analyzed: AnalyzedTrace }) {
  return (
    <>
      {grouped(judgement.steps).map(([response, steps]) => (
        <ul key={response} class="checks">
          {steps.map((step) => (
            <Check key={step.check} step={step} trace={trace} />
          ))}
        </ul>
      ))}
    </>
  );
}

const SHAPES = { success: '✓', failure: '✕', unknown: '?', 'not-reached': '·' } as const;
const SPOKEN = { success: 'passed', failure: 'failed', unknown: 'cannot tell', 'not-reached': 'not reached' } as const;

function Check({ step, trace }: { readonly step: StepOutcome; readonly trace: FetchTrace }) {
  const would = step.wouldBe === undefined ? '' : step.wouldBe === 'failure' ? 'would fail next' : 'would pass';
  return (
    <li data-check={step.check} data-result={step.result} data-would-be={step.wouldBe}>
      <span class="check-mark" role="img" aria-label={SPOKEN[step.result]}>
        {SHAPES[step.result]}
      </span>
      <span>
        <ProseText text={describeCheck(step, trace)} />
        {step.result === 'not-reached' && <span class="check-would">{would || 'not reached'}</span>}
      </span>
    </li>
  );
}

/** Checks of one response stay together. */
function grouped(steps: readonly StepOutcome[]): readonly (readonly [string, readonly StepOutcome[]])[] {
  const groups = new Map<string, StepOutcome[]>();
  for (const step of steps) {
    const response = `${step.hop} ${step.phase === 'preflight' ? 'preflight' : 'actual'}`;
    groups.set(response, [...(groups.get(response) ?? []), step]);
  }
  return [...groups];
}
