import { defineConfig } from 'vitest/config';

/** Real browsers and real backends are slow to start and share two cores: one file at a time, generous limits. */
const real = { fileParallelism: false, testTimeout: 120_000, hookTimeout: 180_000 };

/** They need Firefox, the others a Chromium-based browser. */
const FIREFOX_TESTS = 'test/{e2e,oracle}/*firefox*.test.ts';

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
          setupFiles: ['test/support/url-parser.ts'],
          // Nothing here keeps state between files, and loading the analyzer once instead of sixty times halves the run.
          pool: 'threads',
          isolate: false,
          exclude: ['test/e2e/**', 'test/oracle/**', 'test/backends/**'],
        },
      },
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
      { extends: true, test: { name: 'backends', include: ['test/backends/**/*.test.ts'], ...real } },
    ],
  },
});
