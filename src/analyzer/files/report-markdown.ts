import { curlPair } from '../fixes/curl.ts';
import { describeChange } from '../fixes/describe.ts';
import type { AnalyzedTrace } from '../report.ts';
import { type Prose, prose } from '../rules/prose.ts';
import { explainVerdict } from '../story.ts';
import { firstHop } from '../trace/fetch-trace.ts';
import { hopLines } from './header-lines.ts';
import { codeBlock, codeSpan, plain, proseMarkdown } from './markdown.ts';

/** Something to paste for one fetch, as the caller's choice of stack renders it. */
export interface PastedFix {
  /** "Django: `settings.py`", ours. */
  readonly title: Prose;
  readonly language: string;
  readonly code: string;
}

export interface MarkdownOptions {
  /** Origin of the page, null when it is not known. */
  readonly page: string | null;
  /** What to paste; undefined where there is nothing. */
  readonly fixOf?: (analyzed: AnalyzedTrace) => PastedFix | undefined;
}

/**
 * The traffic for a colleague, as Markdown: what was blocked first, each with its cause, the header lines and the fix; what
 * passed as a list. Nothing that a server or page sent can become markup, a link or an image.
 */
export function reportMarkdown(traces: readonly AnalyzedTrace[], options: MarkdownOptions): string {
  const isProblem = ({ judgement }: AnalyzedTrace) =>
    judgement.verdict === 'blocked' || judgement.verdict === 'undetermined';
  const problems = traces.filter(isProblem);
  const others = traces.filter((analyzed) => !isProblem(analyzed));
  return `${[
    `# CORS on ${options.page === null ? 'a page' : codeSpan(options.page)}`,
    countsLine(traces),
    ...problems.map((analyzed) => traceSection(analyzed, options)),
    ...(others.length > 0 ? [`## Not blocked\n\n${others.map(otherLine).join('\n')}`] : []),
  ].join('\n\n')}\n`;
}

function countsLine(traces: readonly AnalyzedTrace[]): string {
  const counts = new Map<string, number>();
  for (const { judgement } of traces) counts.set(judgement.verdict, (counts.get(judgement.verdict) ?? 0) + 1);
  const parts = [...counts].map(([verdict, count]) => `${count} ${verdict}`);
  return parts.length === 0 ? 'No cross-origin requests.' : plain(`Cross-origin requests: ${parts.join(', ')}.`);
}

function traceSection(analyzed: AnalyzedTrace, { fixOf }: MarkdownOptions): string {
  const { trace, judgement } = analyzed;
  const { headline, explanation } = explainVerdict(analyzed);
  const hop = trace.hops[judgement.failure?.hop ?? trace.hops.length - 1] ?? firstHop(trace);
  const fix = fixOf?.(analyzed);
  const curl = curlPair(trace, judgement);
  return [
    `## ${proseMarkdown(headline)}`,
    `${codeSpan(`${firstHop(trace).method} ${firstHop(trace).url}`)} — ${judgement.verdict}`,
    proseMarkdown(explanation),
    ...browserLine(analyzed),
    codeBlock('http', hopLines(hop).join('\n')),
    ...changesList(analyzed),
    ...(fix ? [proseMarkdown(fix.title), codeBlock(fix.language, fix.code)] : []),
    'To check it:',
    codeBlock('sh', [...(curl.preflight === null ? [] : [curl.preflight]), curl.actual].join('\n')),
  ].join('\n\n');
}

function browserLine({ browserNames: { chromium, firefox } }: AnalyzedTrace): readonly string[] {
  const names = [
    ...(chromium === null ? [] : [`Chromium calls it ${codeSpan(chromium)}`]),
    ...(firefox === null ? [] : [`Firefox calls it ${codeSpan(firefox)}`]),
  ];
  return names.length === 0 ? [] : [`${names.join('; ')}.`];
}

function changesList({ cause, findings }: AnalyzedTrace): readonly string[] {
  const sentences = [cause, ...findings].flatMap((diagnosis) => diagnosis?.changes.map(describeChange) ?? []);
  const lines = [...new Set(sentences.map((sentence) => `- ${proseMarkdown(sentence)}`))];
  return lines.length === 0 ? [] : ['What helps:', lines.join('\n')];
}

function otherLine(analyzed: AnalyzedTrace): string {
  const { method, url } = firstHop(analyzed.trace);
  return `- ${codeSpan(`${method} ${url}`)} — ${proseMarkdown(prose`${analyzed.judgement.verdict}: ${explainVerdict(analyzed).headline}`)}`;
}
