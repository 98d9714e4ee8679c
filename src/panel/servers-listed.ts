import type { AnalyzedTrace } from '../analyzer/report.ts';
import { changeBetween, isSameFetch } from './list-change.ts';

/**
 * The servers of a list in the order of their first fetches; the same array as before while they are the same. Of the next
 * list only what comes from the first other fetch on is looked at.
 */
export function listingServers(): (traces: readonly AnalyzedTrace[]) => readonly string[] {
  /** By server, the place of its first fetch; in the order of the list. */
  const firsts = new Map<string, number>();
  let before: readonly AnalyzedTrace[] = [];
  let servers: readonly string[] = [];
  return (traces) => {
    const { from } = changeBetween(before, traces, isSameFetch);
    for (const [server, at] of firsts) if (at >= from) firsts.delete(server);
    for (let at = from; at < traces.length; at += 1) {
      const { serverOrigin } = traces[at] as AnalyzedTrace;
      if (!firsts.has(serverOrigin)) firsts.set(serverOrigin, at);
    }
    before = traces;
    const now = [...firsts.keys()];
    if (now.length !== servers.length || now.some((server, at) => server !== servers[at])) servers = now;
    return servers;
  };
}
