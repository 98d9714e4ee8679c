import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { filesBelow, lineOf, parse, visit } from '../support/source-files.ts';

const FOLDERS = ['src', 'test', 'lab', 'scripts'].filter((folder) => existsSync(folder));
const CODE = ['.ts', '.tsx', '.mjs', '.css', '.html'];
const code = FOLDERS.flatMap((folder) => filesBelow(folder, CODE));
const inSrc = code.filter((path) => path.startsWith('src/'));

/** The tables whose order is meaning. */
const TABLES = ['rules', 'fixes/stacks', 'fixes/detours'].map((folder) => `src/analyzer/${folder}/index.ts`);

test('files and folders are named in kebab-case', () => {
  const kebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.(test|config|d))?\.[a-z]+$/;
  const folder = /^[a-z0-9]+(-[a-z0-9]+)*$/;
  const odd = code.filter((path) => {
    const parts = path.split('/');
    return !kebab.test(parts.pop() ?? '') || !parts.every((part) => folder.test(part));
  });
  expect(odd).toEqual([]);
});

test('no file in src has a name that says nothing about what is in it', () => {
  const banned = /^(utils?|helpers?|types?|constants?|common|misc|shared|index)\./;
  expect(inSrc.filter((path) => banned.test(basename(path)) && !TABLES.includes(path))).toEqual([]);
});

test('no file in src is longer than 350 lines', () => {
  const long = inSrc.map((path) => ({ path, lines: readFileSync(path, 'utf8').trimEnd().split('\n').length }));
  expect(long.filter(({ lines }) => lines > 350)).toEqual([]);
});

test('no file lies more than four levels below src', () => {
  expect(inSrc.filter((path) => path.split('/').length - 1 > 4)).toEqual([]);
});

test('no function in src is longer than 40 lines, JSX and the functions inside it aside', () => {
  const long = inSrc
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'))
    .map((path) => parse(path))
    .flatMap(longFunctions);
  expect(long).toEqual([]);
});

test('nothing in src is passed on by a barrel: only the tables collect exports', () => {
  const barrels = inSrc
    .filter((path) => /\.tsx?$/.test(path) && !TABLES.includes(path))
    .flatMap((path) => parse(path).statements.filter(isPassedOn))
    .map((node) => `${node.getSourceFile().fileName}:${lineOf(node)}: import it where it is defined`);
  expect(barrels).toEqual([]);
});

/** `export … from` a file of our own. What comes from a package may get a place here. */
function isPassedOn(node: ts.Statement): boolean {
  if (!ts.isExportDeclaration(node) || !node.moduleSpecifier) return false;
  return ts.isStringLiteral(node.moduleSpecifier) && node.moduleSpecifier.text.startsWith('.');
}

function longFunctions(source: ts.SourceFile): readonly string[] {
  const long: string[] = [];
  visit(source, (node) => {
    if (!isFunctionWithBody(node)) return;
    const lines = ownLines(node);
    if (lines > 40) long.push(`${source.fileName}:${lineOf(node)} has ${lines} lines`);
  });
  return long;
}

/** Lines of a function without those of the functions inside it, which are measured by themselves. */
function ownLines(node: ts.Node): number {
  const nested: ts.Node[] = [];
  const collect = (child: ts.Node) => {
    if (isFunctionWithBody(child)) nested.push(child);
    else ts.forEachChild(child, collect);
  };
  ts.forEachChild(node, collect);
  return nested.reduce((rest, inner) => rest - lineBreaks(inner), lineBreaks(node) + 1);
}

function lineBreaks(node: ts.Node): number {
  const source = node.getSourceFile();
  const line = (position: number) => source.getLineAndCharacterOfPosition(position).line;
  return line(node.getEnd()) - line(node.getStart(source));
}

function isFunctionWithBody(node: ts.Node): boolean {
  return ts.isFunctionLike(node) && 'body' in node && node.body !== undefined;
}
