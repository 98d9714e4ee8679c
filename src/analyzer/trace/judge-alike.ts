import type { HeaderList } from '../fetch/header-list.ts';
import type { FetchTrace } from './fetch-trace.ts';
import { judge } from './judge.ts';
import type { Judgement } from './judgement.ts';

/**
 * {@link judge} for traces of which many are alike: a page asks the same server the same thing in the same way over and
 * over, and only times, paths and ids differ. Equal situations are judged once.
 */
export function judgeAlike(trace: FetchTrace): Judgement {
  const situation = situationOf(trace);
  const known = judgements.get(situation);
  // A copy: callers may remember what they made of a judgement by its identity.
  if (known) return { ...known };
  if (judgements.size >= MOST_SITUATIONS) judgements.clear();
  const judgement = judge(trace);
  judgements.set(situation, judgement);
  return { ...judgement };
}

const judgements = new Map<string, Judgement>();
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
    if (VOLATILE.has(name) || VOLATILE.has(name.toLowerCase())) continue;
    text += ofText(name) + ofText(value);
  }
  return `${text}]`;
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
