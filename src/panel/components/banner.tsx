import type { ComponentChildren } from 'preact';
import type { AnalyzedTrace } from '../../analyzer/report.ts';
import { explainVerdict } from '../../analyzer/story.ts';
import { ProseText } from '../../ui/prose-text.tsx';
import { StatusIcon } from '../../ui/status-icon.tsx';
import { statusOf } from '../../ui/verdict-status.ts';
import type { ShownFix } from '../shown-fix.ts';
import type { PanelState } from '../state.ts';
import { Candidates } from './candidates.tsx';
import { Disagreement } from './disagreement.tsx';
import { QuickFix } from './fix-quick.tsx';
import { Readings } from './readings.tsx';
import { SettleOffer } from './settle-offer.tsx';
import { CallSiteTag } from './story-call-site.tsx';
import { ConsoleSentence } from './story-console.tsx';

interface Props {
  readonly analyzed: AnalyzedTrace;
  readonly all: readonly AnalyzedTrace[];
  readonly shown: ShownFix | undefined;
  readonly state: PanelState;
}

/** The one sentence that is true of this request, why, and what the browsers call it. */
export function Banner({ analyzed, all, shown, state }: Props) {
  const { judgement } = analyzed;
  const { headline, explanation } = explainVerdict(analyzed);
  const status = statusOf(analyzed);
  return (
    <div class="banner" data-status={status}>
      <StatusIcon status={status} />
      <div class="banner-text">
        <h2 data-part="headline">
          <ProseText text={headline} />
        </h2>
        <p data-part="explanation">
          <ProseText text={explanation} />
        </p>
        {shown && judgement.verdict === 'blocked' && <QuickFix shown={shown} />}
        <ConsoleSentence analyzed={analyzed} all={all} />
        <Tags analyzed={analyzed} all={all} />
        <Disagreement analyzed={analyzed} state={state} />
        <Candidates analyzed={analyzed} />
        <SettleOffer analyzed={analyzed} state={state} />
        <Readings analyzed={analyzed} />
      </div>
    </div>
  );
}

function Tags({ analyzed, all }: Pick<Props, 'analyzed' | 'all'>) {
  const { judgement, browserNames, cause } = analyzed;
  return (
    <ul class="tags" aria-label="About the verdict">
      {browserNames.chromium !== null && (
        <Tag title="The name that Chrome uses in its Issues tab and over its debugging protocol">
          Chrome calls it <b>{browserNames.chromium}</b>
        </Tag>
      )}
      {browserNames.firefox !== null && (
        <Tag title="The category of Firefox's console message">
          Firefox calls it <b>{browserNames.firefox}</b>
        </Tag>
      )}
      {judgement.expected !== null && (
        <Tag title="What the headers alone lead to, beside what the browser was seen to do">
          predicted <b>{judgement.expected}</b> · browser <b>{judgement.observed ?? 'does not tell'}</b>
        </Tag>
      )}
      <CallSiteTag analyzed={analyzed} all={all} />
      {cause && judgement.failure && <Tag>{phaseText(analyzed)}</Tag>}
      {cause?.spec[0] && (
        <Tag>
          <a href={cause.spec[0].url} target="_blank" rel="noreferrer">
            {cause.spec[0].algorithm}, step {cause.spec[0].step}
          </a>
        </Tag>
      )}
    </ul>
  );
}

interface TagProps {
  readonly title?: string;
  readonly children: ComponentChildren;
}

function Tag({ title, children }: TagProps) {
  return (
    <li class="tag" title={title}>
      {children}
    </li>
  );
}

function phaseText({ judgement, trace }: AnalyzedTrace): ComponentChildren {
  const { failure } = judgement;
  if (!failure) return null;
  const hop = trace.hops.length > 1 ? ` of hop ${failure.hop + 1}` : '';
  const phases = { preflight: 'preflight', redirect: 'redirect', actual: 'response' };
  return (
    <>
      failed at the <b>{phases[failure.phase]}</b>
      {hop}
    </>
  );
}
