/**
 * The pages below docs/rules, made from the rule objects. Pure: everything it needs is handed in, so that the generator
 * and the test that compares its output with the files are the same code.
 *
 * @typedef {import('../src/analyzer/rules/rule.ts').AnyRule} AnyRule
 * @typedef {import('../src/analyzer/rules/rule.ts').Diagnosis} Diagnosis
 * @typedef {import('../src/analyzer/rules/prose.ts').Prose} Prose
 *
 * @typedef {object} Sources
 * @property {readonly AnyRule[]} rules in the order of the table
 * @property {(transcript: string) => readonly Diagnosis[]} diagnose what is said about the last fetch of a transcript
 * @property {(change: import('../src/analyzer/rules/rule.ts').Change) => Prose} describeChange
 */

const EFFECTS = {
  blocks: 'the page cannot read the response',
  risks: 'the page can read the response, and something will go wrong',
  informs: 'worth knowing',
};

/**
 * @param {Sources} sources
 * @returns {ReadonlyMap<string, string>} file name in docs/rules to its content
 */
export function rulePages(sources) {
  const pages = sources.rules.map((rule) => /** @type {const} */ ([`${rule.id}.md`, page(rule, sources)]));
  const indexes = /** @type {const} */ ([
    ['README.md', overview(sources)],
    ['browser-names.md', namesIndex(sources)],
    ['specification.md', stepsIndex(sources)],
  ]);
  return new Map([...indexes, ...pages]);
}

/** @param {Sources} sources */
function overview({ rules }) {
  const table = (/** @type {readonly AnyRule[]} */ rows) =>
    [
      '| In the list | What it means |',
      '|---|---|',
      ...rows.map(({ id, short, title }) => `| ${cell(short)} | [${cell(title)}](${id}.md) |`),
    ].join('\n');
  return lines([
    '# What WhyCORS can tell',
    'One page a diagnosis, made from the rule with the same name in `src/analyzer/rules`. To change a page, edit the rule and run `npm run docs`.',
    'Of several that fit, the first in this order is the cause.',
    '## Root causes',
    'The reason behind the failed check, which is often not what the browser complains about.',
    table(rules.filter(({ rank }) => rank === 'root')),
    '## CORS checks',
    table(rules.filter((rule) => rule.effect === 'blocks' && rule.rank !== 'root' && !isNotCors(rule))),
    '## Not CORS',
    'The page cannot read the response, and no CORS header changes that.',
    table(rules.filter((rule) => rule.effect === 'blocks' && isNotCors(rule))),
    '## On responses that the browser let through',
    table(rules.filter(({ effect }) => effect !== 'blocks')),
    '## Looked up otherwise',
    '[By the name that the browser gives](browser-names.md), and [by the step of the Fetch Standard](specification.md).',
  ]);
}

/** Names of Chromium for requests that end before any extension is told of them, so that no rule is about them. */
const WITHOUT_EVENT = ['DisallowedByMode', 'NoCorsRedirectModeNotFollow'];

/** @param {Sources} sources */
function namesIndex({ rules }) {
  const named = (/** @type {'chromium' | 'firefox'} */ browser) =>
    index('Name', (rule) => rule.browserNames[browser].map((name) => `\`${name}\``), rules);
  return lines([
    '# What the browsers call it',
    'The names of DevTools and consoles, and the diagnoses that they stand for. Which one it is depends on what else was seen.',
    "## Chromium's `CorsError`",
    named('chromium'),
    `${codes(WITHOUT_EVENT)} are given to requests [that no extension is told of](../limits.md#failures-without-any-event).`,
    '## Categories of messages in the console of Firefox',
    "Without the number at the end, which grows when a message's text changes.",
    named('firefox'),
    '[All diagnoses](README.md)',
  ]);
}

/** @param {Sources} sources */
function stepsIndex({ rules }) {
  return lines([
    '# Where the Fetch Standard decides',
    index(
      'Step',
      ({ spec }) => spec.map(({ algorithm, step, url }) => `[${cell(algorithm)}, step ${step}](${url})`),
      rules,
    ),
    '[All diagnoses](README.md)',
  ]);
}

