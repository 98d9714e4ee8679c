import type { PastedFix } from '../analyzer/files/report-markdown.ts';
import type { AnalyzedTrace, Report } from '../analyzer/report.ts';
import { code, prose } from '../analyzer/rules/prose.ts';
import type { StackId } from '../analyzer/server/server-guess.ts';
import { hasSnippet, suggestFix } from './suggested-fix.ts';

/**
 * What to paste into the server for one fetch, as a report for a colleague has it. Undefined when no configuration of the
 * server would help, or nobody knows what it runs.
 */
export function pastedFix(
  analyzed: AnalyzedTrace,
  report: Report,
  stackId: StackId | undefined,
): PastedFix | undefined {
  if (stackId === undefined || !hasSnippet(analyzed)) return undefined;
  const { stack, result } = suggestFix(analyzed, report, { scope: 'request', stack: stackId });
  if ('refused' in result) return { title: prose`${stack.title}: ${result.refused}`, language: '', code: '' };
  const install = result.install === null ? '' : `  (${result.install})`;
  return {
    title: prose`${stack.title}, ${code(result.file)}${install}:`,
    language: result.language,
    code: result.code,
  };
}
