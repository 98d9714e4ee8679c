import { hopLines } from '../analyzer/files/header-lines.ts';
import { visibleLine } from '../analyzer/files/visible-text.ts';
import { curlPair } from '../analyzer/fixes/curl.ts';
import { describeChange } from '../analyzer/fixes/describe.ts';
import type { AnalyzedTrace, Report } from '../analyzer/report.ts';
import { type Prose, plainText } from '../analyzer/rules/prose.ts';
import type { StackId } from '../analyzer/server/server-guess.ts';
import { explainVerdict } from '../analyzer/story.ts';
import { firstHop } from '../analyzer/trace/fetch-trace.ts';
import type { Verdict } from '../analyzer/trace/judgement.ts';
import { pastedFix } from '../ui/pasted-fix.ts';
import { changesOf } from '../ui/suggested-fix.ts';
import { stackFor } from './stack-choice.ts';

export interface TextOptions {
  readonly stack: StackId | undefined;
  readonly color: boolean;
}

/**
 * The report for a terminal. Nothing from the wire reaches the terminal as it is: what would move its cursor, colour it or
 * turn its direction stands as a number.
 */
export function textReport(report: Report, options: TextOptions): string {
  const blocks = report.traces.map((analyzed) => traceBlock(analyzed, report, options));
  return [...blocks, summary(report)].map((lines) => `${lines.join('\n')}\n`).join('\n');
}

const MARKS: Readonly<Record<Verdict, string>> = {
  allowed: '✔ allowed',
  blocked: '✘ blocked',
  opaque: '○ opaque',
  'not-cors': '– not CORS',
  undetermined: '? cannot tell',
};

const COLORS: Readonly<Record<Verdict, number>> = {
  allowed: 32,
  blocked: 31,
  opaque: 36,
  'not-cors': 2,
  undetermined: 33,
};

function traceBlock(analyzed: AnalyzedTrace, report: Report, { stack, color }: TextOptions): readonly string[] {
  const { trace, judgement } = analyzed;
  const { method, url } = firstHop(trace);
  const { verdict } = judgement;
  const { headline, explanation } = explainVerdict(analyzed);
  const paint = (code: number, text: string) => (color ? `\u001b[${code}m${text}\u001b[0m` : text);
  const head = `${paint(COLORS[verdict], MARKS[verdict])}  ${visibleLine(`${method} ${url}`)}`;
  const words = [`  ${paint(1, line(headline))}`, `  ${line(explanation)}`];
  if (verdict === 'allowed' || verdict === 'not-cors' || verdict === 'opaque') return [head, ...words];
  return [
    head,
    ...words,
    ...browserLines(analyzed),
    '',
    ...trace.hops.flatMap(hopLines).map((text) => `    ${visibleLine(text)}`),
    ...changeLines(analyzed),
    ...fixLines(analyzed, report, stack),
    ...curlLines(analyzed),
  ];
}

function line(text: Prose): string {
  return visibleLine(plainText(text));
}

function browserLines({ browserNames, candidateNames, judgement, trace }: AnalyzedTrace): readonly string[] {
  const { chromium, firefox } = browserNames;
  const names = [
    ...(chromium === null ? [] : [`Chromium: ${chromium}`]),
    ...(firefox === null ? [] : [`Firefox: ${firefox}`]),
  ];
  return [
    ...(names.length === 0 ? [] : [`  The browser's own name: ${visibleLine(names.join(', '))}`]),
    ...candidateNames.map(
      ({ credentialsMode, ...names }) => `  With credentials ${credentialsMode}: ${names[trace.browser] ?? 'allowed'}`,
    ),
    ...(judgement.missing.length === 0 ? [] : [`  Not known: ${judgement.missing.join(', ')}`]),
  ];
}

function changeLines(analyzed: AnalyzedTrace): readonly string[] {
  const changes = changesOf(analyzed).map((change) => `    - ${line(describeChange(change))}`);
  return changes.length === 0 ? [] : ['', '  What helps:', ...changes];
}

function fixLines(analyzed: AnalyzedTrace, report: Report, stack: StackId | undefined): readonly string[] {
  const fix = pastedFix(analyzed, report, stackFor(analyzed, stack));
  if (!fix) return [];
  return [
    '',
    `  ${line(fix.title)}`,
    '',
    ...fix.code
      .trimEnd()
      .split('\n')
      .map((text) => `    ${visibleLine(text)}`.trimEnd()),
  ];
}

function curlLines({ trace, judgement }: AnalyzedTrace): readonly string[] {
  const { preflight, actual } = curlPair(trace, judgement);
  const commands = [...(preflight === null ? [] : [preflight]), actual];
  return ['', '  To check it:', ...commands.map((command) => `    ${visibleLine(command)}`)];
}

function summary({ traces }: Report): readonly string[] {
  if (traces.length === 0) return ['No cross-origin requests.'];
  const counts = (Object.keys(MARKS) as Verdict[]).flatMap((verdict) => {
    const count = traces.filter(({ judgement }) => judgement.verdict === verdict).length;
    return count === 0 ? [] : [`${count} ${verdict}`];
  });
  return [`${traces.length} cross-origin ${traces.length === 1 ? 'request' : 'requests'}: ${counts.join(', ')}`];
}
