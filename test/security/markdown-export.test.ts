import { marked } from 'marked';
import { expect, test } from 'vitest';
import { analyze } from '../../src/analyzer/analyze.ts';
import { reportMarkdown } from '../../src/analyzer/files/report-markdown.ts';
import { assemble } from '../../src/analyzer/trace/assemble.ts';
import { pastedFix } from '../../src/ui/pasted-fix.ts';
import { HOSTILE_VALUES, hostileSession, PLACES } from './hostile-values.ts';

/** What means something in Markdown, in the dialect that code hosts read, or in the HTML that it may contain. */
const MARKUP: readonly string[] = [
  '[a link](http://evil.example/)',
  '`](http://evil.example/) ![a picture](http://evil.example/x.png)',
  '![a picture][1]\n\n[1]: http://evil.example/x.png',
  '<img src=http://evil.example/x onerror=alert(1)>',
  '<script>alert(1)</script>',
  '`<script>alert(1)</script>`',
  '```\n<script>alert(1)</script>',
  '````\n\n# A heading\n\n<b>bold</b>',
  '~~~\n<b>bold</b>\n~~~',
  '<http://evil.example/>',
  'http://evil.example/path',
  'www.evil.example',
  'someone@evil.example',
  '\\`<b>bold</b>\\`',
  '`` ` `<b>bold</b>',
  '&lt;b&gt; &#60;img src=x&#62;',
  '<!-- hidden',
  '</code></pre><b>bold</b>',
  '| a | b |\n|---|---|\n| <b>c</b> | d |',
  '- [ ] a task\n  <b>bold</b>',
  '**bold** _slanted_ ~~gone~~',
  '\r\n<b>bold</b>\r',
  '\u2028<b>bold</b>',
];

/** All that an export is made of. */
const OURS = /^(?:h1|h2|p|pre|code|ul|li|strong)$/;

/** The elements in rendered HTML, each with its attributes. */
function elements(html: string): readonly string[] {
  return [...html.matchAll(/<([a-z!?][^\s>]*)([^>]*)>/gi)].map(([, name = '', rest = '']) => `${name}${rest}`);
}

function foreign(html: string): readonly string[] {
  return elements(html).filter((element) => {
    const [name = '', ...attributes] = element.split(' ');
    return !OURS.test(name) || attributes.some((attribute) => !/^class="language-\w+"$/.test(attribute));
  });
}

function rendered(markdown: string): string {
  return marked.parse(markdown, { async: false });
}

/** With those of the corpus that would become something. */
const VALUES = [
  ...MARKUP,
  ...HOSTILE_VALUES.map(([, value]) => value).filter((value) => foreign(rendered(value)).length > 0),
];

function exported(value: string, place: (typeof PLACES)[number], stack?: 'express'): string {
  const report = analyze(assemble(hostileSession(value, place), 'chromium'));
  return reportMarkdown(report.traces, { page: value, fixOf: (one) => pastedFix(one, report, stack) });
}

test.each(PLACES)('a Markdown export renders to its own elements only, whatever came as %s', (place) => {
  const found = VALUES.flatMap((value) => {
    const html = rendered(exported(value, place, 'express'));
    return foreign(html).map((element) => `${JSON.stringify(value)}: <${element}>`);
  });
  expect(found).toEqual([]);
});

test('rendering has something to find: as they are, the values make links, pictures and other elements', () => {
  const made = new Set(MARKUP.flatMap((value) => foreign(rendered(value))).map((one) => one.split(' ')[0]));
  for (const name of ['a', 'img', 'script', 'b', 'table', 'del', 'em', 'input']) expect([...made]).toContain(name);
});

test('a value stays readable: it is in the rendered text as it came', () => {
  const value = 'http://a_b.example/*?q=<x>&[y](z)';
  const html = rendered(exported(value, 'headers'));
  expect(html).toContain('http://a_b.example/*?q=&lt;x&gt;&amp;[y](z)');
});
