import { relative, sep } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { lineOf, visit } from '../support/source-files.ts';

/** Folders whose code talks to the browser, where a lost rejection is a lost message. */
const FOLDERS = ['platform', 'background', 'devtools', 'panel', 'popup', 'ui'].map((name) => `src/${name}/`);

test('no promise in the shells is left floating: each is awaited, returned, caught or marked with void', {
  timeout: 60_000,
}, () => {
  const program = programOf('src/tsconfig.json');
  const checked = program
    .getSourceFiles()
    .filter(({ fileName }) => FOLDERS.some((folder) => rooted(fileName).startsWith(folder)));
  expect(checked.length).toBeGreaterThan(0);
  expect(checked.flatMap((source) => floatingPromises(source, program.getTypeChecker()))).toEqual([]);
});

describe('the check itself', () => {
  const floating = [
    'go();',
    'maybe && go();',
    'maybe ? go() : 0;',
    'go().then(f);',
    'go().finally(() => 1);',
    '[1].map(go);',
  ];
  const looked = [
    'await go();',
    'void go();',
    'go().catch(f);',
    'go().then(f, f);',
    'let later = go();',
    'later = go();',
    'f(1);',
    'maybe && f(1);',
  ];
  const findings = findingsIn([...floating, ...looked]);

  test.each(floating)('finds %s', (statement) => expect(findings.filter(isAbout(statement))).toHaveLength(1));
  test.each(looked)('accepts %s', (statement) => expect(findings.filter(isAbout(statement))).toEqual([]));
});

function isAbout(statement: string) {
  return (finding: string) => finding.endsWith(`: ${statement}`);
}

function programOf(config: string): ts.Program {
  const host = {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: (problem: ts.Diagnostic) => {
      throw new Error(String(problem.messageText));
    },
  };
  const parsed = ts.getParsedCommandLineOfConfigFile(config, {}, host);
  if (!parsed) throw new Error(`${config} cannot be read`);
  return ts.createProgram(parsed.fileNames, parsed.options);
}

/** What is found in a module that exists only here. */
function findingsIn(statements: readonly string[]): readonly string[] {
  const text = `
    declare const go: () => Promise<number>;
    declare const maybe: boolean;
    declare const f: (value: unknown) => void;
    ${statements.join('\n')}
    export {};`;
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2022.d.ts'],
    module: ts.ModuleKind.ESNext,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile } = host;
  host.getSourceFile = (name, ...rest) =>
    name === 'snippet.ts'
      ? ts.createSourceFile(name, text, ts.ScriptTarget.ES2022, true)
      : getSourceFile(name, ...rest);
  const program = ts.createProgram(['snippet.ts'], options, host);
  const source = program.getSourceFile('snippet.ts');
  if (!source) throw new Error('snippet.ts is not in the program');
  return floatingPromises(source, program.getTypeChecker());
}

function floatingPromises(source: ts.SourceFile, checker: ts.TypeChecker): readonly string[] {
  const found: string[] = [];
  visit(source, (node) => {
    if (!ts.isExpressionStatement(node) || isCaught(node.expression) || isKept(node.expression)) return;
    if (holdsPromise(checker.getTypeAtLocation(node.expression), checker)) {
      found.push(`${rooted(source.fileName)}:${lineOf(node)} floating promise: ${node.getText()}`);
    }
  });
  return found;
}

/** A promise, a list of promises, or a union with one of these in it. */
function holdsPromise(type: ts.Type, checker: ts.TypeChecker): boolean {
  if (type.isUnion()) return type.types.some((member) => holdsPromise(member, checker));
  if (checker.isArrayType(type))
    return checker.getTypeArguments(type as ts.TypeReference).some((item) => holdsPromise(item, checker));
  const then = type.getProperty('then');
  return then !== undefined && checker.getTypeOfSymbol(then).getCallSignatures().length > 0;
}

/** Ends in `.catch(…)` or in `.then(…, …)`. */
function isCaught(expression: ts.Expression): boolean {
  if (!ts.isCallExpression(expression) || !ts.isPropertyAccessExpression(expression.expression)) return false;
  const { text } = expression.expression.name;
  return (
    (text === 'catch' && expression.arguments.length === 1) || (text === 'then' && expression.arguments.length === 2)
  );
}

/** Assigned: whoever reads the variable can await it. */
function isKept(expression: ts.Expression): boolean {
  return (
    ts.isBinaryExpression(expression) &&
    expression.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
    expression.operatorToken.kind <= ts.SyntaxKind.LastAssignment
  );
}

function rooted(path: string): string {
  return relative('.', path).split(sep).join('/');
}
