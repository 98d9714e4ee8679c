import type { PageFacts } from '../analyzer/trace/observation.ts';
import { redactUrl } from '../analyzer/trace/redact.ts';

/**
 * One thing that the page said, checked for its shape and redacted like the requests it is to be matched with. Everything
 * in it is a page's word: text to compare and to show, never markup, never proof.
 */
export interface Told {
  /** Of this one thing, however often it is read. */
  readonly id: string;
  /** The same for everything that can be about the same requests. */
  readonly key: string;
  /** Epoch milliseconds; undefined: about every request of the page with this key. */
  readonly at: number | undefined;
  readonly facts: PageFacts;
}

/** What the recorders in a page's frames hold. */
export interface Records {
  /** When the first of them began, epoch milliseconds. */
  readonly since: number;
  readonly told: readonly Told[];
}

/** Texts longer than this are nothing that our own readers wrote. */
const LONGEST = 32 * 1024 * 1024;
const MOST_ITEMS = 20_000;

export type CallKind = 'call' | 'element';

/** Requests of elements and calls of scripts to one URL are told apart, and so are frames by their origin. */
export function callKey(kind: CallKind, method: string, url: string, frame = 'page'): string {
  return `${kind} ${frame} ${method} ${redactUrl(url)}`;
}

/** The records in what the page gave back; undefined when no frame has a recorder. */
export function parseRecords(results: readonly unknown[]): Records | undefined {
  const frames = textsIn(results).map(parseJson).filter(isObject);
  const starts = frames.map(({ since }) => since).filter(isTime);
  if (starts.length === 0) return undefined;
  const told = frames.flatMap(({ since, calls, elements }, frame) => [
    ...items(calls).map((call, index) => toldByCall(call, 'call', `${frame} ${since} ${index}`)),
    ...items(elements).map((element, index) => toldByCall(element, 'element', `${frame} ${since} e${index}`)),
  ]);
  return { since: Math.min(...starts), told: told.filter((one) => one !== undefined) };
}

/** What Resource Timing says about responses: with a status they could be read, with 0 they could not. */
export function parseTimings(results: readonly unknown[]): readonly Told[] {
  const entries = textsIn(results).map(parseJson).flatMap(items);
  return entries.flatMap(({ url, at, status }, index) => {
    if (typeof url !== 'string' || !isTime(at) || !Number.isSafeInteger(status)) return [];
    return [{ id: `t${index}`, key: redactUrl(url), at, facts: { couldRead: status !== 0 } }];
  });
}

function toldByCall(
  { method, url, at, credentials, mode, redirect, frame }: Record<string, unknown>,
  kind: CallKind,
  id: string,
): Told | undefined {
  if (typeof method !== 'string' || typeof url !== 'string') return undefined;
  if (kind === 'call' && !isTime(at)) return undefined;
  const credentialsMode = oneOf(credentials, ['omit', 'same-origin', 'include']);
  const requestMode = oneOf(mode, ['cors', 'no-cors', 'same-origin']);
  const redirectMode = oneOf(redirect, ['follow', 'error', 'manual']);
  return {
    id,
    key: callKey(kind, method, url, typeof frame === 'string' ? frame : undefined),
    at: kind === 'call' && isTime(at) ? at : undefined,
    facts: {
      ...(credentialsMode ? { credentialsMode } : {}),
      ...(requestMode ? { mode: requestMode } : {}),
      ...(redirectMode ? { redirectMode } : {}),
    },
  };
}

/** A frame that can be reached in two ways says everything twice. */
function textsIn(results: readonly unknown[]): readonly string[] {
  const texts = results.flatMap((result) => (Array.isArray(result) ? result : []));
  return [...new Set(texts.filter((text) => typeof text === 'string' && text.length <= LONGEST))];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function items(value: unknown): readonly Record<string, unknown>[] {
  return Array.isArray(value) ? value.slice(0, MOST_ITEMS).filter(isObject) : [];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function oneOf<const T>(value: unknown, allowed: readonly T[]): T | undefined {
  return allowed.find((one) => one === value);
}
