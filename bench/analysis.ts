import { analyze } from '../src/analyzer/analyze.ts';
import type { FetchTrace } from '../src/analyzer/trace/fetch-trace.ts';
import { timed } from './processor-time.ts';
import type { Row } from './row.ts';
import { generatedTraces } from './session.ts';

const COUNT = 10_000;
const MORE = 100;

/** The analysis alone, in Node, against reading the same traces from JSON. */
export function measureAnalysis(rounds: number): readonly Row[] {
  const json = JSON.stringify(generatedTraces(COUNT));
  const moreJson = JSON.stringify(generatedTraces(MORE, COUNT));
  const parse: number[] = [];
  const verdicts: number[] = [];
  const words: number[] = [];
  const update: number[] = [];
  // The first round warms up and does not count.
  for (let round = 0; round <= rounds; round += 1) {
    const [traces, parseTime] = timed(() => JSON.parse(json) as readonly FetchTrace[]);
    // Whatever is left until it is read is read here.
    const [report, verdictTime] = timed(() => {
      const made = analyze(traces);
      for (const { judgement } of made.traces) if (judgement.verdict === undefined) throw new Error('not judged');
      return made;
    });
    const [, wordTime] = timed(() => report.traces.filter(({ findings }) => findings.length > 0).length);
    const more = JSON.parse(moreJson) as readonly FetchTrace[];
    const [, updateTime] = timed(() => analyze([...traces, ...more]));
    if (round === 0) continue;
    parse.push(parseTime);
    verdicts.push(verdictTime);
    words.push(wordTime);
    update.push(updateTime);
  }
  const reference = { what: 'JSON.parse of them', values: parse };
  return [
    { what: '10,000 traces judged', unit: 'ms', values: verdicts, reference, target: 'below 1 ×' },
    { what: 'their diagnoses, made when read', unit: 'ms', values: words, reference, target: '' },
    { what: '100 traces more, verdicts of all 10,100', unit: 'ms', values: update, reference, target: 'below 1 ×' },
  ];
}
