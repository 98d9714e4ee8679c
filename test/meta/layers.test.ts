import { existsSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { filesBelow, type Import, importsOf, lineOf, parse, visit } from '../support/source-files.ts';

/** What a layer may import. `types` must be erased at run time; `packages` by name, with everything below it. */
interface Allowance {
  readonly all?: readonly string[];
  readonly types?: readonly string[];
  readonly packages?: readonly string[];
}

const ANALYZER = [
  'analyzer',
  'analyzer/fetch',
  'analyzer/trace',
  'analyzer/server',
  'analyzer/rules',
  'analyzer/fixes',
  'analyzer/files',
];
const UI_PACKAGES = ['preact', '@preact/signals'];
const CLI_PACKAGES = [
  'node:buffer',
  'node:fs',
  'node:http',
  'node:https',
  'node:net',
  'node:process',
  'node:stream',
  'node:tls',
  'node:util',
];

/** The table "Who may import whom" of docs/architecture.md. A layer may always import itself. */
const MAY_IMPORT: Readonly<Record<string, Allowance>> = {
  'analyzer/fetch': {},
  'analyzer/trace': { all: ['analyzer/fetch'] },
  'analyzer/server': { all: ['analyzer/fetch', 'analyzer/trace'] },
  'analyzer/rules': { all: ['analyzer/fetch', 'analyzer/trace'], types: ['analyzer/server'] },
  'analyzer/fixes': { all: ['analyzer/fetch', 'analyzer/trace', 'analyzer/server', 'analyzer/rules'] },
  'analyzer/files': { all: ANALYZER },
  analyzer: { all: ANALYZER.filter((layer) => layer !== 'analyzer/files') },
  protocol: { types: ANALYZER, all: ['analyzer/server'] },
  platform: { all: ['protocol', 'analyzer/trace', 'analyzer/fetch'] },
  background: { all: [...ANALYZER, 'protocol', 'platform'] },
  devtools: { all: ['protocol', 'platform'] },
  page: {},
  ui: { all: [...ANALYZER, 'protocol'], packages: UI_PACKAGES },
  panel: { all: [...ANALYZER, 'protocol', 'ui'], packages: UI_PACKAGES },
  popup: { all: [...ANALYZER, 'protocol', 'ui'], packages: UI_PACKAGES },
  cli: { all: [...ANALYZER, 'ui'], packages: CLI_PACKAGES },
};

/** Files with an allowance beyond their layer's: the entry of a context is where it meets the browser. */
const ENTRIES: Readonly<Record<string, Allowance>> = {
  'src/panel/main.tsx': { all: ['platform', 'page'] },
  'src/popup/main.tsx': { all: ['platform'] },
};

describe('src', () => {
  const files = filesBelow('src', ['.ts', '.tsx']);
  const sources = files.map((path) => parse(path));

  test('no file imports what its layer may not', () => {
    expect(sources.flatMap(importsOf).flatMap(violations)).toEqual([]);
  });

  test('only src/platform imports webextension-polyfill or touches the browser APIs', () => {
    expect(sources.filter(({ fileName }) => layerOf(fileName) !== 'platform').flatMap(browserApiUses)).toEqual([]);
  });

  test('docs/architecture.md has a row for every layer, and for no other', () => {
    const [, section = ''] = /## Layers\n(.*?)\n## /s.exec(readFileSync('docs/architecture.md', 'utf8')) ?? [];
    const rows = [...section.matchAll(/^\| ((?:`[\w/]+`(?:, )?)+)/gm)].flatMap(([, names = '']) => names.split(', '));
    expect(rows.map((name) => name.replaceAll('`', '')).sort()).toEqual(Object.keys(MAY_IMPORT).sort());
  });

  test('every folder has its row in the table', () => {
    expect(files.map(layerOf).filter((layer) => !(layer in MAY_IMPORT))).toEqual([]);
  });
});

describe('the checks themselves', () => {
  test.each([
    ['src/analyzer/fetch/a.ts', "import type { B } from '../trace/b.ts';"],
    ['src/analyzer/trace/a.ts', "import { b } from '../rules/prose.ts';"],
    ['src/analyzer/rules/a.ts', "import { b } from './allow-origin-missing.ts';"],
    ['src/analyzer/rules/a.ts', "import { b } from '../server/b.ts';"],
    ['src/analyzer/fixes/stacks/a.ts', "import { b } from './django.ts';"],
    ['src/analyzer/a.ts', "import { h } from 'preact';"],
    ['src/page/a.ts', "import { b } from '../protocol/b.ts';"],
    ['src/protocol/a.ts', "import { analyze } from '../analyzer/analyze.ts';"],
    ['src/panel/components/a.tsx', "const b = await import('../../platform/b.ts');"],
    ['src/panel/a.tsx', "type B = import('../popup/b.ts').B;"],
    ['src/background/a.ts', "import { b } from '../ui/b.ts';"],
    ['src/ui/a.tsx', "import { b } from '../../lab/b.ts';"],
  ])('an import is refused in %s: %s', (path, text) => {
    expect(importsOf(parse(path, text)).flatMap(violations)).toHaveLength(1);
  });

  test.each([
    ['src/analyzer/rules/a.ts', "import { defineRule } from './rule.ts';"],
    ['src/analyzer/rules/a.ts', "import type { ServerGuess } from '../server/server-guess.ts';"],
    ['src/protocol/a.ts', "import type { FetchTrace } from '../analyzer/trace/fetch-trace.ts';"],
    ['src/panel/main.tsx', "import { b } from '../platform/b.ts';"],
    ['src/panel/components/a.tsx', "import { signal } from '@preact/signals';"],
  ])('an import is accepted in %s: %s', (path, text) => {
    expect(importsOf(parse(path, text)).flatMap(violations)).toEqual([]);
  });

  test.each([
    'browser.tabs.query({});',
    'const { runtime } = globalThis.chrome;',
    "import polyfill from 'webextension-polyfill';",
  ])('a use of the browser APIs is found: %s', (text) => {
    expect(browserApiUses(parse('src/panel/a.ts', text))).toHaveLength(1);
  });

  test('a field or a variable called browser is none', () => {
    expect(
      browserApiUses(parse('src/panel/a.ts', 'function f(browser: string, t: T) { g(browser.length, t.browser); }')),
    ).toEqual([]);
  });
});

/** `analyzer/rules` for a file below it, `analyzer` for analyze.ts, else the first folder below src. */
function layerOf(path: string): string {
  const [, first = '', second = ''] = path.split('/');
  const nested = `${first}/${second}`;
  return ANALYZER.includes(nested) ? nested : first;
}

function violations(one: Import): readonly string[] {
  const broken = brokenRule(one);
  return broken ? [`${one.from}:${one.line} imports ${one.to}: ${broken}`] : [];
}

function brokenRule({ from, to, isPackage, isTypeOnly }: Import): string | undefined {
  const layer = layerOf(from);
  const { all = [], types = [], packages = [] } = MAY_IMPORT[layer] ?? {};
  if (layer === 'platform' && to.startsWith('webextension-polyfill')) return undefined;
  if (isPackage) {
    const known = packages.some((name) => to === name || to.startsWith(`${name}/`));
    return known ? undefined : `src/${layer} may use these packages only: ${packages.join(', ') || 'none'}`;
  }
  if (!to.startsWith('src/')) return 'src imports nothing from outside src';
  if (/\.(css|html|svg)$/.test(to)) return undefined;
  const target = layerOf(to);
  if (target === layer) return siblingRule(from, to);
  if (all.includes(target) || ENTRIES[from]?.all?.includes(target)) return undefined;
  if (types.includes(target)) return isTypeOnly ? undefined : `src/${layer} may import types only from src/${target}`;
  return `src/${layer} may not import src/${target}`;
}

/** A rule never imports a rule, a stack never a stack; only their tables know them all. */
function siblingRule(from: string, to: string): string | undefined {
  if (from.endsWith('/index.ts') || !isRuleOrStack(to)) return undefined;
  return `${to} is a rule or a stack: only the table beside it may import it`;
}

function isRuleOrStack(path: string): boolean {
  if (!/^src\/analyzer\/(rules|fixes\/stacks)\//.test(path) || !existsSync(path)) return false;
  return /^export const \w+(: Stack = \{| = defineRule\()/m.test(readFileSync(path, 'utf8'));
}

function browserApiUses(source: ts.SourceFile): readonly string[] {
  const declared = new Set<string>();
  const uses: string[] = [];
  visit(source, (node) => {
    if (
      (ts.isParameter(node) || ts.isVariableDeclaration(node) || ts.isBindingElement(node)) &&
      ts.isIdentifier(node.name)
    ) {
      declared.add(node.name.text);
    }
  });
  visit(source, (node) => {
    const isUse =
      (ts.isImportDeclaration(node) && /^'webextension-polyfill/.test(node.moduleSpecifier.getText())) ||
      (ts.isPropertyAccessExpression(node) && isBrowserGlobal(node, declared));
    if (isUse)
      uses.push(`${source.fileName}:${lineOf(node)} ${node.getText()}: only src/platform talks to the browser`);
  });
  return uses;
}

/** `browser.x`, `chrome.x`, `globalThis.browser`, … */
function isBrowserGlobal({ expression, name }: ts.PropertyAccessExpression, declared: ReadonlySet<string>): boolean {
  if (!ts.isIdentifier(expression)) return false;
  const root = expression.text;
  if (['globalThis', 'window', 'self'].includes(root)) return ['browser', 'chrome'].includes(name.text);
  return ['browser', 'chrome'].includes(root) && !declared.has(root);
}
