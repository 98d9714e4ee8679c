import { getHeader } from '../fetch/header-list.ts';
import { serializedOriginOf } from '../fetch/origin.ts';
import type { EpochMs } from './observation.ts';
import type { RequestChain } from './request-chain.ts';

/**
 * The navigation that brought the document which made a request, among those of its tab. Looked for only where the origin is
 * opaque and so says nothing of where the document is from; undefined where none was seen.
 */
export function documentOf(chain: RequestChain, navigations: readonly RequestChain[]): RequestChain | undefined {
  if (!saysNoDocument(chain)) return undefined;
  const { begin } = chain;
  const { tabId, frameId } = begin;
  let latest: RequestChain | undefined;
  for (const navigation of navigations) {
    if (navigation.begin.tabId !== tabId || navigation.begin.frameId !== frameId) continue;
    if (!isLoad(navigation.begin) || navigation.asksFor !== undefined) continue;
    if (navigation.begin.documentLifecycle === 'prerender' || !replacesDocument(navigation)) continue;
    // The next document is not there yet while its response is awaited.
    if ((answeredAt(navigation) ?? Number.POSITIVE_INFINITY) > begin.at) continue;
    if (latest === undefined || isLater(navigation, latest)) latest = navigation;
  }
  return latest;
}

/** Whether only the navigations tell where the document is from that made the request. */
export function saysNoDocument({ begin }: RequestChain): boolean {
  if (begin.documentFrom !== undefined || (begin.initiatorOrigin ?? 'null') !== 'null') return false;
  // The load of a frame is asked for by another document than the one that the frame has.
  return !isLoad(begin);
}

/** Whether a request loads a document into a tab or a frame. */
export function isLoad({ type }: RequestChain['begin']): boolean {
  return type === 'main_frame' || type === 'sub_frame';
}

/** Any fixed order will do at the same time, as long as it is not that of arrival. */
function isLater({ begin, requestId }: RequestChain, than: RequestChain): boolean {
  return begin.at === than.begin.at ? requestId > than.requestId : begin.at > than.begin.at;
}

/**
 * Where that document was loaded from: `file:`, or the origin of its address. Undefined where the address does not tell why
 * the origin is opaque: a tab whose address nobody sandboxed has turned to a document without an event of its own.
 */
export function addressOf(navigation: RequestChain): string | undefined {
  const hop = navigation.hops.at(-1);
  if (!hop) return undefined;
  if (hop.url.startsWith('file:')) return 'file:';
  const origin = serializedOriginOf(hop.url);
  if (origin === 'null') return undefined;
  return navigation.begin.type === 'sub_frame' || isSandboxed(hop) ? origin : undefined;
}

/** Whether a navigation puts another document into the frame: downloads and 204 answers leave the old one there. */
export function replacesDocument({ hops, end }: RequestChain): boolean {
  const hop = hops.at(-1);
  const answer = hop?.completed ?? hop?.headersReceived;
  if (!answer) return !(end?.kind === 'error-occurred' && /ABORTED/.test(end.netError));
  if (answer.status === 204 || answer.status === 205) return false;
  return !/^\s*attachment/i.test(getHeader(answer.responseHeaders, 'content-disposition') ?? '');
}

type HopEvents = RequestChain['hops'][number];

/** A file has no response headers to receive. */
function answeredAt({ hops }: RequestChain): EpochMs | undefined {
  const hop = hops.at(-1);
  return (hop?.headersReceived ?? hop?.responseStarted ?? hop?.completed)?.at;
}

/** Every policy of a response counts, and a directive is known by its first word. */
function isSandboxed({ completed, headersReceived }: HopEvents): boolean {
  const headers = (completed ?? headersReceived)?.responseHeaders ?? [];
  return headers.some(
    ([name, value]) =>
      name.toLowerCase() === 'content-security-policy' &&
      value.split(/[;,]/).some((directive) => /^\s*sandbox(?:\s|$)/i.test(directive)),
  );
}
