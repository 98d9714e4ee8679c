import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { analyze } from '../../src/analyzer/analyze.ts';
import { describeChange } from '../../src/analyzer/fixes/describe.ts';
import { RULES } from '../../src/analyzer/rules/index.ts';
import { type Prose, plainText } from '../../src/analyzer/rules/prose.ts';
import { explainVerdict } from '../../src/analyzer/story.ts';
import { filesBelow, lineOf, parse, visit } from '../support/source-files.ts';
import { parseTranscripts } from '../support/transcript.ts';

/** Words that blame, hurry or belittle, and the one that the Fetch Standard does not know. */
const BANNED = [
  /!(\s|$)/,
  /\bsimpl[ey]\b/i,
  /\bjust\b/i,
  /\beasy|\beasily\b/i,
  /\bobviously\b/i,
  /\bplease\b/i,
  /\bsorry\b|\boops\b/i,
  /\byou forgot\b|\bforgot to\b/i,
  /\bmistake/i,
  /\bsimple request/i,
  /\bunblock/i,
];

/** Characters. Longer ones are not read. */
const LONGEST_HEADLINE = 110;
/** Words of one sentence, each value from the wire counting as one. */
const MOST_WORDS = 40;

const HEADER_NAME = /\b(Access-Control-[A-Z][\w-]+|Set-Cookie|Content-Type|X-Powered-By|Cross-Origin-[A-Z][\w-]+)\b/;

/** The sentences of the browsers' consoles, told apart from ours in the panel: theirs to word. */
const BROWSERS_OWN = 'src/panel/console-words.ts';

interface Shown {
  readonly where: string;
  readonly text: string;
}

const bannedIn = ({ where, text }: Shown) =>
  BANNED.filter((banned) => banned.test(text)).map((banned) => `${where}: ${banned} in "${text}"`);

describe('what the catalogue says about every example', () => {
  const said = RULES.flatMap((rule) =>
    [...rule.examples.failing, ...rule.examples.passing].flatMap((transcript, index) =>
      analyze(parseTranscripts(transcript)).traces.flatMap((analyzed) => {
        const verdict = explainVerdict(analyzed);
        const diagnoses = [...(analyzed.cause ? [analyzed.cause] : []), ...analyzed.findings];
        return {
          where: `${rule.id}, example ${index + 1}`,
          headlines: [verdict.headline, ...diagnoses.map(({ headline }) => headline)],
          texts: [
            verdict.explanation,
            ...diagnoses.flatMap(({ explanation, changes }) => [explanation, ...changes.map(describeChange)]),
          ],
        };
      }),
    ),
  );

  test('there are hundreds of texts', () => {
    expect(said.flatMap(({ texts }) => texts).length).toBeGreaterThan(300);
  });

  test('has no banned word outside of what came over the wire', () => {
    const ours = said.flatMap(({ where, headlines, texts }) =>
      [...headlines, ...texts].map((prose) => ({ where, text: ourWords(prose) })),
    );
    expect([...new Set(ours.flatMap(bannedIn))]).toEqual([]);
  });

  test('has headlines of one line', () => {
    const long = said.flatMap(({ where, headlines }) =>
      headlines.map(ourWords).flatMap((text) => (text.length > LONGEST_HEADLINE ? [`${where}: ${text}`] : [])),
    );
    expect([...new Set(long)]).toEqual([]);
  });

  test('has sentences that can be read in one go', () => {
    const long = said.flatMap(({ where, texts }) =>
      texts.flatMap(sentences).flatMap((text) => (text.split(/\s+/).length > MOST_WORDS ? [`${where}: ${text}`] : [])),
    );
    expect([...new Set(long)]).toEqual([]);
  });

  test('has header names in the code font', () => {
    const bare = said.flatMap(({ where, headlines, texts }) =>
      [...headlines, ...texts].flatMap((prose) =>
        prose
          .filter((segment): segment is string => typeof segment === 'string')
          .flatMap((text) => (HEADER_NAME.test(text) ? [`${where}: ${text}`] : [])),
      ),
    );
    expect([...new Set(bare)]).toEqual([]);
  });

  test('is not empty', () => {
    const empty = said.filter(({ headlines, texts }) =>
      [...headlines, ...texts].some((prose) => plainText(prose).trim() === ''),
    );
    expect(empty.map(({ where }) => where)).toEqual([]);
  });
});

