/**
 * What the backend suite has proven, as the table that the panel reads and as tables in README.md and docs/proof.md.
 * Pure: the script and the test that compares its output with the files are the same code.
 *
 * @typedef {object} Run what a backend test leaves behind in dist/proof/<id>.json, written by test/backends/proof.ts
 * @property {string} id one stack with one pair of versions: `django-5.2`
 * @property {string} stack id of the stack
 * @property {string} [version] id of the stack's version whose text was used; absent where all versions have one text
 * @property {string} framework with the version that ran: `Django 5.2.19`
 * @property {string | null} library with the version that ran; null when the framework needs none
 * @property {string | null} browser `Chromium 156`; null while nothing went green
 * @property {readonly string[]} plan the kinds of failure that the test goes through
 * @property {readonly string[]} green those that turned green in the browser
 * @property {string} [leftOut] why it could not run on this machine
 *
 * @typedef {object} Row one entry of src/analyzer/fixes/proven.json
 * @property {string} id
 * @property {string} [version]
 * @property {string} framework
 * @property {string | null} library
 * @property {string} browser
 * @property {readonly string[]} cases
 *
 * @typedef {Readonly<Record<string, readonly Row[]>>} Proven by id of the stack
 */

/** What a proof repairs, by the names in the table; in its order. */
export const KINDS = {
  missing: 'no `Access-Control-Allow-Origin`',
  mismatch: 'another origin in it',
  'wildcard-credentials': '`*` with credentials',
  'credentials-missing': 'no `Access-Control-Allow-Credentials`',
  method: 'a method that is not listed',
  header: 'a request header that is not listed',
  authorization: '`Authorization` is not listed by name',
  'preflight-401': 'the preflight gets a 401',
  'preflight-redirect': 'the preflight is redirected',
  errors: 'only errors lack the headers',
  'exposed-header': 'a response header that is not exposed',
  'cookies-cross-site': 'cookies across sites, over TLS',
  'whole-page': 'one paste for everything a page needs',
  'full-policy': 'a policy with everything in it',
  detour: 'a way around a foreign server',
};

/** The stacks that are proven failure by failure. */
const IN_DEPTH = ['django', 'flask', 'express'];

const BEGIN = '<!-- proof: made by npm run proof -->';
const END = '<!-- /proof -->';

/**
 * The run as a row of the table; undefined unless everything that it planned turned green.
 *
 * @param {Run} run
 * @returns {Row | undefined}
 */
export function rowOf({ id, version, framework, library, browser, plan, green }) {
  if (browser === null || plan.some((kind) => !green.includes(kind))) return undefined;
  const cases = Object.keys(KINDS).filter((kind) => green.includes(kind));
  return { id, ...(version === undefined ? {} : { version }), framework, library, browser, cases };
}

/**
 * The recorded rows with those that ran in their place. Without `prune` a row that did not run stays; with it only those
 * stay that were left out on this machine for a reason.
 *
 * @param {Proven} recorded
 * @param {readonly Run[]} runs
 * @param {{ prune?: boolean }} [options]
 * @returns {Proven}
 */
export function merged(recorded, runs, { prune = false } = {}) {
  /** @type {Map<string, { stack: string, row: Row }>} */
  const rows = new Map();
  for (const [stack, known] of Object.entries(recorded)) for (const row of known) rows.set(row.id, { stack, row });
  if (prune) for (const id of [...rows.keys()]) if (!runs.some((run) => run.id === id)) rows.delete(id);
  for (const run of runs) {
    const row = rowOf(run);
    if (row) rows.set(run.id, { stack: run.stack, row });
  }
  /** @type {Record<string, Row[]>} */
  const proven = {};
  for (const { stack, row } of [...rows.values()].sort(inOrder)) proven[stack] = [...(proven[stack] ?? []), row];
  return proven;
}

/** Stacks by name, the three in depth first; within a stack the newest version first. */
function inOrder(/** @type {{ stack: string, row: Row }} */ a, /** @type {{ stack: string, row: Row }} */ b) {
  const place = (/** @type {string} */ stack) =>
    (IN_DEPTH.indexOf(stack) + IN_DEPTH.length + 1) % (IN_DEPTH.length + 1);
  if (a.stack !== b.stack) return place(a.stack) - place(b.stack) || (a.stack < b.stack ? -1 : 1);
  return b.row.id.localeCompare(a.row.id, 'en', { numeric: true });
}

