import { RULES } from '../src/analyzer/rules/index.ts';
import type { Exchange, FetchTrace, Hop } from '../src/analyzer/trace/fetch-trace.ts';
import { parseTranscripts } from '../test/support/transcript.ts';

/** Milliseconds between two fetches. */
const GAP = 7;
const FIRST = 1_700_000_000_000;
const SERVERS = 12;

const PAGE = 'page https://app.example.com';

/** What most requests of a page look like; the rest are the failing examples of the rules. */
const USUAL = [
  `${PAGE}\n> GET https://api.example.com/v1/items\n< 200\nServer: nginx\nX-Powered-By: Express\nContent-Type: application/json
   Access-Control-Allow-Origin: https://app.example.com\nVary: Origin\n! completed`,
  `${PAGE}\n> OPTIONS https://api.example.com/v1/items\nAccess-Control-Request-Method: PUT
   Access-Control-Request-Headers: authorization,content-type\n< 204\nAccess-Control-Allow-Origin: https://app.example.com
   Access-Control-Allow-Methods: GET,HEAD,PUT,PATCH,POST,DELETE\nAccess-Control-Allow-Headers: authorization,content-type
   Vary: Origin\n> PUT https://api.example.com/v1/items\nAuthorization: ‹redacted›\nContent-Type: application/json
   < 200\nAccess-Control-Allow-Origin: https://app.example.com\nVary: Origin\n! completed`,
  `${PAGE}\nmode no-cors\n> GET https://api.example.com/pixel.gif\n< 200\nContent-Type: image/gif\n! completed`,
];

const TEMPLATES: readonly FetchTrace[] = [
  ...USUAL,
  ...USUAL,
  ...RULES.flatMap(({ examples }) => examples.failing),
].flatMap((text) => parseTranscripts(text));

/**
 * `count` fetches to a dozen servers, the same for the same numbers: usual ones in between, and every failing example of
 * every rule over and over, each with a URL and a time of its own. `from` is the number of the first.
 */
export function generatedTraces(count: number, from = 0): readonly FetchTrace[] {
  return Array.from({ length: count }, (_, index) => generatedTrace(from + index));
}

function generatedTrace(number: number): FetchTrace {
  const usual = (number * 7919) % 10 < 7;
  const template = usual ? TEMPLATES[number % USUAL.length] : TEMPLATES[(number * 31) % TEMPLATES.length];
  if (!template) throw new Error(`no template for ${number}`);
  const by = FIRST + number * GAP;
  const { outcome } = template;
  return {
    ...template,
    id: `trace-${number}`,
    startedAt: template.startedAt + by,
    hops: template.hops.map((hop) => movedHop(hop, by, number)),
    outcome: 'at' in outcome ? { ...outcome, at: outcome.at + by } : outcome,
  };
}

function movedHop(hop: Hop, by: number, number: number): Hop {
  return {
    ...moved(hop, by, number),
    ...(hop.preflight ? { preflight: moved({ ...hop.preflight, requestId: `preflight-${number}` }, by, number) } : {}),
  };
}

function moved<E extends Exchange>(exchange: E, by: number, number: number): E {
  const { startedAt, sentAt, endedAt, response } = exchange;
  return {
    ...exchange,
    url: addressOf(exchange.url, number),
    startedAt: startedAt + by,
    ...(sentAt === undefined ? {} : { sentAt: sentAt + by }),
    ...(endedAt === undefined ? {} : { endedAt: endedAt + by }),
    ...(response ? { response: { ...response, receivedAt: response.receivedAt + by } } : {}),
  };
}

/** The usual server becomes one of a dozen; the path gets the fetch's number. */
function addressOf(url: string, number: number): string {
  const there = url.replace('//api.example.com/', `//api-${number % SERVERS}.example.com/`);
  return /^https?:/.test(there) && !there.includes('?') ? `${there}?n=${number}` : there;
}