describe('what panel and popup can show', () => {
  const shown = ['src/panel', 'src/popup', 'src/ui']
    .flatMap((folder) => filesBelow(folder, ['.ts', '.tsx']))
    .filter((path) => path !== BROWSERS_OWN)
    .flatMap((path) => stringsOf(parse(path)));

  test('is found in the sources', () => {
    expect(shown.length).toBeGreaterThan(300);
    expect(shown.map(({ text }) => text)).toContain('Back to live');
  });

  test('has no banned word', () => {
    expect(shown.flatMap(bannedIn)).toEqual([]);
  });

  test('has sentences that can be read in one go', () => {
    const long = shown.filter(({ text }) =>
      text.split(/[.:;]\s/).some((sentence) => sentence.trim().split(/\s+/).length > MOST_WORDS),
    );
    expect(long).toEqual([]);
  });

  test('has header names in the code font', () => {
    expect(shown.filter(({ text }) => / /.test(text) && HEADER_NAME.test(text))).toEqual([]);
  });
});

describe('the checks themselves', () => {
  test.each([
    '<p>Simply reload!</p>',
    '<p title="You forgot to allow it" />',
    "const label = 'Please try again';",
    '<p>{`An easy fix`}</p>',
  ])('%s would be found', (code) => {
    expect(stringsOf(parse('a.tsx', code)).flatMap(bannedIn)).not.toEqual([]);
  });

  test.each(['<p>a simple request</p>', '<p>{a !== b}</p>', '<code>Set-Cookie</code>'])('%s is read', (code) => {
    const strings = stringsOf(parse('a.tsx', code));
    expect(strings.every(({ text }) => text !== 'Set-Cookie')).toBe(true);
  });
});

/** The text without values from the wire, each of which becomes one word. */
function ourWords(prose: Prose): string {
  return prose
    .map((segment) => (typeof segment === 'string' ? segment : 'code' in segment ? '…' : segment.strong))
    .join('');
}

function sentences(prose: Prose): readonly string[] {
  return ourWords(prose).split(/[.:;]\s/);
}

/** Every text of a source that people may read: JSX text outside of `<code>`, and strings that are not names in code. */
function stringsOf(source: ts.SourceFile): readonly Shown[] {
  const found: Shown[] = [];
  visit(source, (node) => {
    const text = textOf(node);
    if (text === undefined || text.trim() === '') return;
    found.push({ where: `${source.fileName}:${lineOf(node)}`, text: text.trim().replaceAll(/\s+/g, ' ') });
  });
  return found;
}

/** Attributes that nobody reads. */
const SILENT = new Set(['class', 'd', 'viewBox', 'type', 'rel', 'href', 'accept', 'role', 'style', 'id']);

function textOf(node: ts.Node): string | undefined {
  if (ts.isJsxText(node)) return isInCode(node) ? undefined : node.text;
  if (ts.isTemplateHead(node) || ts.isTemplateMiddle(node) || ts.isTemplateTail(node)) return node.text;
  if (!ts.isStringLiteralLike(node)) return undefined;
  const { parent } = node;
  if (ts.isImportDeclaration(parent) || ts.isLiteralTypeNode(parent) || isInCode(node)) return undefined;
  if (ts.isJsxAttribute(parent) && ts.isIdentifier(parent.name) && SILENT.has(parent.name.text)) return undefined;
  // A name, a selector or a class: only what begins like a sentence or has spaces between words is for people.
  return /^[A-Z]|[a-z,] [a-z]/.test(node.text) ? node.text : undefined;
}

function isInCode(node: ts.Node): boolean {
  const { parent } = node;
  return ts.isJsxElement(parent) && /^(code|kbd)$/.test(parent.openingElement.tagName.getText());
}
