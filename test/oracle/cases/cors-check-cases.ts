import type { TableCase } from '../case.ts';
import {
  allowCredentials,
  allowOrigin,
  answer,
  credentials,
  type Expected,
  MISMATCH,
  MISSING,
  mismatch,
  PASS,
  row,
  to,
  WILDCARD,
} from './build.ts';

const MULTIPLE = 'CORSMultipleAllowOriginNotAllowed';

const invalid = (value: string): Expected => ['InvalidAllowOriginValue', value, MISMATCH];
const multiple = (value: string, firefox = MULTIPLE): Expected => ['MultipleAllowOriginValues', value, firefox];
const commaLine = (value: string) => multiple(value, MISMATCH);

function get(id: string, title: string, expected: Expected, lines: readonly string[], status = '200 OK'): TableCase {
  return row(id, title, expected, { hops: [to('T', answer(status, ...lines))] });
}

function getInclude(id: string, title: string, expected: Expected, lines: readonly string[]): TableCase {
  return row(id, title, expected, { ask: { credentials: 'include' }, hops: [to('T', answer('200 OK', ...lines))] });
}

/** One Access-Control-Allow-Origin line that matches nothing, reported with its own value. */
function one(id: string, title: string, value: string, expected: (value: string) => Expected): TableCase {
  return get(id, title, expected(value), [allowOrigin(value)]);
}

export const CORS_CHECK_CASES: readonly TableCase[] = [
  get('001', 'no allow-origin', MISSING, []),
  get('002', 'a star', PASS, [allowOrigin('*')]),
  get('003', 'the exact origin', PASS, [allowOrigin('{O}')]),
  one('004', 'a trailing slash', '{O}/', mismatch),
  one('005', 'upper case', '{O:upper}', mismatch),
  one('006', 'another scheme', 'https://app.localhost:{O:port}', mismatch),
  one('007', 'no port', 'http://app.localhost', mismatch),
  one('008', 'an empty value', '', invalid),
  get('009', 'spaces around the origin', PASS, [allowOrigin('  {O} ')]),
  get('010', 'tabs around the origin', PASS, [allowOrigin('\t{O}\t')]),
  one('011', 'null for a real origin', 'null', mismatch),
  one('012', 'NULL', 'NULL', invalid),
  one('013', 'a bare host', 'app.localhost', invalid),
  one('014', 'host and port, which parses as a scheme', 'app.localhost:{O:port}', mismatch),
  one('015', 'address and port, which does not', '127.0.0.1:{O:port}', invalid),
  one('016', 'a star before the host', '*.localhost', invalid),
  one('017', 'a star inside an origin', 'http://*.localhost:{O:port}', mismatch),
  one('018', 'two origins in one line', '{O}, {U}', commaLine),
  one('019', 'two origins parted by a space', '{O} {U}', commaLine),
  get('020', 'two lines', multiple('{O}, {U}'), [allowOrigin('{O}'), allowOrigin('{U}')]),
  get('021', 'the same line twice', multiple('{O}, {O}'), [allowOrigin('{O}'), allowOrigin('{O}')]),
  get('022', 'two stars', multiple('*, *'), [allowOrigin('*'), allowOrigin('*')]),
  get('023', 'two lines in lower case', commaLine('{O}, {O}'), [
    'access-control-allow-origin: {O}',
    'access-control-allow-origin: {O}',
  ]),
  get('024', 'a star and an origin', multiple('*, {O}'), [allowOrigin('*'), allowOrigin('{O}')]),
  get('025', 'an origin and an empty line', multiple('{O}, '), [allowOrigin('{O}'), allowOrigin('')]),
  one('026', 'a trailing comma', '{O},', commaLine),
  one('027', 'two origins parted by a tab', '{O}\t{U}', invalid),
  one('028', 'two origins parted by a semicolon', '{O};{U}', invalid),
  one('029', 'quotes', '"{O}"', invalid),
  one('030', 'two stars in one value', '**', invalid),
  one('031', 'a scheme alone', 'http://', invalid),
  one('032', 'a single slash', 'http:/app.localhost:{O:port}', mismatch),
  one('033', 'no colon', 'http//app.localhost:{O:port}', invalid),
  one('034', 'a port out of range', 'http://app.localhost:99999', invalid),
  one('035', 'undefined', 'undefined', invalid),
  one('036', 'true', 'true', invalid),
  row('037', 'credentials omitted', PASS, {
    ask: { credentials: 'omit' },
    hops: [to('T', answer('200 OK', allowOrigin('*'), allowCredentials('true')))],
  }),
  get('038', 'allow-credentials false without credentials', PASS, [allowOrigin('{O}'), allowCredentials('false')]),
  get('039', 'status 500 with the header', PASS, [allowOrigin('{O}')], '500 Internal Server Error'),
  get('040', 'status 500 without it', MISSING, [], '500 Internal Server Error'),
  get('041', 'status 304 with the header', PASS, [allowOrigin('{O}')], '304 Not Modified'),
  getInclude('042', 'a star with credentials', WILDCARD, [allowOrigin('*')]),
  getInclude('043', 'a star and true with credentials', WILDCARD, [allowOrigin('*'), allowCredentials('true')]),
  getInclude('044', 'no allow-credentials', credentials(''), [allowOrigin('{O}')]),
  getInclude('045', 'allow-credentials true', PASS, [allowOrigin('{O}'), allowCredentials('true')]),
  getInclude('046', 'allow-credentials True', credentials('True'), [allowOrigin('{O}'), allowCredentials('True')]),
  getInclude('047', 'allow-credentials TRUE', credentials('TRUE'), [allowOrigin('{O}'), allowCredentials('TRUE')]),
  getInclude('048', 'allow-credentials 1', credentials('1'), [allowOrigin('{O}'), allowCredentials('1')]),
  getInclude('049', 'allow-credentials empty', credentials(''), [allowOrigin('{O}'), allowCredentials('')]),
  getInclude('050', 'allow-credentials twice', credentials('true, true'), [
    allowOrigin('{O}'),
    allowCredentials('true'),
    allowCredentials('true'),
  ]),
  getInclude('051', 'allow-credentials padded', PASS, [allowOrigin('{O}'), allowCredentials(' true\t')]),
  getInclude('052', 'nothing at all', MISSING, []),
  getInclude('053', 'both headers wrong', mismatch('{U}'), [allowOrigin('{U}'), allowCredentials('false')]),
  row('054', 'XMLHttpRequest with credentials', WILDCARD, {
    ask: { api: 'xhr', credentials: 'include' },
    hops: [to('T', answer('200 OK', allowOrigin('*')))],
  }),
  row('055', 'XMLHttpRequest without credentials', PASS, {
    ask: { api: 'xhr' },
    hops: [to('T', answer('200 OK', allowOrigin('*')))],
  }),
];
