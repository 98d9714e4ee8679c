import { spawnSync } from 'node:child_process';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { javascriptArray, javascriptString } from '../../../src/analyzer/fixes/javascript-literal.ts';
import { pythonList, pythonString } from '../../../src/analyzer/fixes/python-literal.ts';
import { HOSTILE } from './hostile.ts';

/** Any UTF-16 text, lone surrogates included, besides the values that have broken such code before. */
const SAMPLES: readonly string[] = [
  ...HOSTILE,
  ...fc.sample(fc.string({ unit: 'binary', maxLength: 60 }), { numRuns: 500, seed: 1 }),
  ...fc
    .sample(fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 20 }), { numRuns: 300, seed: 2 })
    .map((units) => String.fromCharCode(...units)),
];

describe('a JavaScript literal', () => {
  it('evaluates to exactly its value, on one line of printable ASCII', () => {
    for (const value of SAMPLES) {
      const literal = javascriptString(value);
      expect(literal).toMatch(/^'[\x20-\x7e]*'$/);
      expect(runInNewContext(literal)).toBe(value);
    }
  });

  it('evaluates to exactly its list, short or long', () => {
    for (const values of [[], ['a'], SAMPLES.slice(0, 30)]) {
      expect(JSON.stringify(runInNewContext(javascriptArray(values)))).toBe(JSON.stringify(values));
    }
  });
});

describe('a Python literal', () => {
  it('evaluates to exactly its value, on one line of printable ASCII', ({ skip }) => {
    const literals = SAMPLES.map(pythonString);
    for (const literal of literals) expect(literal).toMatch(/^"[\x20-\x7e]*"$/);
    const values = evaluatedByPython(literals);
    if (values === undefined) return skip('there is no python3 on this machine');
    expect(values).toEqual(SAMPLES);
  });

  it('evaluates to exactly its list, short or long', ({ skip }) => {
    const lists = [[], ['a'], SAMPLES.slice(0, 30)];
    const values = evaluatedByPython(lists.map((list) => pythonList(list)));
    if (values === undefined) return skip('there is no python3 on this machine');
    expect(values).toEqual(lists);
  });
});

/** All literals in one process. Undefined without Python, which CI must have. */
function evaluatedByPython(literals: readonly string[]): unknown {
  const program = 'import ast,json,sys\nprint(json.dumps([ast.literal_eval(x) for x in json.load(sys.stdin)]))';
  const { error, stdout, stderr } = spawnSync('python3', ['-c', program], {
    input: JSON.stringify(literals),
    encoding: 'utf8',
  });
  const { CI } = process.env;
  if (error && CI !== 'true') return undefined;
  if (error) throw error;
  if (stderr !== '') throw new Error(stderr);
  return JSON.parse(stdout);
}
