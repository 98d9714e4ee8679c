import { curlCommands } from '../analyzer/fixes/curl.ts';
import { POWER_SHELL } from '../analyzer/fixes/power-shell.ts';
import type { AnalyzedTrace } from '../analyzer/report.ts';
import { firstHop } from '../analyzer/trace/fetch-trace.ts';
import { isServerOrigin } from '../protocol/settings-values.ts';
import type { MenuItem } from '../ui/menu.tsx';
import { written } from './filter-text.ts';
import type { PanelState } from './state.ts';

/** A filter that lets through what went to the same server and ended for the same reason. */
export function filterLike({ serverOrigin, cause, judgement }: AnalyzedTrace): string {
  const server = written('server', serverOrigin.replace(/^https?:\/\//, ''));
  if (cause) return `${server} ${written('cause', cause.rule)}`;
  return judgement.verdict === 'not-cors' ? server : `${server} ${written('is', judgement.verdict)}`;
}

/** A file is read-only, and a server without an address cannot be told from others. */
function ignoring(serverOrigin: string, { actions, files }: PanelState): readonly MenuItem[] {
  if (files?.shown || !isServerOrigin(serverOrigin)) return [];
  const ignore = async () => {
    await actions.ignoreServer(serverOrigin);
    actions.say(`Not recorded from now on: ${serverOrigin}. The settings list it.`);
  };
  return [{ id: 'ignore-server', label: 'Ignore this server', onChoose: () => void ignore() }];
}

/** What can be done with one row; `copy` puts text on the clipboard and says so. */
export function rowActions(
  analyzed: AnalyzedTrace,
  state: PanelState,
  copy: (text: string | Promise<string>, what: string) => void,
): readonly MenuItem[] {
  const { actions, fixChoices } = state;
  const { serverOrigin, trace, judgement } = analyzed;
  const isForeign = fixChoices.foreign.value.has(serverOrigin);
  return [
    {
      id: 'copy-row-curl',
      label: 'Copy as curl',
      onChoose: () => copy(curlCommands(trace, judgement), 'curl commands'),
    },
    {
      id: 'copy-row-curl-powershell',
      label: 'Copy as curl for PowerShell',
      onChoose: () => copy(curlCommands(trace, judgement, POWER_SHELL), 'curl commands for PowerShell'),
    },
    { id: 'copy-row-report', label: 'Copy report', onChoose: () => copy(actions.reportOf(trace.id), 'report') },
    { id: 'copy-row-url', label: 'Copy URL', onChoose: () => copy(firstHop(trace).url, 'URL') },
    {
      id: 'filter-like-this',
      label: 'Filter like this',
      onChoose: () => actions.setFilter({ text: filterLike(analyzed), verdict: 'all' }),
    },
    ...ignoring(serverOrigin, state),
    {
      id: 'toggle-not-mine',
      label: 'Not my server',
      checked: isForeign,
      onChoose: () => fixChoices.setForeign(serverOrigin, !isForeign),
    },
  ];
}