/**
 * @param {string} title
 * @param {(rule: AnyRule) => readonly string[]} keysOf
 * @param {readonly AnyRule[]} rules
 */
function index(title, keysOf, rules) {
  const keys = [...new Set(rules.flatMap(keysOf))].sort();
  const of = (/** @type {string} */ key) => rules.filter((rule) => keysOf(rule).includes(key));
  return [
    `| ${title} | Diagnoses |`,
    '|---|---|',
    ...keys.map(
      (key) =>
        `| ${key} | ${of(key)
          .map(({ id, title: words }) => `[${cell(words)}](${id}.md)`)
          .join('<br>')} |`,
    ),
  ].join('\n');
}

/** @param {AnyRule} rule */
function isNotCors({ refines }) {
  return refines.some((refined) => refined.startsWith('net:') || refined === 'unexplained');
}

/**
 * @param {AnyRule} rule
 * @param {Sources} sources
 */
function page(rule, sources) {
  return lines([
    `# ${rule.title}`,
    `\`${rule.id}\`: ${EFFECTS[rule.effect]}.`,
    ...rule.examples.failing.flatMap((transcript, index) => [
      index === 0 ? '## For example' : '## Or',
      ...example(rule, transcript, sources),
    ]),
    '## What the browsers call it',
    browserNames(rule),
    ...specification(rule),
    '## Not this',
    rule.examples.passing.length === 1
      ? 'This request gets another verdict or another reason:'
      : 'These requests get another verdict or another reason:',
    ...rule.examples.passing.map(fenced),
    '[All diagnoses](README.md)',
  ]);
}

/**
 * @param {AnyRule} rule
 * @param {string} transcript
 * @param {Sources} sources
 */
function example(rule, transcript, { diagnose, describeChange }) {
  const diagnosis = diagnose(transcript).find(({ rule: id }) => id === rule.id);
  if (!diagnosis) throw new Error(`src/analyzer/rules/${rule.id}.ts: a failing example does not yield the rule`);
  const changes = diagnosis.changes.map((change) => `- ${markdown(describeChange(change))}`);
  return [
    fenced(transcript),
    `> **${markdown(diagnosis.headline)}**\n>\n> ${markdown(diagnosis.explanation)}`,
    ...(changes.length === 0 ? [] : ['What to change:', changes.join('\n')]),
  ];
}

/** @param {AnyRule} rule */
function browserNames({ browserNames: { chromium, firefox } }) {
  if (chromium.length === 0 && firefox.length === 0) return 'Neither Chromium nor Firefox has a CORS error for it.';
  return [
    chromium.length === 0 ? '- Chromium: no CORS error' : `- Chromium: ${codes(chromium)}`,
    firefox.length === 0 ? '- Firefox: no CORS message' : `- Firefox: ${codes(firefox)}`,
  ].join('\n');
}

/** @param {AnyRule} rule */
function specification({ spec }) {
  if (spec.length === 0) return [];
  const steps = spec.map(({ algorithm, step, url }) => `- [${algorithm}, step ${step}](${url})`);
  return ['## In the Fetch Standard', steps.join('\n')];
}

/** @param {readonly string[]} names */
function codes(names) {
  return names.map((name) => `\`${name}\``).join(', ');
}

/** @param {string} transcript */
function fenced(transcript) {
  const text = transcript
    .split('\n')
    .map((line) => line.trim())
    .join('\n');
  return `\`\`\`http\n${text}\n\`\`\``;
}

/** @param {Prose} text */
function markdown(text) {
  return text
    .map((segment) => {
      if (typeof segment === 'string') return segment.replace(/[*_<[\\]/g, '\\$&');
      return 'code' in segment ? `\`${segment.code}\`` : `**${segment.strong}**`;
    })
    .join('');
}

/** @param {string} text */
function cell(text) {
  return text.replace(/[|*\\]/g, '\\$&');
}

/** @param {readonly string[]} blocks */
function lines(blocks) {
  return `${blocks.join('\n\n')}\n`;
}
