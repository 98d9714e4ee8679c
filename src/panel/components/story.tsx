import { useContext } from 'preact/hooks';
import type { AnalyzedTrace } from '../../analyzer/report.ts';
import { ProseText } from '../../ui/prose-text.tsx';
import { useLink } from '../linked-lines.ts';
import { Sections } from '../open-sections.ts';
import { sequenceOf } from '../sequence.ts';
import { type Between, type StoryStep, storySteps } from '../story-steps.ts';
import { HeaderLines } from './header-lines.tsx';
import { Section } from './section.tsx';
import { SequenceDiagram } from './sequence-diagram.tsx';

const WHO: Readonly<Record<Between, string>> = {
  'page-browser': 'page → browser',
  'browser-server': 'browser → server',
  'server-browser': 'server → browser',
  browser: 'browser',
  'browser-page': 'browser → page',
};

/** The fetch as a diagram, and step by step in words, each with the header lines that matter in it. */
export function Story({ analyzed }: { readonly analyzed: AnalyzedTrace }) {
  const sections = useContext(Sections);
  const steps = storySteps(analyzed);
  const open = (index: number) => {
    sections.setOpen('steps', true);
    // The step may have to be rendered first.
    requestAnimationFrame(() =>
      document.querySelector(`[data-part="steps"] [data-index="${index}"]`)?.scrollIntoView({ block: 'nearest' }),
    );
  };
  return (
    <>
      <Section title="What happened" part="story">
        <SequenceDiagram sequence={sequenceOf(analyzed, steps)} onOpen={open} />
      </Section>
      <Section title="Step by step" part="steps">
        <ol class="story">
          {steps.map((step, index) => (
            <Step key={`${index} ${step.between}`} step={step} index={index} />
          ))}
        </ol>
      </Section>
    </>
  );
}

function Step({ step, index }: { readonly step: StoryStep; readonly index: number }) {
  const link = useLink(step.exchange);
  return (
    <li class="story-step" data-index={index} data-between={step.between} data-tone={step.tone} {...link}>
      <span class="story-who">{WHO[step.between]}</span>
      <span class="story-text">
        <ProseText text={step.text} />
      </span>
      {step.headers.length > 0 && <HeaderLines rows={step.headers} />}
    </li>
  );
}
