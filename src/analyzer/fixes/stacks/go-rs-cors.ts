import { code, prose } from '../../rules/prose.ts';
import { goFields, goStrings } from '../go-literal.ts';
import { goNotes } from '../go-notes.ts';
import type { Policy } from '../policy-type.ts';
import { renderable } from '../renderable.ts';
import type { Refusal, Snippet, SnippetContext, Stack } from './stack.ts';

/** github.com/rs/cors in front of any http.Handler. An empty list means its defaults there, so none is left empty. */
export const goRsCors: Stack = { id: 'go-rs-cors', title: 'Go', library: 'rs/cors', language: 'go', render };

function render(requested: Policy, context: SnippetContext): Snippet | Refusal {
  const checked = renderable(requested);
  if ('refused' in checked) return checked;
  const { policy } = checked;
  return {
    install: 'go get github.com/rs/cors',
    file: 'cors.go, beside main.go',
    placement: prose`Save it as a file of its own and put ${code('withCORS')} around the outermost handler, outside authentication: ${code('http.ListenAndServe(address, withCORS(handler))')}.`,
    code: codeFor(policy),
    language: 'go',
    restart: prose`Build and start the server again.`,
    notes: goNotes(policy, context),
  };
}

function codeFor(policy: Policy): string {
  const list = (values: readonly string[]) => goStrings(values, '\t\t');
  // "accept" needs no permission: it stands for an empty list, in place of which the library allows three names.
  const headers = policy.requestHeaders.length > 0 ? policy.requestHeaders : ['accept'];
  const options: [string, string][] = [
    ['AllowedOrigins', list(policy.origins)],
    ['AllowedMethods', list(policy.methods)],
    ['AllowedHeaders', list(headers)],
  ];
  if (policy.exposeHeaders.length > 0) options.push(['ExposedHeaders', list(policy.exposeHeaders)]);
  if (policy.credentials) options.push(['AllowCredentials', 'true']);
  options.push(['MaxAge', policy.maxAge === 0 ? '-1' : String(policy.maxAge)]);
  return [
    'package main',
    '',
    'import (',
    '\t"net/http"',
    '',
    '\t"github.com/rs/cors"',
    ')',
    '',
    'func withCORS(next http.Handler) http.Handler {',
    '\treturn cors.New(cors.Options{',
    ...goFields(options, '\t\t'),
    '\t}).Handler(next)',
    '}',
    '',
  ].join('\n');
}
