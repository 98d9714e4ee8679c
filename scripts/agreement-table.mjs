/**
 * The table "Agreement with the browser" in README.md, made from the figures of the oracle suites. Pure: the script and
 * the test that compares its output with the file are the same code.
 *
 * @typedef {object} Figures what an oracle suite leaves behind in dist/agreement/<suite>.json
 * @property {string} suite `chromium-table`, `firefox-random`, …
 * @property {string} browser name and version as the browser gives them
 * @property {number} requests
 * @property {Readonly<Record<string, number>>} grades how many requests were given which grade
 * @property {number} surplus traces that no request explains
 *
 * @typedef {object} Agreement one suite in docs/agreement.json
 * @property {string} suite
 * @property {string} browser
 * @property {number} cases
 * @property {number} exact same outcome, same reason
 * @property {number} pairs two candidates, one of them right, where what decides cannot be observed
 * @property {number} unobservable no event exists
 * @property {number} hidden an input that the browser keeps from extensions decided; docs/limits.md names it
 * @property {number} wrong everything else
 */

/** Fewer requests made by chance than this are a trial, not a measurement. */
const ENOUGH = 1500;

/** In the order of the table. */
const TITLES = new Map([
  ['chromium-table', 'every known case'],
  ['chromium-random', 'requests made by chance'],
  ['chromium-settled', 'the same after "Reload and settle it"'],
  ['chromium-settled-addresses', 'of these, sandboxed frames with an address'],
  ['chromium-situations', 'other extensions, service workers, files, local network'],
  ['chromium-concurrency-http1', '200 preflighted requests at once, HTTP/1.1'],
  ['chromium-concurrency-http2', '200 preflighted requests at once, HTTP/2'],
  ['firefox-table', 'every known case'],
  ['firefox-random', 'requests made by chance'],
  ['firefox-situations', 'other extensions, service workers, files, local network'],
]);

const BEGIN = '<!-- agreement: made by npm run agreement -->';
const END = '<!-- /agreement -->';

/** More pairs than recorded, as a share of the cases, count as worse only from here on: random cases differ. */
const TOLERANCE = 0.03;

/**
 * @param {Figures} figures
 * @returns {Agreement}
 */
export function agreementOf({ suite, browser, requests, grades, surplus }) {
  const count = (/** @type {string} */ name) => grades[name] ?? 0;
  return {
    suite,
    browser: browser.replace(/^(?:Headless)?Chrome\//, 'Chromium ').replace('/', ' '),
    cases: requests,
    exact: count('exact'),
    pairs: count('pair'),
    unobservable: count('unobservable'),
    hidden: count('hidden-input'),
    wrong: count('wrong-outcome') + count('wrong-reason') + count('missing-trace') + surplus,
  };
}

/**
 * Whether a suite ran in full, so that its figures can be recorded.
 *
 * @param {Pick<Agreement, 'suite' | 'cases'>} agreement
 */
export function isEnough({ suite, cases }) {
  return !/-(?:random|settled)$/.test(suite) || cases >= ENOUGH;
}

/**
 * The recorded suites with those that were measured in their place, in the order of the table.
 *
 * @param {readonly Agreement[]} recorded
 * @param {readonly Agreement[]} measured
 * @returns {readonly Agreement[]}
 */
export function merged(recorded, measured) {
  const all = new Map([...recorded, ...measured].map((one) => [one.suite, one]));
  const place = (/** @type {Agreement} */ { suite }) => [...TITLES.keys()].indexOf(suite);
  return [...all.values()].filter(({ suite }) => TITLES.has(suite)).sort((a, b) => place(a) - place(b));
}

/**
 * README.md with the table between its markers.
 *
 * @param {string} readme
 * @param {readonly Agreement[]} agreements
 * @returns {string}
 */
export function withTable(readme, agreements) {
  const begin = readme.indexOf(BEGIN);
  const end = readme.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`README.md needs a line "${BEGIN}" and after it a line "${END}"`);
  return `${readme.slice(0, begin + BEGIN.length)}\n\n${table(agreements)}\n\n${readme.slice(end)}`;
}

/** @param {readonly Agreement[]} agreements */
function table(agreements) {
  const head = ['browser', 'requests', 'cases', 'exact', 'one of two', 'no event', 'hidden input', 'wrong'];
  const rows = agreements.map(({ suite, browser, cases, exact, pairs, unobservable, hidden, wrong }) => [
    browser,
    TITLES.get(suite) ?? suite,
    ...[cases, exact, pairs, unobservable, hidden, wrong].map(String),
  ]);
  const widths = head.map((title, index) => Math.max(title.length, ...rows.map((row) => row[index]?.length ?? 0)));
  const isNumber = (/** @type {number} */ index) => index > 1;
  const line = (/** @type {readonly string[]} */ cells) =>
    `| ${cells.map((cell, index) => (isNumber(index) ? cell.padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0))).join(' | ')} |`;
  const rule = widths.map((width, index) => (isNumber(index) ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)));
  return [line(head), `| ${rule.join(' | ')} |`, ...rows.map(line)].join('\n');
}

/**
 * In which ways the measured figures are worse than the recorded ones, one sentence each.
 *
 * @param {readonly Agreement[]} measured
 * @param {readonly Agreement[]} recorded
 * @returns {readonly string[]}
 */
export function complaints(measured, recorded) {
  return measured.flatMap((now) => {
    const before = recorded.find(({ suite }) => suite === now.suite);
    if (!before) return TITLES.has(now.suite) ? [`${now.suite} is not recorded: run npm run agreement`] : [];
    const share = (/** @type {'pairs' | 'unobservable' | 'hidden'} */ name) =>
      now[name] / now.cases > before[name] / before.cases + TOLERANCE
        ? [`${now.suite}: ${now[name]} of ${now.cases} ${name}, recorded were ${before[name]} of ${before.cases}`]
        : [];
    const wrong = now.wrong > before.wrong ? [`${now.suite}: ${now.wrong} wrong, recorded were ${before.wrong}`] : [];
    return [...wrong, ...share('pairs'), ...share('unobservable'), ...share('hidden')];
  });
}
