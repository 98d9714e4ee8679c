import { getHeader } from '../fetch/header-list.ts';
import type {
  BeforeRedirect,
  BeforeRequest,
  BeforeSendHeaders,
  Completed,
  EpochMs,
  ErrorOccurred,
  HeadersReceived,
  Observation,
  PageFacts,
  PageReported,
  ResponseStarted,
} from './observation.ts';

/** The events of one URL of a request. Where a kind occurred twice, the later one is kept. */
export interface HopEvents {
  readonly url: string;
  readonly method: string;
  readonly startedAt: EpochMs;
  readonly sendHeaders?: BeforeSendHeaders;
  readonly headersReceived?: HeadersReceived;
  readonly redirect?: BeforeRedirect;
  readonly responseStarted?: ResponseStarted;
  readonly completed?: Completed;
}

/** Everything observed under one request id, split into hops: a preflight, or an actual request with its redirects. */
export interface RequestChain {
  readonly requestId: string;
  /** The first hop's beginning: it says who asked. */
  readonly begin: BeforeRequest;
  /** At least one. */
  readonly hops: readonly HopEvents[];
  /** Absent while the request is under way. */
  readonly end?: Completed | ErrorOccurred;
  /**
   * The method that a preflight asks permission for. Only preflights have one: scripts cannot set the header, so a
   * script's own OPTIONS is an ordinary request.
   */
  readonly asksFor?: string;
  /**
   * Firefox gave the request to the page's service worker, and nothing more was told of it: the worker answers, or makes
   * requests of its own for it. When it lets the request be, the browser goes on with it and tells the rest.
   */
  readonly withServiceWorker?: true;
  /** What the page told about it. */
  readonly pageReport?: PageFacts;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };
type Start = Pick<HopEvents, 'url' | 'method' | 'startedAt' | 'redirect'>;
type NetworkEvent = Exclude<Observation, PageReported>;
type Assignable = BeforeSendHeaders | HeadersReceived | ResponseStarted | Completed;

/**
 * Splits the observations of one request id into hops. The order of the array and repeats in it make no difference.
 * `undefined` until the event that begins the request is there: without it nobody knows whose request it is.
 *
 * Time alone does not order the events: Firefox rounds to whole milliseconds, and a redirect chain on the local machine
 * fits into one. So the redirects are followed from URL to URL, and time decides only between equal URLs.
 */
export function requestChainOf(observations: Iterable<Observation>): RequestChain | undefined {
  const all = [...observations];
  const plain = plainEventsOf(all);
  return plain ? chainWithoutRedirects(plain) : chainOf(all);
}

/** Nearly every request is of this kind: one beginning, no redirect, and of the other events one each at most. */
type PlainEvents = { [K in NetworkEvent as K['kind']]?: K };

/** The events by their kind, undefined when there is more to them than that. */
function plainEventsOf(all: readonly Observation[]): (PlainEvents & { 'before-request': BeforeRequest }) | undefined {
  const events: Record<string, NetworkEvent> = {};
  for (const event of all) {
    const { kind } = event;
    if (kind === 'page-report' || kind === 'before-redirect' || events[kind] !== undefined) return undefined;
    events[kind] = event;
  }
  const { 'before-request': begin, completed, 'error-occurred': failed } = events as PlainEvents;
  if (!begin || (completed && failed)) return undefined;
  return { ...(events as PlainEvents), 'before-request': begin };
}

/** What {@link chainOf} gives for such events: with one hop only, every event is about that one. */
function chainWithoutRedirects(events: PlainEvents & { 'before-request': BeforeRequest }): RequestChain {
  const { 'before-request': begin, 'before-send-headers': sendHeaders, 'headers-received': headersReceived } = events;
  const { 'response-started': responseStarted, completed, 'error-occurred': failed } = events;
  const hop: Writable<HopEvents> = startOf(begin);
  if (sendHeaders) hop.sendHeaders = sendHeaders;
  if (headersReceived) hop.headersReceived = headersReceived;
  if (responseStarted) hop.responseStarted = responseStarted;
  if (completed) hop.completed = completed;
  const chain: Writable<RequestChain> = { requestId: begin.requestId, begin, hops: [hop] };
  const end = completed ?? failed;
  if (end) chain.end = end;
  const asksFor = begin.method === 'OPTIONS' ? methodAskedFor(hop) : null;
  if (asksFor !== null) chain.asksFor = asksFor;
  return chain;
}

