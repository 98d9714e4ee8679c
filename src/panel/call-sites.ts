import { signal } from '@preact/signals';
import { createContext } from 'preact';
import { type FetchTrace, firstHop } from '../analyzer/trace/fetch-trace.ts';
import type { EpochMs } from '../analyzer/trace/observation.ts';
import { redactUrl } from '../analyzer/trace/redact.ts';

/** What the browser's DevTools know of network requests and can show of scripts. */
export interface SourcesApi {
  /** Calls `seen` with each entry of the network log, in the form of a HAR; first with those that are there already. */
  watch(seen: (entry: unknown) => void): void;
  /** Shows a place in the Sources panel. Line and column count from 0. */
  open(url: string, line: number, column: number): void;
}

/** A place in a script. Line and column count from 0. */
export interface CallFrame {
  /** Empty outside of functions. */
  readonly functionName: string;
  /** As DevTools know it, to be given back to them and never shown. */
  readonly url: string;
  /** Redacted, to be shown. */
  readonly shownUrl: string;
  readonly line: number;
  readonly column: number;
}

/** Where a request was made, the innermost place first. */
export interface CallSite {
  /** At least one. */
  readonly frames: readonly CallFrame[];
  /** Chromium's type of the resource: `fetch`, `xhr`, `script`, … */
  readonly kind: string;
}

interface Seen extends CallSite {
  readonly at: EpochMs;
}

export type CallSites = ReturnType<typeof createCallSites>;

/** The panel's; absent where the browser has no such thing. */
export const CallSitesContext = createContext<CallSites | undefined>(undefined);

/** Requests whose call sites are kept. They are in memory only and go with the panel. */
const MOST_KEPT = 20_000;
/** A request is issued before the browser's network part sees it: at most this long, and clocks are rounded. */
const BEFORE_MS = 1000;
const AFTER_MS = 20;
const MOST_FRAMES = 6;

/** Listens from now on; which request belongs to which fetch is found out when it is asked. */
export function createCallSites(api: SourcesApi) {
  const byKey = new Map<string, readonly Seen[]>();
  let kept = 0;
  const changes = signal(0);
  api.watch((entry) => {
    const read = entryOf(entry);
    if (!read) return;
    byKey.set(read.key, [...(byKey.get(read.key) ?? []), read.seen]);
    kept += 1;
    for (const [key, old] of byKey) {
      if (kept <= MOST_KEPT) break;
      byKey.delete(key);
      kept -= old.length;
    }
    changes.value += 1;
  });
  return {
    /**
     * Where a fetch was made. Undefined unless URL, method and time leave one answer: requests of other fetches to the
     * same URL at the same time have to come from the same place.
     */
    of(trace: FetchTrace, all: readonly FetchTrace[]): CallSite | undefined {
      void changes.value;
      return siteOf(byKey.get(keyOfTrace(trace)) ?? [], trace, all);
    },
    open({ url, line, column }: CallFrame): void {
      api.open(url, line, column);
    },
  };
}

function siteOf(entries: readonly Seen[], trace: FetchTrace, all: readonly FetchTrace[]): CallSite | undefined {
  const { startedAt } = trace;
  const near = entries.filter(({ at }) => at >= startedAt - BEFORE_MS && at <= startedAt + AFTER_MS);
  const [first] = near;
  if (!first || trace.fromServiceWorker || trace.preflightOnly) return undefined;
  const place = placeOf(first);
  if (near.some((one) => placeOf(one) !== place)) return undefined;
  const key = keyOfTrace(trace);
  const rivals = all.filter((other) => Math.abs(other.startedAt - startedAt) <= BEFORE_MS && keyOfTrace(other) === key);
  // One of them is not in the log, and whose call is there cannot be told.
  return rivals.length > near.length ? undefined : first;
}

function placeOf({ kind, frames: [frame] }: CallSite): string {
  return `${kind} ${frame?.url} ${frame?.line} ${frame?.column}`;
}

function keyOfTrace(trace: FetchTrace): string {
  const { method, url } = firstHop(trace);
  return `${method} ${url}`;
}

/** An entry of a HAR as Chromium writes it, checked for its shape; undefined when it does not tell who asked. */
function entryOf(entry: unknown): { readonly key: string; readonly seen: Seen } | undefined {
  const { request, _initiator: initiator, startedDateTime, _resourceType: kind } = isObject(entry) ? entry : {};
  const { method, url } = isObject(request) ? request : {};
  const at = Date.parse(String(startedDateTime));
  const frames = isObject(initiator) ? framesOf(initiator) : [];
  if (typeof method !== 'string' || typeof url !== 'string' || Number.isNaN(at) || frames.length === 0)
    return undefined;
  return { key: `${method} ${redactUrl(url)}`, seen: { at, frames, kind: String(kind) } };
}

/** Of scripts the stack with its asynchronous parents, of a document the line that names the resource. */
function framesOf(initiator: Readonly<Record<string, unknown>>): readonly CallFrame[] {
  const { type, stack } = initiator;
  if (type === 'parser') return [frameOf(initiator)].filter((frame) => frame !== undefined);
  const frames: CallFrame[] = [];
  let next = stack;
  while (isObject(next) && frames.length < MOST_FRAMES) {
    const { callFrames, parent } = next;
    const calls = Array.isArray(callFrames) ? callFrames.filter(isObject) : [];
    frames.push(...calls.flatMap((call) => frameOf(call) ?? []));
    next = parent;
  }
  return frames.slice(0, MOST_FRAMES);
}

function frameOf({ functionName, url, lineNumber, columnNumber }: Readonly<Record<string, unknown>>) {
  if (typeof url !== 'string' || !/^(?:https?|file|webpack[\w-]*):/.test(url)) return undefined;
  return {
    functionName: typeof functionName === 'string' ? functionName : '',
    url,
    shownUrl: redactUrl(url),
    line: typeof lineNumber === 'number' ? lineNumber : 0,
    column: typeof columnNumber === 'number' ? columnNumber : 0,
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
