import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isCorsSafelistedRequestHeader } from '../../src/analyzer/fetch/cors-safelist.ts';
import type { HeaderList } from '../../src/analyzer/fetch/header-list.ts';
import { preflightMaxAge } from '../../src/analyzer/fetch/preflight-cache.ts';
import { extractTokenList, isToken } from '../../src/analyzer/fetch/token-list.ts';
import { redactRequestHeaders, redactResponseHeaders, redactUrl } from '../../src/analyzer/trace/redact.ts';
import { parseFilter, wordsOf, written } from '../../src/panel/filter-text.ts';
import { parseRequest, parseWatch } from '../../src/protocol/guards.ts';
import { expectNoHang, watchSlowest } from '../support/slowest-input.ts';
import { HOSTILE_VALUES } from './hostile-values.ts';

const { NIGHTLY, WHYCORS_FUZZ_SEED, WHYCORS_FUZZ_RUNS } = process.env;
const numRuns = Number(WHYCORS_FUZZ_RUNS ?? (NIGHTLY === '1' ? 1_000_000 : 2000));
const seed = Number(WHYCORS_FUZZ_SEED ?? 7);
const run = { numRuns, seed };
const TIMEOUT = 3_600_000;

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ maxLength: 60 }),
  fc.constantFrom(...HOSTILE_VALUES.map(([, value]) => value).filter(({ length }) => length < 1000)),
);
const NAMES = [
  'Access-Control-Allow-Headers',
  'access-control-allow-methods',
  'Access-Control-Max-Age',
  'Set-Cookie',
  'Location',
];
const header = fc.tuple(fc.oneof(fc.constantFrom(...NAMES), text), text);
const headers: fc.Arbitrary<HeaderList> = fc.array(header, { maxLength: 6 });
const filterText = fc
  .array(fc.oneof(text, fc.constantFrom('is:', 'server:', 'status:', '-', '"', ' ', ':', '\\', 'cause:')), {
    maxLength: 8,
  })
  .map((parts) => parts.join(''));

/** Everything that reads headers before or while a verdict is made. */
function readHeaders(list: HeaderList) {
  const redacted = [redactRequestHeaders, redactResponseHeaders].map((redact) => [redact(list), redact] as const);
  for (const dialect of ['standard', 'chromium', 'firefox'] as const) {
    for (const [name, value] of list) isCorsSafelistedRequestHeader(name, value, dialect);
  }
  const ages = (['standard', 'chromium', 'firefox'] as const).map((dialect) => preflightMaxAge(list, dialect));
  return { redacted, ages, names: extractTokenList(list, 'access-control-allow-headers') };
}

test(
  'any list of headers is read and redacted, redacting twice changes nothing more, and names stay',
  () => {
    const slowest = watchSlowest('header lists');
    fc.assert(
      fc.property(headers, (list) => {
        const { redacted, ages, names } = slowest.read(list, readHeaders);
        for (const [once, redact] of redacted) {
          expect(redact(once)).toEqual(once);
          expect(once.map(([name]) => name)).toEqual(list.map(([name]) => name));
        }
        if (Array.isArray(names)) expect(names.every(isToken)).toBe(true);
        expect(Math.min(...ages)).toBeGreaterThanOrEqual(0);
      }),
      run,
    );
    expectNoHang(slowest);
  },
  TIMEOUT,
);

test(
  'any text is redacted as an address, and redacting twice changes nothing more',
  () => {
    const slowest = watchSlowest('addresses');
    fc.assert(
      fc.property(text, text, (a, b) => {
        const once = slowest.read(`http://a.example/${a}?${b}`, redactUrl);
        expect(redactUrl(once)).toBe(once);
        slowest.read(a, redactUrl);
      }),
      run,
    );
    expectNoHang(slowest);
  },
  TIMEOUT,
);

test(
  'any text is a filter, and any value can be written into one',
  () => {
    const slowest = watchSlowest('filters');
    fc.assert(
      fc.property(filterText, text, (typed, value) => {
        slowest.read(typed, parseFilter);
        slowest.read(typed, wordsOf);
        slowest.read(written('server', value), parseFilter);
      }),
      run,
    );
    expectNoHang(slowest);
  },
  TIMEOUT,
);

test(
  'any message is a request of the protocol or is refused',
  () => {
    const message = fc.oneof(
      fc.anything(),
      fc.record({
        type: fc.oneof(fc.constantFrom('traces/list', 'page/report', 'settings/set', 'watch', '__proto__'), text),
        tabId: fc.anything(),
        since: fc.anything(),
        settings: fc.anything(),
        reports: fc.anything(),
      }),
    );
    const slowest = watchSlowest('messages');
    fc.assert(
      fc.property(message, (value) => {
        const request = slowest.read(value, parseRequest);
        if (request) expect(request.type).toMatch(/^[a-z]+\/[a-z]+$/);
        slowest.read(value, parseWatch);
      }),
      run,
    );
    expectNoHang(slowest);
  },
  TIMEOUT,
);
