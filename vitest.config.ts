import { defineConfig } from 'vitest/config';

/** Real browsers and real backends are slow to start and share two cores: one file at a time, generous limits. */
const real = { fileParallelism: false, testTimeout: 120_000, hookTimeout: 180_000 };

/** They need Firefox, the others a Chromium-based browser. */
const FIREFOX_TESTS = 'test/{e2e,oracle}/*firefox*.test.ts';

/** What needs a document, which takes its time to set up. */
const COMPONENTS = 'test/{page,panel,popup,ui}/**/*.test.{ts,tsx}';

/** Properties over many generated cases, code in languages that have to be parsed, whole sources: seconds each. */
const THOROUGH = [
  'test/analyzer/files/{round-trip,hostile-files,recorded-hars}.test.ts',
  'test/analyzer/{incremental,preflight-history,properties,server-view,words}.test.ts',
  'test/analyzer/fetch/{main-fetch,token-list}.test.ts',
  'test/cli/{lab,probe,program}.test.ts',
  'test/analyzer/trace/{assemble-property,judge-alike,lost-events,pair-preflights,redact}.test.ts',
  'test/analyzer/fixes/**/*.test.ts',
  'test/background/{cost,faults,load,restart-anywhere,restart-recorded,tab-traces}.test.ts',
  'test/security/*.test.ts',
  'test/meta/{docs,files,layers,manifest,markup,promises,report-schema,strip-examples,words}.test.ts',
];

/** Nothing in these keeps state between files, and loading the analyzer once instead of sixty times halves the run. */
const inProcess = {
  setupFiles: 'test/support/url-parser.ts',
  pool: 'threads',
  isolate: false,
  maxWorkers: 2,
  // A busy machine is no failure.
  testTimeout: 60_000,
} as const;

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  define: { __WHYCORS_VERSION__: JSON.stringify('0.0.0-test') },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: ['test/e2e/**', 'test/oracle/**', 'test/backends/**', 'test/packages/**', COMPONENTS, ...THOROUGH],
          ...inProcess,
        },
      },
      { extends: true, test: { name: 'components', include: [COMPONENTS], ...inProcess } },
      { extends: true, test: { name: 'thorough', include: THOROUGH, ...inProcess } },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts', 'test/oracle/**/*.test.ts'],
          exclude: [FIREFOX_TESTS],
          ...real,
        },
      },
      { extends: true, test: { name: 'firefox', include: [FIREFOX_TESTS], ...real } },
      { extends: true, test: { name: 'packages', include: ['test/packages/**/*.test.ts'], ...real } },
      { extends: true, test: { name: 'backends', include: ['test/backends/**/*.test.ts'], ...real } },
    ],
  },
});
