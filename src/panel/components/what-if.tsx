import { useState } from 'preact/hooks';
import type { AnalyzedTrace } from '../../analyzer/report.ts';
import { transcriptText } from '../../analyzer/transcript-text.ts';
import { type WhatIf, whatIf } from '../../analyzer/what-if.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import type { PanelState } from '../state.ts';
import { answersOf, type Draft, type DraftAnswer, draftOf, type Edit, edited } from '../what-if-draft.ts';
import { Section } from './section.tsx';
import { AnswerEditor } from './what-if-editor.tsx';
import { WhatIfResult } from './what-if-result.tsx';

interface Props {
  readonly analyzed: AnalyzedTrace;
  readonly state: PanelState;
}

/** The answers of a fetch to be edited on the spot, with what the analyzer makes of them. Only where headers decide. */
export function WhatIfSection({ analyzed, state }: Props) {
  const { judgement, trace } = analyzed;
  const answered = trace.hops.some(({ preflight, response }) => preflight?.response ?? response);
  if (!judgement.usesCors || !answered) return null;
  return (
    <Section title="What if" note="change an answer and see what follows" part="what-if" startsOpen={false}>
      <Editor analyzed={analyzed} state={state} />
    </Section>
  );
}

function Editor({ analyzed, state }: Props) {
  const [draft, setDraft] = useState<Draft>(() => draftOf(analyzed.trace));
  const answers = answersOf(draft);
  const [last, setLast] = useState<WhatIf>(() => whatIf(analyzed, answers ?? [], state.around.value.traces));
  const change = (next: Draft) => {
    setDraft(next);
    const supposed = answersOf(next);
    if (supposed) setLast(whatIf(analyzed, supposed, state.around.value.traces));
  };
  const apply = (target: DraftAnswer, edit: Edit) =>
    change(draft.map((answer) => (answer === target ? edited(answer, edit) : answer)));
  const several = analyzed.trace.hops.length > 1;
  return (
    <div class="what-if" data-sound={answers !== undefined}>
      <WhatIfResult real={analyzed} supposed={last} isStale={answers === undefined} />
      <div class="what-if-answers">
        {draft.map((answer) => (
          <AnswerEditor
            key={`${answer.hop} ${answer.phase}`}
            answer={answer}
            several={several}
            method={analyzed.trace.hops[answer.hop]?.method ?? 'GET'}
            onEdit={(edit) => apply(answer, edit)}
          />
        ))}
        <div class="what-if-actions">
          <button
            type="button"
            class="button"
            data-action="reset-what-if"
            onClick={() => change(draftOf(analyzed.trace))}
          >
            Reset
          </button>
          <CopyButton
            text={transcriptText(last.likely, remarksOf(analyzed, last.likely))}
            label="Copy transcript"
            action="copy-transcript"
            title="Requests and answers as they stand here, as text. Secrets were redacted when they were recorded."
          />
        </div>
      </div>
    </div>
  );
}

function remarksOf(real: AnalyzedTrace, supposed: AnalyzedTrace): readonly string[] {
  return [`What if: ${supposed.judgement.verdict}. As it was seen: ${real.judgement.verdict}.`];
}
