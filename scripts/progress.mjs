/** Seconds between two signs of life of a step that says nothing by itself. */
const HEARTBEAT = 10;

/** @param {string} line */
export function say(line) {
  process.stdout.write(`${line}\n`);
}

/**
 * Runs a step and says when it starts, that it still runs, and how long it took.
 *
 * @template T
 * @param {string} title
 * @param {() => T | Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const startedAt = Date.now();
  const seconds = () => ((Date.now() - startedAt) / 1000).toFixed(1);
  say(`> ${title}`);
  const heartbeat = setInterval(() => say(`  … still at it after ${seconds()} s: ${title}`), HEARTBEAT * 1000);
  try {
    const result = await work();
    say(`  done in ${seconds()} s`);
    return result;
  } finally {
    clearInterval(heartbeat);
  }
}

/**
 * The flags of a command line, when all of them are known. Prints the usage and ends the process otherwise.
 *
 * @param {string} usage
 * @param {readonly string[]} known
 * @returns {Set<string>}
 */
export function readFlags(usage, known) {
  const given = process.argv.slice(2);
  const unknown = given.filter((flag) => !known.includes(flag) && flag !== '--help');
  if (unknown.length === 0 && !given.includes('--help')) return new Set(given);
  if (unknown.length > 0) process.stderr.write(`Unknown option: ${unknown.join(' ')}\n\n`);
  process.stdout.write(`${usage}\n`);
  process.exit(unknown.length > 0 ? 2 : 0);
}

/**
 * Runs `main`; an error becomes its message alone, and exit code 1.
 *
 * @param {() => Promise<number>} main Returns the exit code.
 */
export async function runMain(main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    const { DEBUG } = process.env;
    process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
    if (DEBUG && error instanceof Error) process.stderr.write(`${error.stack}\n`);
    process.exitCode = 1;
  }
}
