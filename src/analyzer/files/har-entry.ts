import type { Header, HeaderList } from '../fetch/header-list.ts';
import { getHeader, hasHeader } from '../fetch/header-list.ts';
import type { EpochMs } from '../trace/observation.ts';
import { type OwnEntry, ownEntry } from './own-entry.ts';
import { field, filledText, finite, ifField, ifNumber, ifText, items, type Place, ShapeError, text } from './shape.ts';

/** One line of a HAR's log, as far as CORS is concerned; not redacted yet. */
export interface HarEntry {
  readonly method: string;
  /** Without its fragment. */
  readonly url: string;
  readonly startedAt: EpochMs;
  readonly sentAt: EpochMs;
  readonly receivedAt: EpochMs;
  readonly endedAt: EpochMs;
  /** Absent: the file has none but those that the browser had in mind before it sent anything. */
  readonly requestHeaders: HeaderList | undefined;
  /** Origin of the `Referer`, which Chromium notes even of a request that it never sent. */
  readonly referrer: string | undefined;
  /** 0: no response. */
  readonly status: number;
  readonly responseHeaders: HeaderList;
  readonly redirectUrl: string | undefined;
  /** `net::ERR_…`; undefined when none is named. */
  readonly netError: string | undefined;
  /** Chromium's name for what asked: `fetch`, `xhr`, `font`, `preflight`, … */
  readonly resourceType: string | undefined;
  readonly page: string | undefined;
  readonly fromCache: boolean;
  readonly fromServiceWorker: boolean;
  readonly isPreflight: boolean;
  /** The file has no phase of a transfer at all: as Firefox writes of a request that waited for its preflight in vain. */
  readonly neverBegan: boolean;
  /** What an export of this program adds. */
  readonly own: OwnEntry | undefined;
}

/** Longer lists are no traffic of a browser. */
const MAX_HEADERS = 2000;

/**
 * Reads one entry and leaves out what CORS has nothing to do with.
 *
 * @throws ShapeError where the entry is not as the format says.
 * @see http://www.softwareishard.com/blog/har-12-spec/
 */
export function harEntry(place: Place): HarEntry {
  const request = field(place, 'request');
  const response = field(place, 'response');
  const method = filledText(field(request, 'method'));
  const sent = headerList(field(request, 'headers'));
  const own = ownEntry(ifField(place, '_whycors'));
  const status = statusOf(field(response, 'status'));
  return {
    method,
    url: withoutFragment(filledText(field(request, 'url'))),
    ...(own?.times ?? timesOf(place)),
    requestHeaders: (own ? own.wasSent : wentOut(sent)) ? sent : undefined,
    referrer: getHeader(sent, 'referer') ?? undefined,
    status,
    responseHeaders: headerList(field(response, 'headers')),
    redirectUrl: ifText(ifField(response, 'redirectURL')) || undefined,
    netError: ifText(ifField(response, '_error')) || undefined,
    resourceType: ifText(ifField(place, '_resourceType')),
    page: ifText(ifField(place, 'pageref')),
    fromCache: isFromCache(place),
    fromServiceWorker: ifField(response, '_fetchedViaServiceWorker').value === true,
    isPreflight: method === 'OPTIONS' && hasHeader(sent, 'access-control-request-method'),
    neverBegan: own === undefined && status === 0 && hasNoPhases(ifField(place, 'timings')),
    own,
  };
}

function withoutFragment(url: string): string {
  return url.split('#', 1)[0] ?? '';
}

/** 0 stands for "no response" in every browser's export; WebKit's has -1 too. */
function statusOf(place: Place): number {
  const status = finite(place);
  if (!Number.isInteger(status) || status > 999) throw new ShapeError(place, 'a status');
  return status < 100 ? 0 : status;
}

/** Chromium joins the repeated lines of HTTP/2 with line breaks, and both browsers list pseudo headers among the others. */
function headerList(place: Place): HeaderList {
  const places = items(place);
  if (places.length > MAX_HEADERS) throw new ShapeError(place, `a list of at most ${MAX_HEADERS} headers`);
  return places.flatMap((one): Header[] => {
    const name = filledText(field(one, 'name'));
    return text(field(one, 'value'))
      .split('\n')
      .map((value): Header => [name, value]);
  });
}

/**
 * Whether these are the headers that went over the wire. Of a request that was never sent, Chromium lists the few that it
 * began with and Firefox those before it came to `Origin`.
 */
function wentOut(headers: HeaderList): boolean {
  return ['origin', 'sec-fetch-mode', 'connection', ':authority'].some((name) => hasHeader(headers, name));
}

function hasNoPhases({ value }: Place): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

interface Times {
  readonly startedAt: EpochMs;
  readonly sentAt: EpochMs;
  readonly receivedAt: EpochMs;
  readonly endedAt: EpochMs;
}

/** Durations are milliseconds; -1 stands for "does not apply". `wait` begins when the request was sent. */
function timesOf(place: Place): Times {
  const started = field(place, 'startedDateTime');
  const startedAt = Date.parse(text(started));
  if (!Number.isFinite(startedAt) || startedAt < 0)
    throw new ShapeError(started, 'a date such as 2026-01-31T12:00:00.000Z');
  const duration = (name: string) => Math.max(0, ifNumber(ifField(ifField(place, 'timings'), name)) ?? 0);
  const endedAt = startedAt + Math.max(0, ifNumber(ifField(place, 'time')) ?? 0);
  const receivedAt = Math.max(startedAt, endedAt - duration('receive'));
  return { startedAt, sentAt: Math.max(startedAt, receivedAt - duration('wait')), receivedAt, endedAt };
}

/** Chromium says `_fromCache: 'disk'`; the format itself has `cache.afterRequest`. */
function isFromCache(place: Place): boolean {
  const { value } = ifField(ifField(place, 'cache'), 'afterRequest');
  return ifText(ifField(place, '_fromCache')) !== undefined || (typeof value === 'object' && value !== null);
}
