import { type CaseHop, expand, type OracleCase, type Placed, type RawAnswer } from './case.ts';

/** The case as a short text: who asks what, and every line that the servers answer. */
export function transcriptOf(placed: Placed): string {
  const { case: one, urls } = placed;
  return [`${one.id}: ${one.title}`, ...one.asks.map((_, index) => askLine(one, index)), ...hopLines(one.hops, urls)]
    .map((line) => expand(line, placed))
    .join('\n');
}

function askLine({ asks, concurrent }: OracleCase, index: number): string {
  const ask = asks[index];
  if (!ask) return '';
  const { api, from, method, credentials, mode, redirect, cache, headers, body, uploadListener } = ask;
  const extras = [
    redirect === 'follow' ? '' : `redirect ${redirect}`,
    cache === 'default' ? '' : `cache ${cache}`,
    body === null ? '' : 'with a body',
    uploadListener ? 'with an upload listener' : '',
    concurrent ? 'at the same time' : '',
  ].filter((text) => text !== '');
  const lines = headers.map(([name, value]) => `    ${name}: ${JSON.stringify(value)}`);
  const head = `  ${api} from ${from}: ${method}, credentials ${credentials}, mode ${mode}`;
  return [[head, ...extras].join(', '), ...lines].join('\n');
}

function hopLines(hops: readonly CaseHop[], urls: readonly string[]): readonly string[] {
  return hops.flatMap(({ preflight, actual }, index) => [
    `  ${urls[index] ?? ''}`,
    ...(preflight ? [preflight].flat() : []).flatMap((answer) => answerLines('preflight', answer)),
    ...[actual].flat().flatMap((answer) => answerLines('actual', answer)),
  ]);
}

function answerLines(what: string, answer: RawAnswer): readonly string[] {
  if ('end' in answer) return [`    ${what}: connection ${answer.end}`];
  return [`    ${what}: ${answer.status}`, ...answer.lines.map((line) => `      ${visible(line)}`)];
}

/** Bytes that do not show are written as in a string literal. */
function visible(line: string): string {
  return line.replaceAll(/[^ -~]/g, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
