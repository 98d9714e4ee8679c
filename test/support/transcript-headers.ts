import type { Header, HeaderList } from '../../src/analyzer/fetch/header-list.ts';
import type { RequestBlock, Settings } from './transcript-blocks.ts';

/** What a redirect chain carries from one URL to the next. */
export interface HopState {
  readonly url: string;
  readonly corsFlag: boolean;
  readonly tainted: boolean;
  readonly site: Site;
}

type Site = 'same-origin' | 'same-site' | 'cross-site';

const DESTINATIONS: Readonly<Record<string, string>> = {
  font: 'font',
  image: 'image',
  main_frame: 'document',
  media: 'video',
  object: 'object',
  script: 'script',
  stylesheet: 'style',
  sub_frame: 'iframe',
};

/**
 * The headers of a block together with those that Chromium adds on its own: `Origin`, and for potentially trustworthy
 * targets `Sec-Fetch-*`. Written independently of `src/analyzer/fetch`, so that a fault there does not hide itself.
 */
export function withBrowserHeaders(
  block: RequestBlock,
  settings: Settings,
  previous: HopState | undefined,
): { readonly headers: HeaderList; readonly state: HopState } {
  const state = nextState(block.url, settings, previous);
  const defaults = browserHeaders(block, settings, state);
  const written = new Set(block.headers.map(([name]) => name.toLowerCase()));
  const kept = block.headers.filter(([name, value]) => value !== '' || !defaults.some((d) => sameName(d, name)));
  return { headers: [...kept, ...defaults.filter(([name]) => !written.has(name.toLowerCase()))], state };
}

function sameName(header: Header, name: string): boolean {
  return header[0].toLowerCase() === name.toLowerCase();
}

function nextState(url: string, { page, mode }: Settings, previous: HopState | undefined): HopState {
  const origin = new URL(url).origin;
  const crossOrigin = page !== origin;
  const leftAnotherOrigin = previous !== undefined && new URL(previous.url).origin !== page;
  return {
    url,
    corsFlag: (previous?.corsFlag ?? false) || (mode === 'cors' && crossOrigin),
    tainted:
      (previous?.tainted ?? false) ||
      (previous !== undefined && new URL(previous.url).origin !== origin && leftAnotherOrigin),
    site: widest(previous?.site ?? 'same-origin', siteOf(page, url)),
  };
}

function browserHeaders(block: RequestBlock, settings: Settings, state: HopState): Header[] {
  const preflight = block.headers.some(([name]) => name.toLowerCase() === 'access-control-request-method');
  const headers: Header[] = [];
  const unsafe = block.method !== 'GET' && block.method !== 'HEAD';
  if (settings.page !== undefined && (state.corsFlag || (unsafe && settings.mode !== 'navigate'))) {
    headers.push(['Origin', state.tainted ? 'null' : settings.page]);
  }
  if (!isTrustworthy(block.url)) return headers;
  headers.push(
    ['Sec-Fetch-Site', state.site],
    ['Sec-Fetch-Mode', preflight ? 'cors' : settings.mode],
    ['Sec-Fetch-Dest', preflight ? 'empty' : (DESTINATIONS[settings.type] ?? 'empty')],
  );
  const include = settings.credentials === 'include' || settings.mode === 'no-cors';
  if (!preflight && include && state.site === 'cross-site') headers.push(['Sec-Fetch-Storage-Access', 'active']);
  return headers;
}

function isTrustworthy(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  if (protocol === 'https:') return true;
  return hostname === 'localhost' || hostname.endsWith('.localhost') || /^127\.|^\[::1\]$/.test(hostname);
}

function siteOf(page: string | undefined, url: string): Site {
  if (page === undefined || page === 'null') return 'cross-site';
  if (new URL(page).origin === new URL(url).origin) return 'same-origin';
  return siteKey(page) === siteKey(url) ? 'same-site' : 'cross-site';
}

/** Scheme and the last two labels: transcripts use no multi-label public suffixes. */
function siteKey(url: string): string {
  const { protocol, hostname } = new URL(url);
  const domain = /^[\d.]+$|^\[/.test(hostname) ? hostname : hostname.split('.').slice(-2).join('.');
  return `${protocol}//${domain}`;
}

function widest(a: Site, b: Site): Site {
  const order: readonly Site[] = ['same-origin', 'same-site', 'cross-site'];
  return order.indexOf(a) > order.indexOf(b) ? a : b;
}
