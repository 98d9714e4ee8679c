import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import ts from 'typescript';
import { beforeAll, expect, test } from 'vitest';
import { parse, visit } from '../support/source-files.ts';

let validate: ValidateFunction;

beforeAll(() => {
  validate = new Ajv({
    strict: true,
    allErrors: true,
    allowUnionTypes: true,
    strictTypes: false,
    strictRequired: false,
  }).compile(JSON.parse(readFileSync('docs/report.schema.json', 'utf8')));
});

/** The complete document printed in docs/report-format.md. */
function example() {
  const [, json] = /```json\n(.*?)```/s.exec(readFileSync('docs/report-format.md', 'utf8')) ?? [];
  if (!json) throw new Error('docs/report-format.md has no ```json block: put the example back');
  return JSON.parse(json) as Record<string, never>;
}

/** The example with one value replaced; `path` is dotted, a number indexes a list. */
function changed(path: string, value: unknown) {
  const document: unknown = example();
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  const parent = keys.reduce((node, key) => (node as Record<string, unknown>)[key], document);
  (parent as Record<string, unknown>)[last] = value;
  return document;
}

test('the example in docs/report-format.md is valid', () => {
  validate(example());
  expect(validate.errors).toBeNull();
});

test.each([
  ['format', 'whycors-report/2'],
  ['surplus', 1],
  ['tab.origin', 7],
  ['traces.0.surplus', 1],
  ['traces.0.hops', []],
  ['traces.0.hops.0.status', undefined],
  ['traces.0.hops.0.requestHeaders.0', ['Accept', '*/*']],
  ['traces.0.hops.0.requestHeaders.0', ['accept']],
  ['traces.0.verdict', 'unknown'],
  ['traces.0.cause', null],
  ['traces.0.blockedBy', null],
  ['traces.0.cause.rule', 'AllowOriginMissing'],
  ['traces.0.cause.firefox', 'CORSMissingAllowOrigin2'],
  ['traces.0.credentials', { value: 'include', source: 'unknown' }],
  ['traces.0.credentials', { value: null, source: 'inferred' }],
  ['policies.0.requestHeaders', ['X-Api']],
])('a report is refused when %s is %j', (path, value) => {
  expect(validate(JSON.parse(JSON.stringify(changed(path, value))))).toBe(false);
});

test('the schema and the document name exactly the fields of report-json.ts and capture-json.ts', () => {
  const inCode = new Set<string>();
  const sources = ['src/analyzer/report-json.ts', 'src/analyzer/capture-json.ts'];
  for (const statement of sources.flatMap((path) => [...parse(path).statements])) {
    if (!ts.isInterfaceDeclaration(statement) || !statement.name.text.endsWith('Json')) continue;
    visit(statement, (node) => {
      // What need not be there: the schema does not list it among the required fields either.
      if (ts.isPropertySignature(node) && !node.questionToken) inCode.add(node.name.getText());
    });
  }
  const inSchema = new Set<string>();
  JSON.parse(readFileSync('docs/report.schema.json', 'utf8'), (_key, value) => {
    for (const field of Array.isArray(value?.required) ? value.required : []) inSchema.add(field);
    return value;
  });
  expect([...inSchema].sort()).toEqual([...inCode].sort());

  const text = readFileSync('docs/report-format.md', 'utf8');
  const named = new Set([...text.matchAll(/`([a-zA-Z.]+)`/g)].flatMap(([, name = '']) => name.split('.')));
  expect([...inSchema].filter((field) => !named.has(field))).toEqual([]);
});
