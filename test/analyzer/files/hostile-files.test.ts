import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { analyze } from '../../../src/analyzer/analyze.ts';
import { importFile } from '../../../src/analyzer/files/import-file.ts';
import { reportMarkdown } from '../../../src/analyzer/files/report-markdown.ts';
import { plainText } from '../../../src/analyzer/rules/prose.ts';
import { readRecordedHar } from '../../support/har/recorded-har.ts';
import { expectNoHang, type SlowestInput, watchSlowest } from '../../support/slowest-input.ts';

/** In the nightly a million files, a quarter of each sort. */
const { NIGHTLY, WHYCORS_FUZZ_RUNS, WHYCORS_FUZZ_SEED } = process.env;
const numRuns = Number(WHYCORS_FUZZ_RUNS ?? (NIGHTLY === '1' ? 250_000 : 2000));
const run = { numRuns, seed: Number(WHYCORS_FUZZ_SEED ?? 7) };
const TIMEOUT = 3_600_000;

/** An error or traffic, and never an exception; what is imported can be analyzed and written down. */
function check(text: string, slowest: SlowestInput = watchSlowest('')): void {
  const file = slowest.read(text, importFile);
  if ('error' in file) expect(plainText(file.error)).not.toBe('');
  else reportMarkdown(analyze(file.traces).traces, { page: file.page });
}

const json = fc.jsonValue({ maxDepth: 4 });
const header = fc.record({
  name: fc.oneof(
    fc.constantFrom('Origin', 'Access-Control-Allow-Origin', 'Access-Control-Request-Method', 'Location'),
    fc.string(),
    json,
  ),
  value: fc.oneof(fc.constantFrom('*', 'null', 'http://localhost:3000', 'PUT'), fc.string(), json),
});
const url = fc.oneof(
  fc.webUrl(),
  fc.constantFrom('http://localhost:8000/items', 'http://[', 'data:,x', ''),
  fc.string(),
  json,
);
const harEntry = fc.oneof(
  json,
  fc.record(
    {
      startedDateTime: fc.oneof(fc.constant('2026-01-31T12:00:00.000Z'), fc.string(), json),
      time: fc.oneof(fc.double(), json),
      _resourceType: fc.oneof(fc.constantFrom('fetch', 'constructor', 'preflight'), json),
      _error: fc.oneof(fc.constantFrom('net::ERR_FAILED', '__proto__'), json),
      request: fc.oneof(
        fc.record({
          method: fc.oneof(fc.constantFrom('GET', 'OPTIONS', 'PUT'), fc.string()),
          url,
          headers: fc.oneof(fc.array(header), json),
        }),
        json,
      ),
      response: fc.oneof(
        fc.record({
          status: fc.oneof(fc.constantFrom(0, 200, 302, 404), fc.integer(), json),
          headers: fc.oneof(fc.array(header), json),
          redirectURL: url,
        }),
        json,
      ),
      timings: json,
      cache: json,
      pageref: json,
      _whycors: json,
    },
    { requiredKeys: [] },
  ),
);
const har = fc.record({
  log: fc.record(
    { entries: fc.oneof(fc.array(harEntry, { maxLength: 6 }), json), creator: json, browser: json, pages: json },
    { requiredKeys: ['entries'] },
  ),
});

describe('a file', () => {
  test(
    'of any bytes is an error or traffic',
    () => {
      const slowest = watchSlowest('files of bytes');
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => check(Buffer.from(bytes).toString('utf8'), slowest)),
        run,
      );
      expectNoHang(slowest);
    },
    TIMEOUT,
  );

  test(
    'of any JSON is an error or traffic',
    () => {
      const slowest = watchSlowest('files of JSON');
      fc.assert(
        fc.property(
          fc.oneof(
            json,
            fc.record({ format: fc.constant('whycors-report/1'), traces: json }),
            fc.record({ log: json }),
          ),
          (value) => check(JSON.stringify(value), slowest),
        ),
        run,
      );
      expectNoHang(slowest);
    },
    TIMEOUT,
  );

  test(
    'that is almost a HAR is an error or traffic',
    () => {
      const slowest = watchSlowest('HARs');
      fc.assert(
        fc.property(har, (value) => check(JSON.stringify(value), slowest)),
        run,
      );
      expectNoHang(slowest);
    },
    TIMEOUT,
  );

  test(
    'that was a report until one of its values was replaced is an error or traffic',
    () => {
      const slowest = watchSlowest('reports');
      const { report } = readRecordedHar('chromium');
      const small = { ...report, traces: report.traces.slice(0, 1), policies: report.policies.slice(0, 1) };
      const paths = pathsOf(small);
      fc.assert(
        fc.property(fc.nat(), json, (at, value) => {
          const copy: unknown = JSON.parse(JSON.stringify(small));
          replaceAt(copy, paths[at % paths.length] ?? [], value);
          check(JSON.stringify(copy), slowest);
        }),
        run,
      );
      expectNoHang(slowest);
    },
    TIMEOUT,
  );

  test('with names of built-in properties in it changes nothing outside of itself', () => {
    check('{"__proto__": {"log": {"entries": []}}, "constructor": 1}');
    check('{"log": {"entries": [{"__proto__": {"request": {}}, "request": {"__proto__": 1}}]}}');
    expect({}).not.toHaveProperty('log');
  });
});

describe('the time that reading takes', () => {
  test('allows three thousand redirects to one URL', () => {
    const entry = (url: string, status: number) => ({
      startedDateTime: '2026-01-31T12:00:00.000Z',
      time: 1,
      timings: { wait: 1 },
      request: { method: 'GET', url, headers: [{ name: 'Origin', value: 'http://localhost:3000' }] },
      response: { status, headers: [], redirectURL: 'http://localhost:8000/' },
    });
    const entries = Array.from({ length: 6_000 }, (_, index) =>
      index < 3_000 ? entry(`http://localhost:9000/${index}`, 302) : entry('http://localhost:8000/', 200),
    );
    const file = importFile(JSON.stringify({ log: { creator: { name: 'Firefox' }, entries } }));
    expect('traces' in file && file.traces.length).toBe(3_000);
  });
});

type Path = readonly (string | number)[];

function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [path, ...entries.flatMap(([key, inner]) => pathsOf(inner, [...path, key]))].filter(
    ({ length }) => length > 0,
  );
}

function replaceAt(root: unknown, path: Path, value: unknown): void {
  const keys = [...path];
  const last = keys.pop();
  const parent = keys.reduce<unknown>((node, key) => (node as Record<string | number, unknown>)[key], root);
  if (last !== undefined) (parent as Record<string | number, unknown>)[last] = value;
}
