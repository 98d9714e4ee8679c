import type { AnalyzedTrace } from '../../analyzer/report.ts';
import { type ConsoleWords, consoleWords } from '../console-words.ts';
import { useCallSite } from './story-call-site.tsx';

interface Props {
  readonly analyzed: AnalyzedTrace;
  readonly all: readonly AnalyzedTrace[];
}

/** What the console of the browser prints for this failure, so that somebody who searched for it knows the place. */
export function ConsoleSentence(props: Props) {
  const [own, other] = consoleWords(props.analyzed, useCallSite(props)?.kind);
  if (!own) return null;
  return (
    <details class="console-words" data-part="console">
      <summary title="What the console prints for it; open it for the whole sentence">
        <span class="console-who">{NAMES[own.browser]}’s console</span> <q data-part="console-reason">{own.reason}</q>
      </summary>
      <Whole words={own} />
      {other && <Whole words={other} />}
    </details>
  );
}

const NAMES = { chromium: 'Chrome', firefox: 'Firefox' } as const;

function Whole({ words: { browser, before, reason, after } }: { readonly words: ConsoleWords }) {
  return (
    <p data-console={browser}>
      <b>{NAMES[browser]}</b> {before}
      <b>{reason}</b>
      {after}
    </p>
  );
}