/** Any events, however many beginnings, redirects and repeats there are. */
function chainOf(all: readonly Observation[]): RequestChain | undefined {
  const told = withoutNeedlessBegins(all.filter((event) => event.kind !== 'page-report').sort(byTime));
  const events = told.filter((event) => !isHandover(event));
  const begin = firstBegin(events);
  if (!begin) return undefined;
  const starts = followRedirects(begin, events);
  const hops: Writable<HopEvents>[] = starts.map((start) => ({ ...start }));
  for (const event of events) if (isAssignable(event)) assign(event, hops);
  const end = events.findLast((event) => event.kind === 'completed' || event.kind === 'error-occurred');
  const asksFor = begin.method === 'OPTIONS' ? methodAskedFor(hops[0]) : null;
  const pageReport = pageFactsOf(all);
  return {
    requestId: begin.requestId,
    begin,
    hops,
    ...(end ? { end } : {}),
    ...(asksFor === null ? {} : { asksFor }),
    ...(isWithServiceWorker(told) ? { withServiceWorker: true } : {}),
    ...(pageReport ? { pageReport } : {}),
  };
}

/**
 * What a later event says about the beginning counts only where no beginning was seen, and then once: Firefox names a
 * redirect's target in events of a request that never went there.
 */
function withoutNeedlessBegins(events: readonly NetworkEvent[]): readonly NetworkEvent[] {
  const begins = events.filter((event) => event.kind === 'before-request');
  const first = begins.every(({ late }) => late) ? begins[0] : undefined;
  return events.filter((event) => event.kind !== 'before-request' || !event.late || event === first);
}

/** How Firefox shows that a service worker is asked: a redirect to the same URL that nobody answered with. */
function isHandover(event: NetworkEvent): boolean {
  return event.kind === 'before-redirect' && event.status === 0 && event.redirectUrl === event.url;
}

function isWithServiceWorker(events: readonly NetworkEvent[]): boolean {
  if (!events.some(isHandover)) return false;
  const handovers = distinct(events.filter(isHandover)).length;
  const begins = distinct(events.filter((event) => event.kind === 'before-request')).length;
  return begins <= handovers && handovers + begins === distinct(events).length;
}

/** Everything that the page told about one request. A fact that it told in two ways is no fact. */
function pageFactsOf(observations: readonly Observation[]): PageFacts | undefined {
  const reports = observations.filter((event) => event.kind === 'page-report');
  if (reports.length === 0) return undefined;
  const agreed = <K extends keyof PageFacts>(key: K) => {
    const told = new Set(reports.map((report) => report[key]).filter((value) => value !== undefined));
    return told.size === 1 ? { [key]: [...told][0] } : {};
  };
  return { ...agreed('credentialsMode'), ...agreed('mode'), ...agreed('redirectMode'), ...agreed('couldRead') };
}

function methodAskedFor(hop: HopEvents | undefined): string | null {
  return getHeader(hop?.sendHeaders?.requestHeaders ?? [], 'access-control-request-method');
}

const KIND_ORDER: Readonly<Record<NetworkEvent['kind'], number>> = {
  'before-request': 0,
  'before-send-headers': 1,
  'headers-received': 2,
  'before-redirect': 3,
  'response-started': 4,
  completed: 5,
  'error-occurred': 6,
};

function byTime(a: NetworkEvent, b: NetworkEvent): number {
  return a.at - b.at || KIND_ORDER[a.kind] - KIND_ORDER[b.kind] || revalidationFirst(a, b) || byText(a, b);
}

/** Firefox shows a revalidation twice, as the raw 304 and then as the stored response it stands for. */
function revalidationFirst(a: NetworkEvent, b: NetworkEvent): number {
  const rank = (event: NetworkEvent) => (event.kind === 'headers-received' && event.status === 304 ? 0 : 1);
  return rank(a) - rank(b);
}

