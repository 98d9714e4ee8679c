import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'vite';
import { expect, test } from 'vitest';
import { RULES } from '../../src/analyzer/rules/index.ts';
import { stripExamples, withoutExamples } from '../../strip-examples.ts';

test('the examples of a rule are cut out, and nothing else of it', () => {
  const rule =
    "const one = defineRule({ id: 'a', examples: { failing: ['examples: x'], passing: ['y'] }, fix: () => [] });";
  expect(withoutExamples(rule)).toBe("const one = defineRule({ id: 'a',  fix: () => [] });");
  expect(withoutExamples("defineRule({ id: 'a', examples: { failing: [] } })")).toBe("defineRule({ id: 'a',  })");
});

test('examples of anything but a rule stay', () => {
  for (const code of ["const examples = ['x'];", "other({ examples: ['x'] });", 'defineRule(examples);']) {
    expect(withoutExamples(code)).toBe(code);
  }
});

test('the built catalogue has every rule and no transcript', async () => {
  const code = await builtCatalogue();
  for (const { id } of RULES) expect(code, id).toContain(`"${id}"`);
  expect(code).not.toMatch(/^\s*page https?:\/\//m);
  expect(code).not.toContain('failing:');
});

test('nothing that is built reads the examples of a rule', async () => {
  const files = (await readdir('src', { recursive: true })).map((path) => path.replaceAll('\\', '/'));
  const readers = files.filter((path) => /\.tsx?$/.test(path) && !path.startsWith('analyzer/rules/'));
  expect(readers.length).toBeGreaterThan(100);
  for (const path of readers) {
    expect(await readFile(join('src', path), 'utf8'), path).not.toMatch(/\.examples\b|[{,]\s*examples\b/);
  }
});

async function builtCatalogue(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    plugins: [stripExamples()],
    build: {
      write: false,
      minify: false,
      lib: { entry: 'src/analyzer/rules/index.ts', formats: ['es'], fileName: 'rules' },
    },
  });
  const [result] = Array.isArray(built) ? built : [built];
  if (!result || !('output' in result)) throw new Error('nothing was built');
  return result.output.map((part) => (part.type === 'chunk' ? part.code : '')).join('\n');
}
