import type { HeaderList } from '../fetch/header-list.ts';
import type { FetchTrace } from './fetch-trace.ts';
import { judge } from './judge.ts';
import type { Judgement } from './judgement.ts';

/**
 * What all traces of one situation have in common: the same object for each of them. Whatever follows from the situation
 * alone can be remembered by it.
 */
export interface Alike {
  readonly judgement: Judgement;
}

/**
 * {@link judge} for traces of which many are alike: a page asks the same server the same thing in the same way over and
 * over, and only times, paths and ids differ. Equal situations are judged once.
 */
export function alikeOf(trace: FetchTrace): Alike {
  const situation = situationOf(trace);
  const known = situations.get(situation);
  if (known) return known;
  if (situations.size >= MOST_SITUATIONS) situations.clear();
  const alike = { judgement: judge(trace) };
  situations.set(situation, alike);
  return alike;
}

/** The judgement of {@link alikeOf}, in a copy: callers may remember what they made of a judgement by its identity. */
export function judgeAlike(trace: FetchTrace): Judgement {
  return { ...alikeOf(trace).judgement };
}

const situations = new Map<string, Alike>();
const MOST_SITUATIONS = 1000;

/**
 * Everything that a judgement can depend on, as one text. What is known to change nothing is left out; whatever else a trace
 * has counts. Each text bears its length, so that no value can pass for several.
 */
export function situationOf(trace: FetchTrace): string {
  // Where nothing is redirected the path of a URL decides nothing.
  const onlyOrigin = trace.hops.length === 1 && !mayRedirect(trace.hops[0]?.response?.headers ?? []);
  return ofObject(trace, onlyOrigin);
}

function ofObject(value: object, onlyOrigin: boolean): string {
  let text = '{';
  for (const name in value) {
    if (!WITHOUT_EFFECT.has(name)) text += `${name} ${ofField(name, (value as Fields)[name], onlyOrigin)}`;
  }
  return `${text}}`;
}

type Fields = Readonly<Record<string, unknown>>;

/** Times, and names that things are known by. */
const WITHOUT_EFFECT: ReadonlySet<string> = new Set([
  'id',
  'requestId',
  'tabId',
  'frameId',
  'at',
  'startedAt',
  'sentAt',
  'receivedAt',
  'endedAt',
]);

function ofField(name: string, value: unknown, onlyOrigin: boolean): string {
  if (name === 'url' && onlyOrigin) return ofText(withoutPath(String(value)));
  // Which document it was is nothing to a judgement; that there was one may be.
  if (name === 'documentId') return String(value !== undefined);
  if (typeof value === 'string') return ofText(value);
  if (typeof value !== 'object' || value === null) return `${value};`;
  if (!Array.isArray(value)) return ofObject(value, onlyOrigin);
  return isHeaderName(name) ? ofHeaders(value) : value.map((one) => ofField('', one, onlyOrigin)).join('');
}

function isHeaderName(name: string): boolean {
  return name === 'headers' || name === 'requestHeaders' || name === 'headersBeforeExtensions';
}

function ofHeaders(headers: HeaderList): string {
  let text = '[';
  for (const [name, value] of headers) {
    text += ofText(name);
    // That it is there may tell who answered.
    if (!isVolatile(name, value)) text += ofText(value);
  }
  return `${text}]`;
}

/** Whether the value is another in each answer: a header that says when says that, unless it says `0` or `-1`. */
function isVolatile(name: string, value: string): boolean {
  if (!VOLATILE.has(name) && !VOLATILE.has(name.toLowerCase())) return false;
  return value.length > 2 || name.toLowerCase() !== 'expires';
}

/** They differ from answer to answer, and CORS does not ask for them. */
const VOLATILE: ReadonlySet<string> = new Set(
  ['Age', 'Content-Length', 'Date', 'ETag', 'Expires', 'Last-Modified', 'Server-Timing', 'X-Request-Id'].flatMap(
    (name) => [name, name.toLowerCase()],
  ),
);

function mayRedirect(headers: HeaderList): boolean {
  return headers.some(([name]) => name.length === 8 && name.toLowerCase() === 'location');
}

/** `https://api.example.com` of an http(s) URL with a path; anything else stays whole. */
function withoutPath(url: string): string {
  return /^https?:\/\/[^/?#\\]+(?=[/?#])/.exec(url)?.[0] ?? url;
}

function ofText(text: string): string {
  return `${text.length}:${text}`;
}