/** Any fixed order will do for the rest, as long as it does not depend on the order of arrival. */
function byText(a: NetworkEvent, b: NetworkEvent): number {
  const [left, right] = [JSON.stringify(a), JSON.stringify(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function firstBegin(events: readonly NetworkEvent[]): BeforeRequest | undefined {
  const begins = events.filter((event) => event.kind === 'before-request');
  const ties = begins.filter((event) => event.at === begins[0]?.at);
  const isTarget = (url: string, at: EpochMs) =>
    events.some((event) => event.kind === 'before-redirect' && event.redirectUrl === url && event.at === at);
  return ties.find((event) => !isTarget(event.url, event.at)) ?? ties[0];
}

function followRedirects(begin: BeforeRequest, events: readonly NetworkEvent[]): Start[] {
  const begins = events.filter((event) => event.kind === 'before-request' && !sameEvent(event, begin));
  const redirects = distinct(events.filter((event) => event.kind === 'before-redirect'));
  const unused = distinct(begins.filter((event) => event.kind === 'before-request'));
  const starts: Start[] = [];
  let current: Start | undefined = startOf(begin);
  while (current) {
    const redirect = takeRedirect(redirects, current, unused);
    starts.push(redirect ? { ...current, redirect } : current);
    current = redirect ? afterRedirect(redirect, current, unused, events) : withoutRedirect(current, unused);
  }
  return starts;
}

function startOf({ url, method, at }: BeforeRequest): Start {
  return { url, method, startedAt: at };
}

/** The redirect that left this hop; of several at the same moment, the one whose target began. */
function takeRedirect(redirects: BeforeRedirect[], hop: Start, begins: readonly BeforeRequest[]) {
  const matching = redirects.filter((redirect) => redirect.url === hop.url && redirect.at >= hop.startedAt);
  const ties = matching.filter((redirect) => redirect.at === matching[0]?.at);
  const found =
    ties.find((redirect) => begins.some((begin) => begin.url === redirect.redirectUrl && begin.at >= redirect.at)) ??
    ties[0];
  if (found) redirects.splice(redirects.indexOf(found), 1);
  return found;
}

/** The hop that a redirect led to. None when the browser refused to follow. */
function afterRedirect(
  redirect: BeforeRedirect,
  left: Start,
  begins: BeforeRequest[],
  events: readonly NetworkEvent[],
): Start | undefined {
  const begin =
    take(begins, (event) => event.url === redirect.redirectUrl && event.at >= redirect.at) ??
    take(begins, (event) => event.at >= redirect.at);
  if (begin) return startOf(begin);
  // Its beginning is not here (yet), but it was sent: the rest of the hop shows.
  const wasSent = events.some(
    ({ kind, url, at }) => kind === 'before-send-headers' && url === redirect.redirectUrl && at > redirect.at,
  );
  return wasSent ? { url: redirect.redirectUrl, method: left.method, startedAt: redirect.at } : undefined;
}

/** The next beginning although no redirect was seen. The same URL again is a restart for authentication, not a hop. */
function withoutRedirect(hop: Start, begins: BeforeRequest[]): Start | undefined {
  const begin = take(begins, (event) => event.url !== hop.url);
  return begin && startOf(begin);
}

function take<T>(items: T[], wanted: (item: T) => boolean): T | undefined {
  const index = items.findIndex(wanted);
  return index < 0 ? undefined : items.splice(index, 1)[0];
}

function distinct<T extends NetworkEvent>(events: readonly T[]): T[] {
  return events.filter((event, index) => index === events.findIndex((other) => sameEvent(other, event)));
}

function sameEvent(a: NetworkEvent, b: NetworkEvent): boolean {
  return a === b || (a.kind === b.kind && a.at === b.at && byText(a, b) === 0);
}

function isAssignable(event: NetworkEvent): event is Assignable {
  return event.kind !== 'before-request' && event.kind !== 'before-redirect' && event.kind !== 'error-occurred';
}

/** Puts an event into its hop: same URL, within the hop's time, and of several such hops the first that lacks one. */
function assign(event: Assignable, hops: Writable<HopEvents>[]): void {
  const inTime = hops.filter((hop, index) => {
    const leftAt = hop.redirect?.at ?? hops[index + 1]?.startedAt ?? Number.POSITIVE_INFINITY;
    return hop.url === event.url && hop.startedAt <= event.at && event.at <= leftAt;
  });
  const key = SLOT[event.kind];
  const hop =
    inTime.find((candidate) => candidate[key] === undefined || candidate[key].at === event.at) ??
    inTime.at(-1) ??
    hops.findLast((candidate) => candidate.url === event.url) ??
    hops.at(-1);
  if (hop) Object.assign(hop, { [key]: event });
}

const SLOT = {
  'before-send-headers': 'sendHeaders',
  'headers-received': 'headersReceived',
  'response-started': 'responseStarted',
  completed: 'completed',
} as const;
