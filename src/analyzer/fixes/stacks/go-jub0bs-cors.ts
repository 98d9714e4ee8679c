import { code, prose } from '../../rules/prose.ts';
import { goFields, goStrings } from '../go-literal.ts';
import { goNotes } from '../go-notes.ts';
import type { Policy } from '../policy-type.ts';
import { renderable } from '../renderable.ts';
import type { Refusal, Snippet, SnippetContext, Stack } from './stack.ts';

/** github.com/jub0bs/cors in front of any http.Handler. It checks its configuration at start-up; what it rejects is refused here. */
export const goJub0bsCors: Stack = {
  id: 'go-jub0bs-cors',
  title: 'Go',
  library: 'jub0bs/cors',
  language: 'go',
  render,
};

function render(requested: Policy, context: SnippetContext): Snippet | Refusal {
  const checked = renderable(requested);
  if ('refused' in checked) return checked;
  const { policy } = checked;
  const refused = rejectedByLibrary(policy);
  if (refused) return refused;
  return {
    install: 'go get github.com/jub0bs/cors',
    file: 'cors.go, beside main.go',
    placement: prose`Save it as a file of its own and put ${code('withCORS')} around the outermost handler, outside authentication: ${code('http.ListenAndServe(address, withCORS(handler))')}.`,
    code: codeFor(policy),
    language: 'go',
    restart: prose`Build and start the server again.`,
    notes: goNotes(policy, context),
  };
}

const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const DOMAIN = new RegExp(`^(?:${LABEL}\\.)*[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$`);
const IPV4 = /^\d{1,3}(?:\.\d{1,3}){3}$/;
const IPV4_IN_IPV6 = /^\[::ffff:/;

/** Names that the Fetch Standard keeps from pages: the library takes none of them. Source: Fetch, "forbidden request-header". */
const FORBIDDEN_REQUEST_HEADER =
  /^(?:accept-(?:charset|encoding)|access-control-.*|connection|content-length|cookie2?|date|dnt|expect|host|keep-alive|origin|referer|set-cookie|te|trailer|transfer-encoding|upgrade|via|proxy-.*|sec-.*)$/i;
const FORBIDDEN_RESPONSE_HEADER = /^(?:set-cookie2?|origin|access-control-.*)$/i;
const FORBIDDEN_METHOD = /^(?:connect|trace|track)$/i;

function rejectedByLibrary(policy: Policy): Refusal | undefined {
  const origin = policy.origins.find((value) => !isAccepted(value));
  if (origin !== undefined) return { refused: prose`jub0bs/cors does not accept the host name in ${code(origin)}.` };
  const insecure = policy.credentials && policy.origins.find((value) => !isTrustworthy(value));
  if (insecure) {
    return {
      refused: prose`jub0bs/cors gives no credentials to ${code(insecure)}, which is not encrypted: serve that page over https.`,
    };
  }
  const name =
    policy.requestHeaders.find((value) => FORBIDDEN_REQUEST_HEADER.test(value)) ??
    policy.exposeHeaders.find((value) => FORBIDDEN_RESPONSE_HEADER.test(value)) ??
    policy.methods.find((value) => FORBIDDEN_METHOD.test(value));
  if (name !== undefined) return { refused: prose`jub0bs/cors does not accept ${code(name)}, which no page can use.` };
  if (policy.maxAge <= 86_400) return undefined;
  return { refused: prose`jub0bs/cors keeps preflights for a day at most.` };
}

function isAccepted(origin: string): boolean {
  const { hostname, port } = new URL(origin);
  if (port === '0') return false;
  if (hostname.startsWith('[')) return !IPV4_IN_IPV6.test(hostname);
  return hostname.length <= 253 && (IPV4.test(hostname) || (DOMAIN.test(hostname) && !hasReservedHyphens(hostname)));
}

/** Two hyphens in third and fourth place stand for an encoding, of which only Punycode is one. */
function hasReservedHyphens(hostname: string): boolean {
  return hostname.split('.').some((label) => label.slice(2, 4) === '--' && !label.startsWith('xn--'));
}

/** Source: jub0bs/cors, "deemed insecure". */
function isTrustworthy(origin: string): boolean {
  const { protocol, hostname } = new URL(origin);
  return protocol === 'https:' || hostname === 'localhost' || hostname === '[::1]' || /^127\.[\d.]+$/.test(hostname);
}

function codeFor(policy: Policy): string {
  const list = (values: readonly string[]) => goStrings(values, '\t\t');
  const fields: [string, string][] = [
    ['Origins', list(policy.origins)],
    ['Methods', list(policy.methods)],
    ['RequestHeaders', list(policy.requestHeaders)],
  ];
  if (policy.exposeHeaders.length > 0) fields.push(['ResponseHeaders', list(policy.exposeHeaders)]);
  if (policy.credentials) fields.push(['Credentialed', 'true']);
  fields.push(['MaxAgeInSeconds', policy.maxAge === 0 ? '-1' : String(policy.maxAge)]);
  return [
    'package main',
    '',
    'import (',
    '\t"log"',
    '\t"net/http"',
    '',
    '\t"github.com/jub0bs/cors"',
    ')',
    '',
    'func withCORS(next http.Handler) http.Handler {',
    '\tmiddleware, err := cors.NewMiddleware(cors.Config{',
    ...goFields(fields, '\t\t'),
    '\t})',
    '\tif err != nil {',
    '\t\tlog.Fatal(err)',
    '\t}',
    '\treturn middleware.Wrap(next)',
    '}',
    '',
  ].join('\n');
}
