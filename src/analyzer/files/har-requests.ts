import { getHeader } from '../fetch/header-list.ts';
import { isRedirectStatus, locationUrl } from '../fetch/http-redirect.ts';
import type { HarEntry } from './har-entry.ts';

/** One request of the page or one preflight: the entries of its redirect chain, in order. */
export interface HarRequest {
  /** Stands for the browser's request id. */
  readonly id: string;
  /** At least one. */
  readonly entries: readonly HarEntry[];
  /** Where the last entry was redirected to without the file showing that it went there. */
  readonly leadsTo: string | undefined;
}

interface Chain {
  readonly id: string;
  readonly entries: HarEntry[];
  leadsTo: string | undefined;
}

/** Redirects to one URL, in their order; each is taken once. */
interface Waiting {
  readonly chains: Chain[];
  taken: number;
}

/** Milliseconds by which the start of a request may precede the end of the one that it follows: files round. */
const ROUNDING = 1;

/**
 * Puts the entries of a redirect chain together. Files have no ids: an entry follows the earliest redirect of the same
 * page to its URL that was still open when it began. Takes the oldest first. What this program wrote says itself what belongs together.
 */
export function harRequests(entries: readonly HarEntry[]): readonly HarRequest[] {
  const chains: Chain[] = [];
  const byOwnId = new Map<string, Chain>();
  const open = new Map<string, Waiting>();
  for (const entry of entries) {
    const known = entry.own ? byOwnId.get(entry.own.request) : takeOpen(open, entry);
    const chain = known ?? { id: entry.own?.request ?? `har-${chains.length + 1}`, entries: [], leadsTo: undefined };
    if (known) chain.leadsTo = undefined;
    else chains.push(chain);
    if (entry.own) byOwnId.set(entry.own.request, chain);
    // Firefox lists the target of a redirect that it refused as a request that never was.
    if (known && !entry.own && isGhost(entry)) chain.leadsTo = entry.url;
    else append(chain, entry, open);
  }
  return chains;
}

function append(chain: Chain, entry: HarEntry, open: Map<string, Waiting>): void {
  chain.entries.push(entry);
  chain.leadsTo = entry.own ? entry.own.redirectUrl : redirectTarget(entry);
  if (entry.own || chain.leadsTo === undefined) return;
  const key = keyOf(chain.leadsTo, entry.page);
  const waiting = open.get(key);
  if (waiting) waiting.chains.push(chain);
  else open.set(key, { chains: [chain], taken: 0 });
}

function takeOpen(open: Map<string, Waiting>, entry: HarEntry): Chain | undefined {
  if (entry.isPreflight) return undefined;
  const waiting = open.get(keyOf(entry.url, entry.page));
  const first = waiting?.chains[waiting.taken];
  const left = first?.entries.at(-1);
  if (!waiting || !first || !left || left.receivedAt > entry.startedAt + ROUNDING) return undefined;
  waiting.taken += 1;
  return first;
}

function keyOf(url: string, page: string | undefined): string {
  return `${page ?? ''} ${url}`;
}

function isGhost({ status, requestHeaders, netError }: HarEntry): boolean {
  return status === 0 && requestHeaders === undefined && netError === undefined;
}

/** Where the browser went next. Not set for a redirect that it refused, as Chromium says with an error. */
function redirectTarget({
  status,
  redirectUrl,
  responseHeaders,
  url,
  netError,
  isPreflight,
}: HarEntry): string | undefined {
  if (isPreflight || netError !== undefined || !isRedirectStatus(status)) return undefined;
  const location = redirectUrl ?? getHeader(responseHeaders, 'location');
  const target = location === null ? null : locationUrl(location, url);
  return target?.split('#', 1)[0];
}
