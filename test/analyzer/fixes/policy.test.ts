import { describe, expect, it } from 'vitest';
import { analyze } from '../../../src/analyzer/analyze.ts';
import { policyContext, policyFor } from '../../../src/analyzer/fixes/policy.ts';
import { RULES } from '../../../src/analyzer/rules/index.ts';
import { parseTranscript, parseTranscripts } from '../../support/transcript.ts';
import { subject } from './subject.ts';

const SERVER = 'http://localhost:8000';

const GET_BLOCKED = `
  page http://localhost:3000
  > GET http://localhost:8000/api/items?page=2
  < 200
  ! net::ERR_FAILED`;

const PATCH_BLOCKED = `
  page http://localhost:3000
  > OPTIONS http://localhost:8000/api/items/1
  Access-Control-Request-Method: PATCH
  Access-Control-Request-Headers: authorization,content-type
  < 200
  ! net::ERR_FAILED`;

const POST_ALLOWED = `
  page http://localhost:3000
  > POST http://localhost:8000/api/login
  Content-Type: text/plain
  Cookie: ‹redacted›
  < 200
  Access-Control-Allow-Origin: http://localhost:3000
  Access-Control-Allow-Credentials: true
  Access-Control-Expose-Headers: X-Total, ETag
  X-Total: 3
  ! completed`;

describe('policyFor', () => {
  it('allows one plain request its origin and method, and nothing else', () => {
    expect(policyFor(SERVER, [subject(GET_BLOCKED)])).toEqual({
      server: SERVER,
      origins: ['http://localhost:3000'],
      methods: ['GET'],
      requestHeaders: [],
      exposeHeaders: [],
      credentials: false,
      maxAge: 600,
      paths: ['/api/items'],
    });
  });

  it('takes method and headers of a request that was never sent from its preflight', () => {
    const policy = policyFor(SERVER, [subject(PATCH_BLOCKED)]);
    expect(policy).toMatchObject({ methods: ['PATCH'], requestHeaders: ['authorization', 'content-type'] });
  });

  it('is the union of everything the page needs, what is allowed already included', () => {
    expect(policyFor(SERVER, [GET_BLOCKED, PATCH_BLOCKED, POST_ALLOWED].map(subject))).toMatchObject({
      origins: ['http://localhost:3000'],
      methods: ['GET', 'PATCH', 'POST'],
      requestHeaders: ['authorization', 'content-type'],
      exposeHeaders: ['etag', 'x-total'],
      credentials: true,
      paths: ['/api/items', '/api/items/1', '/api/login'],
    });
  });

  it('does not depend on the order of the fetches', () => {
    const subjects = [GET_BLOCKED, PATCH_BLOCKED, POST_ALLOWED].map(subject);
    expect(policyFor(SERVER, subjects.toReversed())).toEqual(policyFor(SERVER, subjects));
  });

  it('leaves credentials off while the mode is unknown, even where the server would allow them', () => {
    const policy = policyFor(SERVER, [
      subject(`
        page http://localhost:3000
        > GET http://localhost:8000/
        < 200
        Access-Control-Allow-Origin: http://localhost:3000
        Access-Control-Allow-Credentials: true
        ! completed`),
    ]);
    expect(policy.credentials).toBe(false);
  });

  it('allows credentials that follow from the browser refusing a wildcard', () => {
    const policy = policyFor(SERVER, [
      subject(`
        page http://localhost:3000
        > GET http://localhost:8000/
        < 200
        Access-Control-Allow-Origin: *
        ! net::ERR_FAILED`),
    ]);
    expect(policy.credentials).toBe(true);
  });

  it('spells a wildcard in Access-Control-Expose-Headers out as the names that are there', () => {
    const policy = policyFor(SERVER, [
      subject(`
        page http://localhost:3000
        > GET http://localhost:8000/
        < 200
        Access-Control-Allow-Origin: *
        Access-Control-Expose-Headers: *
        Content-Type: application/json
        Date: now
        Set-Cookie: ‹redacted›
        X-Total: 3
        ! completed`),
    ]);
    expect(policy.exposeHeaders).toEqual(['x-total']);
  });

  it('counts only the hops that go to the server', () => {
    const redirected = subject(`
      page http://localhost:3000
      > GET http://localhost:9000/from
      < 302
      Access-Control-Allow-Origin: http://localhost:3000
      Location: http://localhost:8000/to
      > GET http://localhost:8000/to
      < 200
      ! net::ERR_FAILED`);
    expect(policyFor('http://localhost:9000', [redirected])).toMatchObject({
      origins: ['http://localhost:3000'],
      paths: ['/from'],
    });
    expect(policyFor(SERVER, [redirected]).origins).toEqual([]);
  });

  it('never lists the opaque origin', () => {
    const policy = policyFor(SERVER, [subject(GET_BLOCKED.replace('http://localhost:3000', 'null'))]);
    expect(policy).toMatchObject({ origins: [], methods: [] });
  });

  it('does not list response headers that the page sends by mistake', () => {
    const policy = policyFor(SERVER, [
      subject(PATCH_BLOCKED.replace('authorization,content-type', 'access-control-allow-origin,x-a')),
    ]);
    expect(policy.requestHeaders).toEqual(['x-a']);
  });

  it('ignores opaque fetches, which no policy can make readable', () => {
    const policy = policyFor(SERVER, [
      subject('page http://localhost:3000\nmode no-cors\n> GET http://localhost:8000/\n< 200\n! completed'),
    ]);
    expect(policy.origins).toEqual([]);
  });
});

