import type { HeaderList } from '../fetch/header-list.ts';
import { serializedOriginOf } from '../fetch/origin.ts';
import { type FetchTrace, lastHop } from './fetch-trace.ts';
import { judge } from './judge.ts';
import type { Judgement } from './judgement.ts';

/**
 * What all traces of one situation have in common: the same object for each of them. Whatever follows from the situation
 * alone can be remembered by it.
 */
export interface Alike {
  readonly judgement: Judgement;
  /** Origin of the server that the judgement is about: of the failing hop, else of the last one. */
  readonly serverOrigin: string;
}

/**
 * {@link judge} for traces of which many are alike: a page asks the same server the same thing in the same way over and
 * over, and only times, paths and ids differ. Equal situations are judged once.
 */
export function alikeOf(trace: FetchTrace): Alike {
  const situation = situationOf(trace);
  if (situation.alike) return situation.alike;
  const judgement = judge(trace);
  const hop = (judgement.failure && trace.hops[judgement.failure.hop]) ?? lastHop(trace);
  const alike = { judgement, serverOrigin: serializedOriginOf(hop.url) };
  situation.alike = alike;
  known += 1;
  if (known === MOST_SITUATIONS) {
    beginning = newPlace();
    known = 0;
  }
  return alike;
}

/** The judgement of {@link alikeOf}: the same object for traces that are alike. */
export function judgeAlike(trace: FetchTrace): Judgement {
  return alikeOf(trace).judgement;
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
  /** Behind the name of a header: whether its value may be another in each answer. Looked up once for the place. */
  mayBeVolatile: boolean | undefined;
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
  return { token: undefined, next: undefined, others: undefined, alike: undefined, mayBeVolatile: undefined };
}

function step(at: Place, token: Token): Place {
  if (at.token === token && at.next) return at.next;
  return at.others?.get(token) ?? firstStep(at, token);
}

function firstStep(at: Place, token: Token): Place {
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
  return ofObject(trace, isPathWithoutEffect(trace), beginning);
}

/** Where nothing is redirected the path of a URL decides nothing. */
export function isPathWithoutEffect({ hops }: FetchTrace): boolean {
  return hops.length === 1 && !mayRedirect(hops[0]?.response?.headers ?? []);
}

function ofObject(value: object, onlyOrigin: boolean, from: Place): Place {
  let at = step(from, OBJECT);
  for (const name in value) {
    const special = SPECIAL.get(name);
    if (special === 'left-out') continue;
    const field = (value as Fields)[name];
    at = step(at, name);
    if (special === undefined) at = ofValue(field, onlyOrigin, at);
    else if (special === 'headers') at = Array.isArray(field) ? ofHeaders(field, at) : ofValue(field, onlyOrigin, at);
    // Which document it was is nothing to a judgement; that there was one may be.
    else if (special === 'presence') at = step(at, field !== undefined);
    else at = onlyOrigin ? step(at, withoutPath(String(field))) : ofValue(field, onlyOrigin, at);
  }
  return step(at, END);
}

type Fields = Readonly<Record<string, unknown>>;

/** Times, and names that things are known by: what traces of one situation need not have in common. */
const WITHOUT_EFFECT = [
  'id',
  'requestId',
  'tabId',
  'frameId',
  'at',
  'startedAt',
  'sentAt',
  'receivedAt',
  'endedAt',
] as const;

/** The fields of which a situation says nothing, or only that they are there. */
export const OF_EACH_ALONE: ReadonlySet<string> = new Set([...WITHOUT_EFFECT, 'documentId']);

/** Fields that are not read as they are. */
const SPECIAL: ReadonlyMap<string, 'left-out' | 'headers' | 'presence' | 'url'> = new Map([
  ...WITHOUT_EFFECT.map((name) => [name, 'left-out'] as const),
  ['headers', 'headers'],
  ['requestHeaders', 'headers'],
  ['headersBeforeExtensions', 'headers'],
  ['documentId', 'presence'],
  ['url', 'url'],
]);

function ofValue(value: unknown, onlyOrigin: boolean, at: Place): Place {
  if (typeof value !== 'object') return step(at, value === undefined ? ABSENT : (value as Token));
  if (value === null) return step(at, null);
  return Array.isArray(value) ? ofList(value, onlyOrigin, at) : ofObject(value, onlyOrigin, at);
}

function ofList(values: readonly unknown[], onlyOrigin: boolean, from: Place): Place {
  let at = step(from, LIST);
  for (const value of values) at = ofValue(value, onlyOrigin, at);
  return step(at, END);
}

function ofHeaders(headers: HeaderList, from: Place): Place {
  let at = step(from, LIST);
  for (const header of headers) {
    const [name, value] = [header[0], header[1]];
    at = step(at, name);
    at.mayBeVolatile ??= VOLATILE.has(name.toLowerCase());
    // That it is there may tell who answered, even where the value tells nothing.
    at = step(at, at.mayBeVolatile && isVolatile(name, value) ? ANY : value);
  }
  return step(at, END);
}

/** Whether the value is another in each answer: a header that says when says that, unless it says `0` or `-1`. */
export function isVolatile(name: string, value: string): boolean {
  const lower = name.toLowerCase();
  return VOLATILE.has(lower) && (value.length > 2 || lower !== 'expires');
}

/** They differ from answer to answer, and CORS does not ask for them. */
const VOLATILE: ReadonlySet<string> = new Set([
  'age',
  'content-length',
  'date',
  'etag',
  'expires',
  'last-modified',
  'server-timing',
  'x-request-id',
]);

function mayRedirect(headers: HeaderList): boolean {
  return headers.some((header) => header[0].length === 8 && header[0].toLowerCase() === 'location');
}

/** `https://api.example.com` of an http(s) URL with a path; anything else stays whole. */
function withoutPath(url: string): string {
  const start = url.startsWith('https://') ? 8 : url.startsWith('http://') ? 7 : url.length;
  for (let end = start; end < url.length; end += 1) {
    const code = url.charCodeAt(end);
    if (code === BACKSLASH) return url;
    if (code === SLASH || code === QUESTION_MARK || code === HASH) return end > start ? url.slice(0, end) : url;
  }
  return url;
}

const [SLASH, QUESTION_MARK, HASH, BACKSLASH] = [0x2f, 0x3f, 0x23, 0x5c];
