import ts from 'typescript';
import { expect, test } from 'vitest';
import { filesBelow, lineOf, parse, visit } from '../support/source-files.ts';

/** Each turns a string into markup or into a program. The recorder's text is run by DevTools, in the page, and is ours. */
const DANGEROUS = new Set([
  'innerHTML',
  'outerHTML',
  'insertAdjacentHTML',
  'dangerouslySetInnerHTML',
  'createContextualFragment',
  'setHTMLUnsafe',
  'parseFromString',
  'Function',
]);

test('no source makes markup or programs out of strings', () => {
  const files = filesBelow('src', ['.ts', '.tsx']).map((path) => parse(path));
  expect(files.flatMap(dangers)).toEqual([]);
});

test.each([
  ['element.innerHTML = text;'],
  ["element['outerHTML'] = text;"],
  ['<p dangerouslySetInnerHTML={{ __html: text }} />;'],
  ["new Function('return 1');"],
  ['document.write(text);'],
  ["eval('1');"],
])('%s would be found', (code) => {
  expect(dangers(parse('a.tsx', code))).toHaveLength(1);
});

function dangers(source: ts.SourceFile): readonly string[] {
  const found: string[] = [];
  visit(source, (node) => {
    const name = nameUsedBy(node);
    if (name !== undefined && (DANGEROUS.has(name) || isGlobalEval(node) || isDocumentWrite(node)))
      found.push(`${source.fileName}:${lineOf(node)} ${name}`);
  });
  return found;
}

/** The property, attribute or global constructor that a node reaches for. */
function nameUsedBy(node: ts.Node): string | undefined {
  if (ts.isPropertyAccessExpression(node)) return node.name.text;
  if (ts.isElementAccessExpression(node) && ts.isStringLiteral(node.argumentExpression))
    return node.argumentExpression.text;
  if (ts.isJsxAttribute(node) && ts.isIdentifier(node.name)) return node.name.text;
  if ((ts.isNewExpression(node) || ts.isCallExpression(node)) && ts.isIdentifier(node.expression))
    return node.expression.text;
  return undefined;
}

function isDocumentWrite(node: ts.Node): boolean {
  return ts.isPropertyAccessExpression(node) && /^document\.write(ln)?$/.test(node.getText());
}

function isGlobalEval(node: ts.Node): boolean {
  return ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 'eval';
}
