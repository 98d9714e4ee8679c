import { getHeader } from '../fetch/header-list.ts';
import type { HarEntry } from './har-entry.ts';

/**
 * The entries with a request's answer after that of its preflight. Firefox counts the duration of a request without the
 * wait for its preflight, from the moment before that wait, so by its files the answer came before the permission.
 *
 * Entries come oldest first. Each preflight moves the latest request before it that it can have been for.
 */
export function afterPreflights(entries: readonly HarEntry[]): readonly HarEntry[] {
  const result = [...entries];
  const waiting = new Map<string, number[]>();
  for (const [index, entry] of entries.entries()) {
    const method = entry.isPreflight
      ? getHeader(entry.requestHeaders ?? [], 'access-control-request-method')
      : entry.method;
    const key = `${entry.page ?? ''} ${method} ${entry.url}`;
    if (!entry.isPreflight) {
      const known = waiting.get(key);
      if (known) known.push(index);
      else waiting.set(key, [index]);
      continue;
    }
    const latest = waiting.get(key)?.pop();
    const request = latest === undefined ? undefined : result[latest];
    if (latest !== undefined && request) result[latest] = answeredAfter(request, entry.endedAt);
  }
  return result;
}

function answeredAfter(request: HarEntry, time: number): HarEntry {
  const late = Math.max(0, time - request.startedAt);
  return { ...request, receivedAt: request.receivedAt + late, endedAt: request.endedAt + late };
}
