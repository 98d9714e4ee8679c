import { exportHar } from '../analyzer/files/export-har.ts';
import { reportMarkdown } from '../analyzer/files/report-markdown.ts';
import type { AnalyzedTrace } from '../analyzer/report.ts';
import { pastedFix } from '../ui/pasted-fix.ts';
import { recognisedStack } from '../ui/suggested-fix.ts';
import { fileName, type NewFile } from './download.ts';
import type { PanelState } from './state.ts';

export type ExportKind = 'json' | 'markdown' | 'har';

/** The session as a file: the report has everything that was recorded, the others what the filters let through. */
export async function exportedFile(kind: ExportKind, state: PanelState): Promise<NewFile> {
  const shown = state.shown.value;
  if (kind === 'json') {
    const report = await state.actions.exportReport();
    return { name: fileName(report), type: 'application/json', text: `${JSON.stringify(report, null, 2)}\n` };
  }
  const { tab } = state.log.value;
  const about = { tab: { id: tab?.id ?? 0, origin: tab?.origin ?? null }, capturedFrom: tab?.capturedFrom ?? 0 };
  if (kind === 'har') {
    const har = exportHar(
      shown.map(({ trace }) => trace),
      { version: state.version },
    );
    return { name: fileName(about, 'har'), type: 'application/json', text: `${JSON.stringify(har, null, 2)}\n` };
  }
  const text = reportMarkdown(shown, { page: about.tab.origin, fixOf: (analyzed) => fixOf(analyzed, state) });
  return { name: fileName(about, 'md'), type: 'text/markdown', text };
}

/** For the stack that the panel shows: the chosen one, else the recognised one, else the one for all others. */
function fixOf(analyzed: AnalyzedTrace, { chosenStacks, report, settings }: PanelState) {
  const stack =
    chosenStacks.value.get(analyzed.serverOrigin) ?? recognisedStack(analyzed.server) ?? settings.value.defaultStack;
  return pastedFix(analyzed, report.value, stack);
}