/**
 * In which ways what ran now is less than what is recorded, or different from it, one sentence each. The browser's version
 * is the machine's and does not count.
 *
 * @param {Proven} recorded
 * @param {readonly Run[]} runs
 * @param {boolean} everythingMustRun
 * @returns {{ complaints: readonly string[], leftOut: readonly string[] }}
 */
export function compared(recorded, runs, everythingMustRun) {
  const rows = Object.values(recorded).flat();
  const leftOut = runs.flatMap(({ id, leftOut: why }) => (why === undefined ? [] : [`${id} did not run: ${why}`]));
  const ran = runs.filter((run) => run.leftOut === undefined);
  const complaints = ran.flatMap((run) =>
    runComplaints(
      run,
      rows.find(({ id }) => id === run.id),
    ),
  );
  const gone = rows.filter(({ id }) => !runs.some((run) => run.id === id));
  complaints.push(...gone.map(({ id }) => `${id} is recorded, and no test has tried it`));
  return everythingMustRun ? { complaints: [...complaints, ...leftOut], leftOut: [] } : { complaints, leftOut };
}

/** @param {Run} run @param {Row | undefined} before @returns {readonly string[]} */
function runComplaints(run, before) {
  const row = rowOf(run);
  const missing = run.plan.filter((kind) => !run.green.includes(kind));
  if (!row) return [`${run.id} did not turn green: ${missing.join(', ')}`];
  if (!before) return [`${run.id} is green and not recorded: run npm run proof`];
  const differs = ['version', 'framework', 'library', 'cases'].filter((name) => {
    const key = /** @type {'version' | 'framework' | 'library' | 'cases'} */ (name);
    return JSON.stringify(row[key]) !== JSON.stringify(before[key]);
  });
  return differs.map((name) => `${run.id}: another ${name} than recorded: run npm run proof`);
}

/**
 * A document with the tables between its markers.
 *
 * @param {string} text
 * @param {Proven} proven
 * @returns {string}
 */
export function withTables(text, proven) {
  const begin = text.indexOf(BEGIN);
  const end = text.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`a line "${BEGIN}" and after it a line "${END}" are needed`);
  const tables = [matrix(proven), others(proven)].filter((table) => table !== '');
  return `${text.slice(0, begin + BEGIN.length)}\n\n${tables.join('\n\n')}\n\n${text.slice(end)}`;
}

/** Failures down, versions across. @param {Proven} proven */
function matrix(proven) {
  const rows = IN_DEPTH.flatMap((stack) => (proven[stack] ?? []).toReversed());
  const kinds = Object.entries(KINDS).filter(([kind]) => rows.some(({ cases }) => cases.includes(kind)));
  if (kinds.length === 0) return '';
  const head = ['failure', ...rows.map(({ framework, library }) => (library ? `${framework}, ${library}` : framework))];
  const body = kinds.map(([kind, title]) => [title, ...rows.map(({ cases }) => (cases.includes(kind) ? 'green' : ''))]);
  return markdownTable(head, body);
}

/** @param {Proven} proven */
function others(proven) {
  const rows = Object.entries(proven)
    .filter(([stack]) => !IN_DEPTH.includes(stack))
    .flatMap(([, runs]) => runs);
  if (rows.length === 0) return '';
  const titles = (/** @type {readonly string[]} */ cases) =>
    Object.entries(KINDS).flatMap(([kind, title]) => (cases.includes(kind) ? [title] : []));
  return markdownTable(
    ['framework', 'library', 'browser', 'proven with'],
    rows.map(({ framework, library, browser, cases }) => [framework, library ?? '', browser, titles(cases).join('; ')]),
  );
}

/** @param {readonly string[]} head @param {readonly (readonly string[])[]} rows */
function markdownTable(head, rows) {
  const widths = head.map((title, index) => Math.max(title.length, ...rows.map((row) => row[index]?.length ?? 0)));
  const line = (/** @type {readonly string[]} */ cells) =>
    `| ${cells.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(' | ')} |`;
  return [line(head), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...rows.map(line)].join('\n');
}
