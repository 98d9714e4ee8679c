import { existsSync, readFileSync } from 'node:fs';
import { dirname, posix } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import pkg from '../../package.json' with { type: 'json' };
import { DEFAULT_SETTINGS } from '../../src/protocol/settings-values.ts';
import { filesBelow, parse } from '../support/source-files.ts';

const PAGES = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'PRIVACY.md', ...filesBelow('docs', ['.md'])];
const FOLDERS = ['src', 'test', 'lab', 'scripts', 'docs', 'icons'].filter((folder) => existsSync(folder));

describe.each(PAGES)('%s', (page) => {
  const text = readFileSync(page, 'utf8');

  test('every link into the repository leads somewhere', () => {
    const broken = linksOf(text).filter((link) => !isFound(page, link));
    expect(broken).toEqual([]);
  });

  test('every command it names exists', () => {
    const scripts = [...text.matchAll(/\bnpm (?:run ([\w:-]+)|(start|test)\b)/g)].map(
      ([, run, short]) => run ?? short ?? '',
    );
    expect(scripts.filter((name) => !(name in pkg.scripts))).toEqual([]);
    const files = [...text.matchAll(/\bnode (scripts\/[\w-]+\.mjs)/g)].map(([, path = '']) => path);
    expect(files.filter((path) => !existsSync(path))).toEqual([]);
  });

  test('it says nothing in folk terms', () => {
    expect(text.match(/\b(simple request|complex request|non-simple)\b/gi)).toBeNull();
  });
});

test('PRIVACY.md lists every setting that is kept, and no other', () => {
  const [, section = ''] = /## What it keeps, and where\n(.*?)\n## /s.exec(readFileSync('PRIVACY.md', 'utf8')) ?? [];
  const listed = [...section.matchAll(/^ +\| .*\| `(\w+)` +\|$/gm)].map(([, name]) => name);
  expect(listed.sort()).toEqual(Object.keys(DEFAULT_SETTINGS).sort());
});

test('CONTRIBUTING.md says why each dependency is there, and lists no other', () => {
  const text = readFileSync('CONTRIBUTING.md', 'utf8');
  const [, section = ''] = /## Dependencies\n(.*?)\n## /s.exec(text) ?? [];
  const explained = [...section.matchAll(/^\| `([^`]+)` +\| \S/gm)].map(([, name]) => name);
  expect(explained.sort()).toEqual(Object.keys(pkg.devDependencies).sort());
});

test('docs/limits.md has a row for every difference that the analyzer makes between engines', () => {
  const text = readFileSync('docs/limits.md', 'utf8');
  const rows = [...text.matchAll(/\| `(\w+)` +\|$/gm)].map(([, name]) => name);
  const rules = parse('src/analyzer/fetch/dialect.ts')
    .statements.filter(ts.isInterfaceDeclaration)
    .find(({ name }) => name.text === 'DialectRules');
  expect(rows.sort()).toEqual(rules?.members.map((member) => member.name?.getText()).sort());
});

test('no file names a path of one machine', () => {
  const ofOneMachine = /(?:^|[\s"'`(=:])(?:\/(?:home|Users|root|w[o]rk)\/|\/t[m]p\/|[A-Z]:\\Users)/m;
  const texts = FOLDERS.flatMap((folder) =>
    filesBelow(folder, ['.ts', '.tsx', '.mjs', '.md', '.py', '.html', '.css', '.json', '.sh']),
  );
  const named = [...PAGES, ...texts].filter((path) => ofOneMachine.test(readFileSync(path, 'utf8')));
  expect(named).toEqual([]);
});

/** Targets of links and pictures without a scheme, in Markdown and in HTML. */
function linksOf(text: string): readonly string[] {
  const prose = text.replace(/^```.*?^```/gms, '').replace(/`[^`\n]*`/g, '');
  const found = [...prose.matchAll(/\]\(([^)\s]+)\)|(?:href|src)="([^"]+)"/g)].map(
    ([, link, attribute]) => link ?? attribute ?? '',
  );
  return found.filter((link) => !/^[a-z]+:/.test(link));
}

function isFound(page: string, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : posix.join(dirname(page), path);
  if (!existsSync(target)) return false;
  return anchor === undefined || (target.endsWith('.md') && anchorsOf(readFileSync(target, 'utf8')).includes(anchor));
}

/** Headings as GitHub links them. */
function anchorsOf(text: string): readonly string[] {
  return [...text.replace(/^```.*?^```/gms, '').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(' ', '-'),
  );
}
