import { describe, expect, it } from 'vitest';
import { guessServer } from '../../../src/analyzer/server/fingerprints.ts';
import type { ServerGuess } from '../../../src/analyzer/server/server-guess.ts';
import { parseTranscript } from '../../support/transcript.ts';

const PAGE = 'http://localhost:3000';

function get(lines: string, status = 200): string {
  return `page ${PAGE}\n> GET http://localhost:8000/a\n< ${status}\n${lines}\n! net::ERR_FAILED`;
}

function preflight(lines: string, status = 200): string {
  return `page ${PAGE}\n> OPTIONS http://localhost:8000/a\nAccess-Control-Request-Method: PATCH\n< ${status}\n${lines}\n! net::ERR_FAILED`;
}

function guess(...transcripts: readonly string[]): ServerGuess {
  return guessServer(transcripts.map((transcript) => parseTranscript(transcript)));
}

const DJANGO_SECURITY = `X-Frame-Options: DENY
X-Content-Type-Options: nosniff
Referrer-Policy: same-origin
Cross-Origin-Opener-Policy: same-origin`;

describe('guessServer', () => {
  it.each<readonly [ServerGuess['stack'], ServerGuess['confidence'], string, string]>([
    ['express', 'certain', 'its name', get('X-Powered-By: Express')],
    [
      'express',
      'likely',
      'default methods of its library, even behind a proxy',
      preflight('Server: nginx\nAccess-Control-Allow-Methods: GET,HEAD,PUT,PATCH,POST,DELETE'),
    ],
    ['flask', 'likely', 'its development server', get('Server: Werkzeug/3.1.3 Python/3.11.7')],
    [
      'flask',
      'certain',
      'its development server and default methods',
      preflight(
        'Server: Werkzeug/3.1.3 Python/3.11.7\nAllow: GET, HEAD, OPTIONS\nAccess-Control-Allow-Methods: DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT',
      ),
    ],
    ['django', 'likely', 'its development server', get('Server: WSGIServer/0.2 CPython/3.11.7')],
    [
      'django',
      'certain',
      'its development server and security headers',
      get(`Server: WSGIServer/0.2 CPython/3.11.7\n${DJANGO_SECURITY}`),
    ],
    ['django', 'likely', 'its security headers behind a proxy', get(`Server: nginx/1.22.1\n${DJANGO_SECURITY}`)],
    [
      'django',
      'certain',
      'default methods and age of its library',
      preflight('Access-Control-Allow-Methods: DELETE, GET, OPTIONS, PATCH, POST, PUT\nAccess-Control-Max-Age: 86400'),
    ],
    [
      'fastapi',
      'certain',
      'default headers of its middleware',
      preflight(
        'Access-Control-Allow-Headers: Accept, Accept-Language, Content-Language, Content-Type, x-a\nAccess-Control-Max-Age: 600',
        400,
      ),
    ],
    [
      'fastapi',
      'certain',
      'its server and its wildcard for methods',
      preflight(
        'Server: uvicorn\nAccess-Control-Allow-Methods: DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT\nAccess-Control-Max-Age: 600',
      ),
    ],
    [
      'spring-boot',
      'likely',
      'three Vary lines on an actual response',
      get('Vary: Origin\nVary: Access-Control-Request-Method\nVary: Access-Control-Request-Headers', 403),
    ],
    ['fastify', 'likely', 'how long it keeps connections', get('Keep-Alive: timeout=72')],
    [
      'fastify',
      'certain',
      'how long it keeps connections, and default methods of its library',
      preflight('Keep-Alive: timeout=72\nAccess-Control-Allow-Methods: GET,HEAD,POST', 204),
    ],
    [
      'koa',
      'likely',
      'default methods of its library',
      preflight('Vary: Origin\nAccess-Control-Allow-Methods: GET,HEAD,PUT,POST,DELETE,PATCH', 204),
    ],
    [
      'hono',
      'likely',
      'default methods of its middleware',
      preflight('access-control-allow-methods: GET,HEAD,PUT,POST,DELETE,PATCH,QUERY', 204),
    ],
    ['nextjs', 'certain', 'its name', get('X-Powered-By: Next.js')],
    [
      'rails',
      'likely',
      'its timer beside its default headers',
      get('X-Runtime: 0.004312\nX-Request-Id: 5d1e\nX-Permitted-Cross-Domain-Policies: none'),
    ],
    [
      'go-rs-cors',
      'likely',
      'its one Vary line',
      preflight('Vary: Origin, Access-Control-Request-Method, Access-Control-Request-Headers', 204),
    ],
    ['nginx', 'likely', 'its name alone', get('Server: nginx/1.22.1', 502)],
    ['caddy', 'likely', 'its Via line', get('Via: 1.1 Caddy')],
    ['cloudflare', 'certain', 'two lines', get('Server: cloudflare\nCF-Ray: 7d')],
    ['api-gateway', 'likely', 'its id', get('x-amz-apigw-id: x')],
    ['tunnel', 'certain', 'its error', get('Ngrok-Error-Code: ERR_NGROK_6024')],
  ])('says %s, %s, from %s', (stack, confidence, _from, transcript) => {
    expect(guess(transcript)).toMatchObject({ stack, confidence });
    expect(guess(transcript).evidence).not.toEqual([]);
  });

  it.each([
    ['nothing that speaks for anything', get('Server: gunicorn')],
    ['uvicorn alone, which serves Django too', get('Server: uvicorn')],
    ['two applications at once', get('Server: WSGIServer/0.2 CPython/3.11\nX-Powered-By: Express')],
    ['Django behind Werkzeug', get(`Server: Werkzeug/3.1.3 Python/3.11.7\n${DJANGO_SECURITY}`)],
    ['a name that only begins alike', get('X-Powered-By: Express.NET')],
    [
      'methods that Koa and an older Hono have in common, in a spelling that tells nothing',
      preflight('vary: Origin\naccess-control-allow-methods: GET,HEAD,PUT,POST,DELETE,PATCH', 204),
    ],
    [
      'the methods of an older Hono, which varies by the headers that are asked for',
      preflight(
        'Vary: Origin, Access-Control-Request-Headers\nAccess-Control-Allow-Methods: GET,HEAD,PUT,POST,DELETE,PATCH',
        204,
      ),
    ],
    ['a timer that others have, too', get('X-Runtime: 0.004312')],
    ['the Vary line of another Go library', preflight('Vary: Access-Control-Request-Method, Origin', 204)],
    [
      'default methods on a response that is no preflight',
      get('Access-Control-Allow-Methods: GET,HEAD,PUT,PATCH,POST,DELETE'),
    ],
    ['no response', `page ${PAGE}\n> GET http://localhost:8000/a\n! net::ERR_CONNECTION_REFUSED`],
  ])('says nothing about %s', (_what, transcript) => {
    expect(guess(transcript)).toMatchObject({ stack: null, confidence: null });
  });

  it('takes default methods that Fastify and Express had in common for those of Fastify', () => {
    const answered = preflight('Keep-Alive: timeout=72\nAccess-Control-Allow-Methods: GET,HEAD,PUT,PATCH,POST,DELETE');
    expect(guess(answered).stack).toBe('fastify');
  });

  it('names the proxy and the application behind it, each with its own evidence', () => {
    expect(guess(get('Server: nginx/1.27.4\nX-Powered-By: Express')).layers).toEqual([
      { stack: 'nginx', name: 'nginx', role: 'front', confidence: 'likely', evidence: ['server: nginx/1.27.4'] },
      { stack: 'express', name: 'Express', role: 'app', confidence: 'certain', evidence: ['x-powered-by: Express'] },
    ]);
    expect(guess(get('Server: gunicorn')).layers).toEqual([]);
  });

  it('adds up what different responses show, and counts a signal once', () => {
    const werkzeug = get('Server: Werkzeug/3.1.3 Python/3.11.7');
    expect(guess(werkzeug, werkzeug)).toMatchObject({
      confidence: 'likely',
      evidence: ['server: Werkzeug/3.1.3 Python/3.11.7'],
    });
  });

  it('reads only the responses of the server that is asked about', () => {
    const redirected = parseTranscript(`
      page ${PAGE}
      > GET http://localhost:9000/a
      < 302
      X-Powered-By: Express
      Location: http://localhost:8000/b
      > GET http://localhost:8000/b
      < 200
      Server: Werkzeug/3.1.3 Python/3.11.7
      ! net::ERR_FAILED`);
    expect(guessServer([redirected], 'http://localhost:8000').stack).toBe('flask');
    expect(guessServer([redirected], 'http://localhost:9000').stack).toBe('express');
  });

  it('reads what the server sent, not what another extension made of it', () => {
    const trace = parseTranscript(get('X-Powered-By: Express'));
    const [hop] = trace.hops;
    if (!hop?.response) throw new Error('the transcript has one response');
    const response = { ...hop.response, headers: [], headersBeforeExtensions: hop.response.headers };
    expect(guessServer([{ ...trace, hops: [{ ...hop, response }] }]).stack).toBe('express');
  });
});

