import type { AnalyzedTrace } from '../../analyzer/report.ts';
import { ProseText } from '../../ui/prose-text.tsx';
import { type Between, type StoryStep, storySteps } from '../story-steps.ts';
import { HeaderLines } from './header-lines.tsx';
import { Section } from './section.tsx';

const WHO: Readonly<Record<Between, string>> = {
  'page-browser': 'page → browser',
  'browser-server': 'browser → server',
  'server-browser': 'server → browser',
  browser: 'browser',
  'browser-page': 'browser → page',
};

/** The fetch step by step, each with the header lines that matter in it. */
export function Story({ analyzed }: { readonly analyzed: AnalyzedTrace }) {
  return (
    <Section title="What happened" part="story">
      <ol class="story">
        {storySteps(analyzed).map((step, index) => (
          <Step key={`${index} ${step.between}`} step={step} />
        ))}
      </ol>
    </Section>
  );
}

function Step({ step }: { readonly step: StoryStep }) {
  return (
    <li class="story-step" data-between={step.between} data-tone={step.tone}>
      <span class="story-who">{WHO[step.between]}</span>
      <span class="story-text">
        <ProseText text={step.text} />
      </span>
      {step.headers.length > 0 && <HeaderLines rows={step.headers} />}
    </li>
  );
}
