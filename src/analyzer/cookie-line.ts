import { getHeader, headerLines } from './fetch/header-list.ts';
import { knownValue } from './fetch/known.ts';
import type { AnalyzedTrace } from './report.ts';
import { code, type Prose, prose } from './rules/prose.ts';
import { type Hop, lastHop } from './trace/fetch-trace.ts';

/**
 * What becomes of cookies beside a CORS verdict, in up to four sentences: whether one went along, whether page and
 * server are one site, whether the browser keeps third-party cookies, and what the answer's own cookies allow. Undefined
 * where cookies have no part: credentials are left out, or nothing was sent.
 */
export function cookieLine({ trace, judgement }: AnalyzedTrace): Prose | undefined {
  const hop = lastHop(trace);
  const mode = knownValue(judgement.credentials);
  if (!judgement.usesCors || !hop.requestHeaders || mode === 'omit' || mode === 'same-origin') return undefined;
  const sent = getHeader(hop.requestHeaders, 'cookie') !== null;
  const setting = headerLines(hop.response?.headers ?? [], 'set-cookie');
  if (mode === undefined && setting.length === 0) return undefined;
  const site = getHeader(hop.requestHeaders, 'sec-fetch-site');
  const first = sent ? prose`A cookie went along.` : prose`No cookie went along.`;
  return [first, sameSite(site), thirdParty(hop), ofAnswer(setting, site, hop.url)].flatMap((sentence, index) =>
    index === 0 || sentence.length === 0 ? sentence : prose` ${sentence}`,
  );
}

function sameSite(site: string | null): Prose {
  if (site === 'same-site' || site === 'same-origin')
    return prose`Page and server are the same site, so ${code('SameSite')} keeps none back.`;
  if (site === 'cross-site')
    return prose`Page and server are different sites, so only cookies with ${code('SameSite=None; Secure')} may.`;
  return [];
}

/** Browsers that tell say `none` where the page has no access to third-party cookies. */
function thirdParty({ requestHeaders = [] }: Hop): Prose {
  return getHeader(requestHeaders, 'sec-fetch-storage-access') === 'none'
    ? prose`The browser blocks third-party cookies here (${code('Sec-Fetch-Storage-Access: none')}).`
    : [];
}

/** Of each cookie that the answer sets only the attributes are known; one that cannot come back is worth a word. */
function ofAnswer(lines: readonly string[], site: string | null, url: string): Prose {
  const problems = new Set(lines.map((line) => problemOf(line, site, url)).filter((problem) => problem !== undefined));
  const [problem] = problems;
  if (lines.length === 0) return [];
  if (problem === undefined) return prose`The answer sets a cookie whose attributes let it come back.`;
  return prose`The answer sets a cookie that will not come back: ${PROBLEMS[problem]}.`;
}

const PROBLEMS = {
  'none-without-secure': prose`${code('SameSite=None')} counts only with ${code('Secure')}`,
  'secure-over-http': prose`${code('Secure')} cookies are set over https only`,
  'not-across-sites': prose`it lacks ${code('SameSite=None; Secure')}, and page and server are different sites`,
} as const satisfies Readonly<Record<string, Prose>>;

function problemOf(line: string, site: string | null, url: string): keyof typeof PROBLEMS | undefined {
  const attributes = line.split(';').map((attribute) => attribute.trim().toLowerCase());
  const isSecure = attributes.includes('secure');
  const isNone = attributes.includes('samesite=none');
  if (isNone && !isSecure) return 'none-without-secure';
  if (isSecure && url.startsWith('http:') && !LOOPBACK.test(url)) return 'secure-over-http';
  return site === 'cross-site' && !isNone ? 'not-across-sites' : undefined;
}

/** Browsers take these for secure contexts. */
const LOOPBACK = /^http:\/\/(?:(?:[^/?#]+\.)?localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?(?:[/?#]|$)/i;