describe('what the middleware did', () => {
  const ALLOWED = `Access-Control-Allow-Origin: ${PAGE}`;

  it.each<readonly [ServerGuess['middleware'], string, readonly string[]]>([
    ['ran-and-allowed', 'every response has the header', [get(ALLOWED)]],
    ['ran-and-refused', 'Vary names Origin and the header is missing', [get('Vary: Accept, origin')]],
    ['ran-and-refused', 'credentials are allowed to nobody', [get('Access-Control-Allow-Credentials: true')]],
    ['never-ran', 'Django does not vary by Origin', [get(`Server: WSGIServer/0.2 CPython/3.11\n${DJANGO_SECURITY}`)]],
    ['never-ran', 'Express does not vary by Origin', [get('X-Powered-By: Express')]],
    [
      'never-ran',
      'Express answers OPTIONS with its list of methods',
      [preflight('X-Powered-By: Express\nAllow: GET,HEAD')],
    ],
    ['cannot-tell', 'Express fails: a refusal may be dressed as a crash', [get('X-Powered-By: Express', 500)]],
    [
      'cannot-tell',
      'flask-cors refuses without a trace',
      [preflight('Server: Werkzeug/3.1.3 Python/3.11\nAllow: GET')],
    ],
    ['cannot-tell', 'the server is unknown', [get('Server: gunicorn')]],
    [
      'cannot-tell',
      'the browser sent no Origin',
      [`page ${PAGE}\nmode no-cors\n> GET http://localhost:8000/\n< 200\nVary: Origin\n! completed`],
    ],
    ['somebody-else-answered', 'a tunnel shows its own page', [get('Ngrok-Error-Code: ERR_NGROK_6024\nVary: Origin')]],
    [
      'somebody-else-answered',
      'the proxy answers for the application that was seen before',
      [get(`Server: nginx\nX-Powered-By: Express\n${ALLOWED}`), get('Server: nginx', 502)],
    ],
    [
      'never-ran',
      'the proxy passes the application’s own error on',
      [get(`Server: nginx\nX-Powered-By: Express\n${ALLOWED}`), get('Server: nginx\nX-Powered-By: Express', 404)],
    ],
  ])('%s: %s', (middleware, _why, transcripts) => {
    expect(guess(...transcripts).middleware).toBe(middleware);
  });
});
