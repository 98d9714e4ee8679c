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
  if (situation.alike) return situation.alike;
  const alike = { judgement: judge(trace) };
  situation.alike = alike;
  known += 1;
  if (known === MOST_SITUATIONS) {
    beginning = newPlace();
    known = 0;
  }
  return alike;
}

/** The judgement of {@link alikeOf}, in a copy: callers may remember what they made of a judgement by its identity. */
export function judgeAlike(trace: FetchTrace): Judgement {
  return { ...alikeOf(trace).judgement };
}

const MOST_SITUATIONS = 1000;

/**
 * A place in all that has been read of traces so far. From each a step leads on for everything that was met there; as
 * long as only one thing was, that one is compared and nothing is looked up.
 */
interface Place {
  token: Token | undefined;
  next: Place | undefined;
  others: Map<Token, Place> | undefined;
  /** Of the traces whose reading ends here. */
  alike: Alike | undefined;
}

/** What a trace is made of: names and values as they are, and marks for where something begins and ends. */
type Token = string | number | boolean | symbol | null;

const OBJECT = Symbol('object');
const LIST = Symbol('list');
const END = Symbol('end');
const ABSENT = Symbol('absent');
const ANY = Symbol('any');

let beginning = newPlace();
/** Situations that were judged since then. */
let known = 0;

function newPlace(): Place {
  return { token: undefined, next: undefined, others: undefined, alike: undefined };
}

function step(at: Place, token: Token): Place {
  if (at.token === token && at.next) return at.next;
  const met = at.others?.get(token);
  if (met) return met;
  const next = newPlace();
  if (at.next) {
    at.others ??= new Map();
    at.others.set(token, next);
  } else {
    at.token = token;
    at.next = next;
  }
  return next;
}

/**
 * Everything that a judgement can depend on, as the place where reading it ends: the same for traces in which all of it is
 * the same. What is known to change nothing is left out; whatever else a trace has counts.
 */
export function situationOf(trace: FetchTrace): Place {
  // Where nothing is redirected the path of a URL decides nothing.
  const onlyOrigin = trace.hops.length === 1 && !mayRedirect(trace.hops[0]?.response?.headers ?? []);
  return ofObject(trace, onlyOrigin, beginning);
}

function ofObject(value: object, onlyOrigin: boolean, from: Place): Place {
  let at = step(from, OBJECT);
  for (const name in value) {
    if (!WITHOUT_EFFECT.has(name)) at = ofField(name, (value as Fields)[name], onlyOrigin, step(at, name));
  }
  return step(at, END);
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

function ofField(name: string, value: unknown, onlyOrigin: boolean, at: Place): Place {
  if (name === 'url' && onlyOrigin) return step(at, withoutPath(String(value)));
  // Which document it was is nothing to a judgement; that there was one may be.
  if (name === 'documentId') return step(at, value !== undefined);
  if (Array.isArray(value)) return isHeaderName(name) ? ofHeaders(value, at) : ofList(value, onlyOrigin, at);
  if (typeof value === 'object' && value !== null) return ofObject(value, onlyOrigin, at);
  return step(at, value === undefined ? ABSENT : (value as Token));
}

function ofList(values: readonly unknown[], onlyOrigin: boolean, from: Place): Place {
  let at = step(from, LIST);
  for (const value of values) at = ofField('', value, onlyOrigin, at);
  return step(at, END);
}

function isHeaderName(name: string): boolean {
  return name === 'headers' || name === 'requestHeaders' || name === 'headersBeforeExtensions';
}

function ofHeaders(headers: HeaderList, from: Place): Place {
  let at = step(from, LIST);
  // That it is there may tell who answered, even where the value tells nothing.
  for (const [name, value] of headers) at = step(step(at, name), isVolatile(name, value) ? ANY : value);
  return step(at, END);
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
