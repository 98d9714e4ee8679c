import type { PastedFix } from '../analyzer/files/report-markdown.ts';
import type { AnalyzedTrace, Report } from '../analyzer/report.ts';
import { code, prose } from '../analyzer/rules/prose.ts';
import type { StackId } from '../analyzer/server/server-guess.ts';
import { hasSnippet, suggestFix } from '../ui/suggested-fix.ts';
import { stackFor } from './stack-choice.ts';

/** What to paste into the server; undefined when no configuration of it would help, or nobody knows what it runs. */
export function pastedFix(analyzed: AnalyzedTrace, report: Report, chosen: StackId | undefined): PastedFix | undefined {
  const id = stackFor(analyzed, chosen);
  if (id === undefined || !hasSnippet(analyzed)) return undefined;
  const { stack, result } = suggestFix(analyzed, report, { scope: 'request', stack: id });
  if ('refused' in result) return { title: prose`${stack.title}: ${result.refused}`, language: '', code: '' };
  const install = result.install === null ? '' : `  (${result.install})`;
  return {
    title: prose`${stack.title}, ${code(result.file)}${install}:`,
    language: result.language,
    code: result.code,
  };
}
