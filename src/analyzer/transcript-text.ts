import type { HeaderList } from './fetch/header-list.ts';
import { knownValue } from './fetch/known.ts';
import type { AnalyzedTrace } from './report.ts';
import type { Exchange, FetchTrace, Hop } from './trace/fetch-trace.ts';

/**
 * One fetch as an HTTP transcript, the form in which the examples of the rules are written: settings, `>` requests,
 * `<` answers, `!` how it ended. Lines of `remarks` come first, as comments. Values are the recorded, redacted ones.
 */
export function transcriptText({ trace, judgement }: AnalyzedTrace, remarks: readonly string[] = []): string {
  const mode = knownValue(judgement.mode) ?? 'cors';
  const credentials = knownValue(judgement.credentials);
  const { redirectMode } = trace.pageReport ?? {};
  const lines = [
    ...remarks.flatMap((remark) => remark.split(/[\r\n]+/)).map((remark) => `# ${remark}`),
    `page ${trace.initiatorOrigin ?? 'unknown'}`,
    ...(trace.documentFrom === undefined ? [] : [`document ${trace.documentFrom}`]),
    ...(trace.type === 'xmlhttprequest' ? [] : [`type ${trace.type}`]),
    ...(mode === 'cors' ? [] : [`mode ${mode}`]),
    ...(trace.browser === 'chromium' ? [] : [`browser ${trace.browser}`]),
    ...(credentials === undefined ? [] : [`credentials ${credentials}`]),
    ...(redirectMode === undefined ? [] : [`redirect ${redirectMode}`]),
    ...(trace.fromServiceWorker ? ['service-worker'] : []),
    ...(trace.preflightOnly ? ['preflight-only'] : []),
    ...trace.hops.flatMap(linesOfHop),
    `! ${endOf(trace)}`,
  ];
  return `${lines.join('\n')}\n`;
}

function linesOfHop(hop: Hop): readonly string[] {
  const { preflight } = hop;
  // A preflight says itself what it is for: the request behind it is written only if there is something to say of it.
  const isSilent = preflight !== undefined && hop.requestHeaders === undefined && hop.response === undefined;
  return [...(preflight ? linesOf(preflight) : []), ...(isSilent ? [] : linesOf(hop)), ...redirectByExtension(hop)];
}

function linesOf({ method, url, requestHeaders, response }: Exchange): readonly string[] {
  const answer = response
    ? [`< ${response.status}${response.fromCache ? ' from-cache' : ''}`, ...headerText(response.headers)]
    : [];
  return [`> ${method} ${url}`, ...headerText(requestHeaders ?? []), ...answer];
}

function redirectByExtension({ redirect }: Hop): readonly string[] {
  return redirect?.byExtension ? [`< ${redirect.status} by-extension`, `Location: ${redirect.to}`] : [];
}

/** A name that begins like a comment or an end would be read as one, so it is left out. */
function headerText(headers: HeaderList): readonly string[] {
  return headers.filter(([name]) => !/^[#!]/.test(name)).map(([name, value]) => `${name}: ${value}`.trimEnd());
}

function endOf({ outcome }: FetchTrace): string {
  if (outcome.kind !== 'error') return outcome.kind;
  return `${outcome.netError}${outcome.afterResponseStarted ? ' after response' : ''}`;
}
