import type { Ask, CaseHop, OtherRule, RawAnswer, Situation, TableCase } from '../case.ts';
import {
  ALLOWED,
  allowHeaders,
  allowOrigin,
  type Expected,
  MISSING,
  mismatch,
  NOTHING,
  ok,
  PASS,
  PREFLIGHT_MISSING,
  row,
  STAR,
  to,
  X_TEST,
} from './build.ts';

const ASKS_FIRST: Partial<Ask> = { headers: X_TEST };
const STAR_FIRST = ok(allowOrigin('*'), allowHeaders('x-test'));
const ALLOWED_FIRST = ok(allowOrigin('{O}'), allowHeaders('x-test'));

/** What Firefox says of a request that it did not send, or gave up. */
const UNSENT = 'CORSDidNotSucceed2';
const STOPPED: Expected = [null, '', UNSENT];

const ADD_ORIGIN: OtherRule = { does: { response: { name: 'Access-Control-Allow-Origin', value: '*' } } };
const ADD_HEADERS: OtherRule = { does: { response: { name: 'Access-Control-Allow-Headers', value: '*' } } };
const TAKE_ORIGIN: OtherRule['does'] = { response: { name: 'Access-Control-Allow-Origin' } };

const OTHER_EXTENSION: readonly TableCase[] = [
  other('d1', 'another extension adds the header', PASS, [ADD_ORIGIN], {}, [to('T', NOTHING)]),
  other('d2', 'another extension takes the header away', MISSING, [{ does: TAKE_ORIGIN }], {}, [to('T', ALLOWED)]),
  other('d3', 'another extension adds the headers to both answers', PASS, [ADD_ORIGIN, ADD_HEADERS], ASKS_FIRST, [
    to('T', NOTHING),
  ]),
  other(
    'd4',
    'another extension takes the header from the answer to the preflight',
    PREFLIGHT_MISSING,
    [{ does: TAKE_ORIGIN, to: 'preflight' }],
    ASKS_FIRST,
    [to('T', ALLOWED, ALLOWED_FIRST)],
  ),
  other('d5', 'another extension takes Origin away', PASS, [{ does: { request: { name: 'Origin' } } }], {}, [
    to('T', ALLOWED),
  ]),
  other('d6', 'another extension redirects, to an answer for the page', mismatch('{O}'), [{ does: 'redirect' }], {}, [
    to('T', STAR),
    to('U', ALLOWED),
  ]),
  other('d7', 'another extension redirects, to an answer for null', PASS, [{ does: 'redirect' }], {}, [
    to('T', STAR),
    to('U', ok(allowOrigin('null'))),
  ]),
  other('d8', 'another extension blocks', STOPPED, [{ does: 'block' }], {}, [to('T', ALLOWED)], 'failed'),
  other('d9', 'another extension redirects what asks first', PASS, [{ does: 'redirect' }], ASKS_FIRST, [
    to('T', STAR),
    to('U', STAR, STAR_FIRST),
  ]),
  other(
    'd10',
    'another extension redirects the preflight',
    [null, '', 'CORSExternalRedirectNotAllowed'],
    [{ does: 'redirect', to: 'preflight' }],
    ASKS_FIRST,
    [to('T', STAR, STAR_FIRST), to('U', STAR, STAR_FIRST)],
    'failed',
  ),
  other(
    'd11',
    'another extension blocks the preflight',
    STOPPED,
    [{ does: 'block', to: 'preflight' }],
    ASKS_FIRST,
    [to('T', STAR, STAR_FIRST)],
    'failed',
  ),
];

type Hops = readonly [CaseHop, ...CaseHop[]];

function other(
  id: string,
  title: string,
  expected: Expected,
  rules: readonly OtherRule[],
  asked: Partial<Ask>,
  hops: Hops,
  page?: 'failed',
): TableCase {
  const situation: Situation = { kind: 'other-extension', rules };
  return { ...row(id, title, expected, { ask: asked, hops, ...(page ? { page } : {}) }), situation };
}

const DENIED = refused('LocalNetworkAccessPermissionDenied');

