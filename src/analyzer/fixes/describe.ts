import { code, type Prose, prose } from '../rules/prose.ts';
import type { Change } from '../rules/rule.ts';

type ChangeOf<K extends Change['kind']> = Extract<Change, { readonly kind: K }>;

/** One imperative sentence that says what to change, for whatever the server is written in. */
export function describeChange(change: Change): Prose {
  const describe = DESCRIPTIONS[change.kind] as (change: Change) => Prose;
  return describe(change);
}

const DESCRIPTIONS: { readonly [K in Change['kind']]: (change: ChangeOf<K>) => Prose } = {
  'allow-origin': ({ origin }) => prose`Let the server answer with ${allowOrigin(origin)}.`,
  'allow-credentials': ({ origin }) =>
    prose`Let the server answer with ${allowOrigin(origin)} and ${code('Access-Control-Allow-Credentials: true')}.`,
  'allow-method': ({ method }) =>
    prose`List ${code(method)} in ${code('Access-Control-Allow-Methods')}, in exactly these letters.`,
  'allow-headers': (change) => prose`List ${names(change.names)} in ${code('Access-Control-Allow-Headers')}.`,
  'expose-headers': (change) => prose`List ${names(change.names)} in ${code('Access-Control-Expose-Headers')}.`,
  'vary-origin': () =>
    prose`Send ${code('Vary: Origin')} with every response, so that no cache hands one origin’s answer to another.`,
  'single-layer': ({ origin }) =>
    prose`Set the CORS headers in one layer only, so that ${allowOrigin(origin)} is there once, and remove them from every other layer.`,
  'answer-preflight': ({ origin }) =>
    prose`Answer ${code('OPTIONS')} with a 2xx status and the CORS headers for ${code(origin)} before authentication, routing and redirects.`,
  'repair-server-error': ({ status }) =>
    prose`Read the server’s log and repair what makes it answer ${code(String(status))}.`,
  'start-server': ({ origin }) =>
    prose`Start the server at ${code(origin)}, or correct the address that the page asks.`,
  'request-url': ({ from, to }) => prose`Request ${code(to)} instead of ${code(from)}.`,
  'drop-credentials': () =>
    prose`Send the request without credentials if it needs no cookies: leave out ${code("credentials: 'include'")} or ${code('withCredentials')}.`,
  'request-method': ({ from, to }) =>
    prose`Write the method ${code(to)} instead of ${code(from)} in the page’s request.`,
  'drop-request-headers': (change) => prose`Remove ${names(change.names)} from the page’s request.`,
  'request-mode-cors': () =>
    prose`Leave out ${code("mode: 'no-cors'")}, so that the server can allow the page to read the response.`,
  'give-page-an-origin': () =>
    prose`Serve the page over http or https and without a sandbox that takes its origin away, so that a server can allow it by name.`,
  'allow-cross-origin-resource': () =>
    prose`Let the server answer with ${code('Cross-Origin-Resource-Policy: cross-origin')}.`,
  'browser-setting': ({ what }) =>
    what === 'extension'
      ? prose`Turn off the browser extension that interferes, or let it allow this site.`
      : prose`Allow this page to reach devices on the local network in the browser’s site settings.`,
};

function allowOrigin(origin: string) {
  return code(`Access-Control-Allow-Origin: ${origin}`);
}

/** `a`, `b` and `c`, each in the code font. */
function names(values: readonly string[]): Prose {
  return values.flatMap((value, index) => {
    if (index === 0) return [code(value)];
    return [index === values.length - 1 ? ' and ' : ', ', code(value)];
  });
}