describe('of fetches that are alike', () => {
  /** Every failing example of every rule, twice: the second time at other times and under other paths. */
  const transcripts = RULES.flatMap(({ examples }) => examples.failing).flatMap((text) => parseTranscripts(text));
  const again = transcripts.map((trace) => ({
    ...trace,
    id: `${trace.id} again`,
    hops: trace.hops.map((hop) => ({ ...hop, url: hop.url.replace(/(?<=[^:/])\/(?=\w)/, '/again/') })),
  }));
  const { traces } = analyze([...transcripts, ...again]);
  /** As if none were alike. */
  const apart = traces.map(({ trace, judgement, cause, findings }) => ({
    trace,
    judgement: { ...judgement },
    cause,
    findings,
  }));

  it('one speaks for all, and only their paths are all listed', () => {
    expect(new Set(traces.map(({ judgement }) => judgement)).size).toBeLessThan(traces.length);
    for (const server of new Set(traces.map(({ serverOrigin }) => serverOrigin))) {
      expect(policyFor(server, traces)).toEqual(policyFor(server, apart));
      expect(policyFor(server, [], traces)).toEqual(policyFor(server, [], apart));
      expect(policyContext(traces, server)).toEqual(policyContext(apart, server));
    }
  });
});

describe('what works already', () => {
  const others = [subject(POST_ALLOWED), subject(PATCH_BLOCKED.replaceAll('items', 'other'))];

  it('stays allowed beside the one request that the policy is for', () => {
    const policy = policyFor(SERVER, [subject(GET_BLOCKED)], others);
    expect(policy).toMatchObject({ methods: ['GET', 'POST'], exposeHeaders: ['etag', 'x-total'], credentials: true });
    expect(policy.requestHeaders).toEqual([]);
  });

  it('includes the origins that the server names today, each of a list, but neither null nor the server itself', () => {
    const named = (value: string) =>
      policyFor(SERVER, [subject(GET_BLOCKED.replace('200', `200\n  Access-Control-Allow-Origin: ${value}`))]).origins;
    expect(named('https://shop.example/')).toEqual(['http://localhost:3000', 'https://shop.example']);
    expect(named('http://a.example, http://localhost:3000')).toEqual(['http://a.example', 'http://localhost:3000']);
    for (const value of ['null', '*', SERVER, 'app.example']) expect(named(value)).toEqual(['http://localhost:3000']);
  });

  it('is listed for a change of the configuration, which keeps it', () => {
    const policy = policyFor(SERVER, [
      subject(`
        page http://localhost:3000
        > OPTIONS http://localhost:8000/api/items/1
        Access-Control-Request-Method: PATCH
        < 200
        Access-Control-Allow-Origin: http://localhost:3000
        Access-Control-Allow-Methods: GET, PUT, *
        Access-Control-Allow-Headers: X-One,content-type
        ! net::ERR_FAILED`),
    ]);
    expect(policy.listed).toEqual({
      origins: ['http://localhost:3000'],
      methods: ['GET', 'PUT'],
      requestHeaders: ['content-type', 'x-one'],
      exposeHeaders: [],
    });
    expect(policy.methods).toEqual(['PATCH']);
  });
});

