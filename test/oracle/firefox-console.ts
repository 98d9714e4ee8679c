import { analyze } from '../../src/analyzer/analyze.ts';
import { assemble } from '../../src/analyzer/trace/assemble.ts';
import { consoleWords } from '../../src/panel/console-words.ts';
import type { GradedRun } from './firefox-suite.ts';

/** What the story says that the console of Firefox says about a request, beside what it really said. */
export interface Sentence {
  readonly category: string;
  readonly shown: string;
  /** Its messages of the category that is the cause. */
  readonly said: readonly string[];
}

/** The sentences of a case that asks once, is blocked, and whose cause is told exactly; else undefined. */
export function sentenceOf({ run, grades }: GradedRun): Sentence | undefined {
  const [said, ...more] = run.said;
  if (said === undefined || said.category === null || more.length > 0 || grades[0]?.grade !== 'exact') return undefined;
  const [analyzed] = analyze(assemble(run.observations, 'firefox')).traces;
  const words = analyzed && consoleWords(analyzed).find(({ browser }) => browser === 'firefox');
  return {
    category: said.category,
    shown: words ? `${words.before}${words.reason}${words.after}` : '',
    said: said.texts,
  };
}
