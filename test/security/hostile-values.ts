import type { Observation } from '../../src/analyzer/trace/observation.ts';
import { redactRequestHeaders, redactResponseHeaders, redactUrl } from '../../src/analyzer/trace/redact.ts';
import { API, Capture } from '../support/capture.ts';

/** A word in every value that could become something: where it turns up, it has to be text. */
export const CANARY = 'canary';

/** What a page, a server or a file may put anywhere, by what it tries to become. */
export const HOSTILE_VALUES: readonly (readonly [attempt: string, value: string])[] = [
  ['an element', '<img src=x onerror=canary()>'],
  ['a script', '</script><script>canary()</script>'],
  ['an attribute', `" onmouseover="canary()" x="`],
  ['an attribute in single quotes', `' onfocus='canary()' autofocus '`],
  ['a comment', '--><svg onload=canary()><!--'],
  ['an entity', '&lt;b&gt;canary&#60;/b&#62;'],
  ['a style', 'x{}</style><style>*{background:url(//evil.example/canary)}'],
  ['a selector', `"],[data-trace-id="canary`],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the text itself is the danger.
  ['a template literal', '`${canary()}`'],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the text itself is the danger.
  ['a variable', '${canary} $canary $(canary) %canary% #{canary} {{canary}}'],
  ['a format', '%s %d %o %c %(canary)s %n canary'],
  ['percent signs', '%00%0d%0a%2e%2e%2f%canary%'],
  ['a second header', 'a\r\nSet-Cookie: canary=1'],
  ['a second line', 'a\ncanary: 1'],
  ['a folded header', 'a\r\n\tcanary'],
  ['an end of a text', 'a\0canary'],
  ['a terminal command', '\x1b]0;canary\x07\x1b[2J\x1b[31mcanary\x9b1m'],
  ['text from right to left', '\u202ecanary\u2066\u2069\u202c'],
  ['a host from right to left', 'http://\u05e7\u05e0\u05e8\u05d9\u202e.example/canary'],
  ['nothing visible', '\u200b\ufeff\u00adcanary\u2060'],
  ['half a character', '\ud800canary\udc00'],
  ['a separator of lines', 'a\u2028canary\u2029'],
  ['a script address', 'javascript:canary()//'],
  ['a script address in disguise', ' java\tscript:canary()'],
  ['a document address', 'data:text/html,<script>canary()</script>'],
  ['a local file', 'file:///etc/canary'],
  ['a formula', '=HYPERLINK("http://evil.example/canary")'],
  ['a formula with a plus', '+canary|calc!A1'],
  ['a formula with a minus', '-2+3+canary'],
  ['a formula with an at sign', '@SUM(canary)'],
  ['a path upwards', '../../../../canary'],
  ['a path upwards on Windows', '..\\..\\canary:stream'],
  ['a device', 'con.canary/NUL'],
  ['an option', '--output=canary'],
  ['a file to read', '@/etc/canary'],
  ['a prototype', '__proto__'],
  ['a constructor', 'constructor'],
  ['a built-in method', 'toString'],
  ['a code span', 'a`canary`b``canary'],
  ['a fence', 'a\n```\n# canary\n```` \n~~~\ncanary'],
  ['a link', '[canary](javascript:canary()) ![canary](http://evil.example/canary.png)'],
  ['an automatic link', '<http://evil.example/canary> https://evil.example/canary www.canary.example'],
  ['a table', '| canary | --- |\n| - | - |'],
  ['a mention', '@canary #1 canary@evil.example'],
  ['a command', '$(touch canary) `touch canary`; touch canary | touch canary && touch canary'],
  ['an end of single quotes', `a'; touch canary; '`],
  ['an end of typographic quotes', 'a\u2019; canary; \u2018\u201a\u201bcanary'],
  ['an end of double quotes', 'a"; touch canary; "\\'],
  ['history', '!canary !! ^a^canary^'],
  ['a backslash at the end', 'canary\\'],
  ['something very long', `canary${'a'.repeat(20_000)}`],
  ['very many quotes', `canary${`"'`.repeat(2000)}`],
  ['nothing', ''],
  ['a star', '*'],
  ['null', 'null'],
];

export type Place = 'path' | 'query' | 'headers' | 'names' | 'method' | 'redirect' | 'origin' | 'ids';

export const PLACES: readonly Place[] = ['path', 'query', 'headers', 'names', 'method', 'redirect', 'origin', 'ids'];

/**
 * A tab with a failed request, its failed preflight and a redirect in it, with `value` in every field of one kind: as the
 * background would have stored them, had a browser told so. More than browsers let through; files hold anything.
 */
export function hostileSession(value: string, place: Place): readonly Observation[] {
  const at = (candidate: Place, harmless: string) => (candidate === place ? value : harmless);
  const url = redactUrl(`${API}/${at('path', 'a')}?page=${at('query', '1')}`);
  const capture = new Capture();
  const begin = { method: at('method', 'PUT'), initiatorOrigin: at('origin', 'http://localhost:3000') };
  const id = (name: string) => (place === 'ids' ? `${name}${value}` : name);
  const sent = redactRequestHeaders([
    [at('names', 'X-Sent'), at('headers', '1')],
    ['Content-Type', at('headers', 'application/json')],
  ]);
  const answer = redactResponseHeaders(
    ANSWERED.map(([name, harmless]): [string, string] => [name, at('headers', harmless)]).concat([
      [at('names', 'X-Own'), '1'],
      ['Access-Control-Allow-Headers', at('names', 'x-sent')],
    ]),
  );
  capture.request(id('1'), url, begin).sends(sent).receives(200, answer).fails(at('ids', 'net::ERR_FAILED'));
  const put = capture.request(id('2'), `${url}&second`, begin);
  capture.preflight(id('3'), `${url}&second`, begin.method, at('names', 'x-sent')).receives(403, answer).completes(403);
  put.fails();
  const target = redactUrl(at('redirect', 'http://localhost:9000/elsewhere'));
  capture
    .request(id('4'), `${url}&third`, begin)
    .sends(sent)
    .receives(302, [...answer, ['Location', target]])
    .redirects(target)
    .arrives()
    .sends(sent)
    .receives(500, answer)
    .fails();
  return capture.observations;
}

const ANSWERED: readonly (readonly [name: string, harmless: string])[] = [
  ['Access-Control-Allow-Origin', 'http://localhost:3001'],
  ['Access-Control-Allow-Methods', 'GET'],
  ['Access-Control-Allow-Credentials', 'true'],
  ['Access-Control-Expose-Headers', 'x-own'],
  ['Access-Control-Max-Age', '600'],
  ['Server', 'nginx'],
  ['X-Powered-By', 'Express'],
  ['Vary', 'Origin'],
  ['WWW-Authenticate', 'Basic'],
  ['Cross-Origin-Resource-Policy', 'cross-origin'],
];