describe('what a diagnosis asks for', () => {
  const READ = `
    page http://localhost:3000
    > GET http://localhost:8000/
    < 200
    Access-Control-Allow-Origin: http://localhost:3000
    X-Total: 3
    ! completed`;

  it('is exposed, although the server exposes nothing today', () => {
    const [analyzed] = analyze([parseTranscript(READ)]).traces;
    expect(analyzed && policyFor(SERVER, [analyzed]).exposeHeaders).toEqual(['x-total']);
    expect(policyFor(SERVER, [subject(READ)]).exposeHeaders).toEqual([]);
  });

  it('keeps a preflight about ten minutes', () => {
    expect(policyFor(SERVER, [subject(READ)]).maxAge).toBe(600);
  });
});

describe('policyContext', () => {
  it('reports that something answered the preflight too early, and that a header is for somebody else', () => {
    const refused = `
      page http://localhost:3000
      > OPTIONS http://localhost:8000/api/items
      Access-Control-Request-Method: GET
      Access-Control-Request-Headers: authorization
      < 401
      WWW-Authenticate: Bearer
      Access-Control-Allow-Origin: https://other.example
      ! net::ERR_FAILED`;
    expect(policyContext(analyze([parseTranscript(refused)]).traces)).toMatchObject({
      preflightAnsweredEarly: true,
      unfitAllowOrigin: true,
    });
  });

  it('reports neither need without credentials', () => {
    expect(policyContext([subject(PATCH_BLOCKED)])).toEqual({
      crossSiteCookies: false,
      unsafeMethodsWithCredentials: false,
    });
  });

  it('reports an unsafe method with credentials, on the same site', () => {
    expect(policyContext([subject(POST_ALLOWED)])).toEqual({
      crossSiteCookies: false,
      unsafeMethodsWithCredentials: true,
    });
  });

  it('counts an unsafe method whose credentials never showed, once another request includes them', () => {
    const withCookie = GET_BLOCKED.replace('page=2\n', 'page=2\n  Cookie: ‹redacted›\n');
    expect(policyContext([subject(PATCH_BLOCKED), subject(withCookie)]).unsafeMethodsWithCredentials).toBe(true);
    const without = subject(PATCH_BLOCKED.replace('  > OPTIONS', '  credentials omit\n  > OPTIONS'));
    expect(policyContext([without, subject(withCookie)]).unsafeMethodsWithCredentials).toBe(false);
  });

  it('reports cross-site cookies where the browser says that the sites differ', () => {
    const crossSite = `
      page https://app.example
      credentials include
      > GET https://api.example.com/items
      < 200
      ! net::ERR_FAILED`;
    expect(policyContext([subject(crossSite)])).toEqual({
      crossSiteCookies: true,
      unsafeMethodsWithCredentials: false,
    });
  });

  it('counts localhost and 127.0.0.1 as different sites', () => {
    const trace = GET_BLOCKED.replaceAll('localhost:8000', '127.0.0.1:8000').replace(
      '> GET',
      'credentials include\n  > GET',
    );
    expect(policyContext([subject(trace)]).crossSiteCookies).toBe(true);
  });
});
