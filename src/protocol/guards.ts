import type { RequestMessage, RequestReport, WatchTab } from './messages.ts';
import { isSettingsChange, knownSettings } from './settings-guards.ts';

/**
 * A message of the protocol, checked field by field; undefined for anything else. Fields that the protocol does not
 * know are left behind.
 */
export function parseRequest(message: unknown): RequestMessage | undefined {
  if (!isObject(message)) return undefined;
  const { type, tabId, since, settings, reports } = message;
  switch (type) {
    case 'traces/list':
      return isTabId(tabId) && isRevision(since) ? { type, tabId, since } : undefined;
    case 'traces/clear':
    case 'report/export':
      return isTabId(tabId) ? { type, tabId } : undefined;
    case 'page/report': {
      const known = isTabId(tabId) ? parseReports(reports) : undefined;
      return isTabId(tabId) && known ? { type, tabId, reports: known } : undefined;
    }
    case 'messages/refused':
    case 'settings/get':
      return { type };
    case 'settings/set':
      return isSettingsChange(settings) ? { type, settings: knownSettings(settings) } : undefined;
    default:
      return undefined;
  }
}

/** More requests than one page load has. */
const MOST_REPORTS = 2000;
const LONGEST_ID = 64;

function parseReports(value: unknown): readonly RequestReport[] | undefined {
  if (!Array.isArray(value) || value.length > MOST_REPORTS) return undefined;
  const reports = value.map(parseReport);
  return reports.every((report) => report !== undefined) ? reports : undefined;
}

function parseReport(value: unknown): RequestReport | undefined {
  if (!isObject(value)) return undefined;
  const { requestId, credentialsMode, mode, redirectMode, couldRead } = value;
  if (typeof requestId !== 'string' || requestId.length > LONGEST_ID) return undefined;
  if (!isOneOf(credentialsMode, ['omit', 'same-origin', 'include', undefined])) return undefined;
  if (!isOneOf(mode, ['cors', 'no-cors', 'same-origin', undefined])) return undefined;
  if (!isOneOf(redirectMode, ['follow', 'error', 'manual', undefined])) return undefined;
  if (!isOneOf(couldRead, [true, false, undefined])) return undefined;
  return {
    requestId,
    ...(credentialsMode === undefined ? {} : { credentialsMode }),
    ...(mode === undefined ? {} : { mode }),
    ...(redirectMode === undefined ? {} : { redirectMode }),
    ...(couldRead === undefined ? {} : { couldRead }),
  };
}

function isOneOf<const T>(value: unknown, allowed: readonly T[]): value is T {
  return allowed.some((one) => one === value);
}

/** The first message on the changes port. */
export function parseWatch(message: unknown): WatchTab | undefined {
  if (!isObject(message)) return undefined;
  const { type, tabId } = message;
  return type === 'watch' && isTabId(tabId) ? { type, tabId } : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Tab ids are not negative; -1 stands for requests outside of tabs, which nobody can ask for. */
function isTabId(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isRevision(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