const LOCAL_NETWORK: readonly TableCase[] = [
  publicly('l1', 'a page of the internet calls this computer', DENIED, {}),
  publicly('l2', 'a page of the internet asks this computer first', DENIED, ASKS_FIRST),
  publicly('l3', 'a page of the internet shows a picture of this computer', [DENIED[0], '', null], {
    api: 'img',
    mode: 'no-cors',
  }),
  publicly(
    'l4',
    'a page of the internet takes another computer of the network for this one',
    refused('InvalidLocalNetworkAccess'),
    { targetAddressSpace: 'loopback' },
    to('S', STAR),
  ),
  publicly(
    'l6',
    'the same, asking first',
    DENIED,
    { targetAddressSpace: 'loopback', ...ASKS_FIRST },
    to('S', STAR, STAR_FIRST),
  ),
  insecurely('l5', 'an insecure page of the internet calls this computer', {}),
  insecurely('l7', 'an insecure page of the internet asks this computer first', ASKS_FIRST),
];

function publicly(id: string, title: string, expected: Expected, asked: Partial<Ask>, hop = to('T', STAR, STAR_FIRST)) {
  return { ...row(id, title, expected, { ask: asked, hops: [hop] }), situation: { kind: 'public-page' } } as const;
}

function insecurely(id: string, title: string, asked: Partial<Ask>): TableCase {
  const one = row(id, title, refused('InsecureLocalNetwork'), { ask: asked, hops: [to('T', STAR, STAR_FIRST)] });
  return { ...one, situation: { kind: 'insecure-public-page' } };
}

function refused(name: string): Expected {
  return [name, '', UNSENT];
}

const ELSEWHERE: CaseHop = { at: 'file:///case/{key}/0', actual: NOTHING };
const NO_SCHEME: Expected = ['CorsDisabledScheme', '', 'CORSRequestNotHttp'];

const FROM_FILE: readonly TableCase[] = [
  fromFile('f0', 'a page that is a file, allowed as null', PASS, {}, to('T', ok(allowOrigin('null')))),
  fromFile(
    'f1',
    'a page that is a file, allowed as file://',
    mismatch('file://'),
    {},
    to('T', ok(allowOrigin('file://'))),
  ),
  fromFile('f2', 'a page that is a file, allowed like every other', PASS, {}, to('T', STAR)),
  fromFile('f7', 'a module script that is a file', NO_SCHEME, { api: 'module-script' }, ELSEWHERE),
  fromFile('f8', 'XMLHttpRequest for a file', NO_SCHEME, { api: 'xhr' }, ELSEWHERE),
  fromFile('f9', 'fetch() for a file', NO_SCHEME, {}, ELSEWHERE),
];

function fromFile(id: string, title: string, expected: Expected, asked: Partial<Ask>, hop: CaseHop): TableCase {
  return { ...row(id, title, expected, { ask: asked, hops: [hop] }), situation: { kind: 'file' } };
}

const IN_SERVICE_WORKER: readonly TableCase[] = [
  {
    ...controlled('s1', 'a service worker makes the answer up', 'made-up', PASS, {}, NOTHING),
    ...silentInChromium(PASS),
  },
  controlled('s2', 'a service worker makes the request for the page', 'pass-on', MISSING, {}, NOTHING),
  controlled('s3', 'a service worker hands over an opaque answer', 'opaque', PASS, {}, NOTHING, 'failed'),
  controlled('s4', 'a service worker lets the request be', 'let-be', MISSING, {}, NOTHING),
  controlled('s5', 'a service worker asks first for the page', 'pass-on', PREFLIGHT_MISSING, ASKS_FIRST, NOTHING),
];

type Does = Extract<Situation, { readonly kind: 'service-worker' }>['does'];

function controlled(
  id: string,
  title: string,
  does: Does,
  expected: Expected,
  asked: Partial<Ask>,
  actual: RawAnswer,
  page?: 'failed',
): TableCase {
  const one = row(id, title, expected, { ask: asked, hops: [to('T', actual)], ...(page ? { page } : {}) });
  return { ...one, situation: { kind: 'service-worker', does } };
}

/** No request is made. */
function silentInChromium([chromium, parameter, firefox]: Expected): Pick<TableCase, 'observed'> {
  return {
    observed: [{ chromium, parameter, firefox, standard: 'pass', page: 'read', noEvents: true }],
  };
}

/**
 * What was seen where not only page and servers have a say: other extensions, service workers, pages that are files,
 * and the local network. They need a browser of their own. For requests of service workers, what the browser says is about
 * the worker's request.
 */
export const SITUATION_CASES: readonly TableCase[] = [
  ...OTHER_EXTENSION,
  ...LOCAL_NETWORK,
  ...FROM_FILE,
  ...IN_SERVICE_WORKER,
];
