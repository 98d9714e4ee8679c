import { type RecordedCase, type Recording, writeRecording } from '../conformance/recording.ts';
import { TABLE } from './cases/index.ts';
import { SITUATION_CASES } from './cases/situation-cases.ts';
import { type FirefoxSaid, openFirefoxOracle } from './firefox.ts';
import { type GradedRun, runGraded } from './firefox-suite.ts';
import { randomCases } from './generate.ts';
import { savedRegressions } from './regressions.ts';

/** Which cases are made by chance for the recording; any seed will do. */
const SEED = 20_261_121;
const COUNT = 300;

/**
 * Runs the table and some cases made by chance in Firefox and keeps what the extension stores and the browser says below
 * test/conformance/recorded. Returns what is wrong with it: nothing is written then.
 */
export async function recordFirefox(): Promise<readonly string[]> {
  const oracle = await openFirefoxOracle();
  try {
    const { version, origins, plainOrigins } = oracle;
    const table = await runGraded(oracle, TABLE);
    const byChance = await runGraded(oracle, [...savedRegressions(), ...randomCases(SEED, COUNT)]);
    const wrong = [...table, ...byChance].map(({ complaint }) => complaint).filter((complaint) => complaint !== '');
    if (wrong.length > 0) return wrong;
    const shared = { browser: 'firefox', version, origins, plainOrigins } as const;
    const recording = (runs: readonly GradedRun[]): Recording<FirefoxSaid> => ({
      ...shared,
      cases: runs.map(recordedCase),
    });
    writeRecording('firefox-table', recording(table));
    writeRecording('firefox-random', recording(byChance));
  } finally {
    await oracle.close();
  }
  return recordSituations();
}

/** The same where not only page and servers have a say, which takes a Firefox of its own. */
async function recordSituations(): Promise<readonly string[]> {
  const oracle = await openFirefoxOracle(SITUATION_CASES);
  try {
    const { version, origins, plainOrigins } = oracle;
    const runs = await runGraded(oracle, SITUATION_CASES);
    const wrong = runs.map(({ complaint }) => complaint).filter((complaint) => complaint !== '');
    if (wrong.length > 0) return wrong;
    const cases = runs.map(recordedCase);
    writeRecording<FirefoxSaid>('firefox-situations', { browser: 'firefox', version, origins, plainOrigins, cases });
    return [];
  } finally {
    await oracle.close();
  }
}

function recordedCase({ run: { placed, outcomes, said, observations } }: GradedRun): RecordedCase<FirefoxSaid> {
  return {
    case: 'observed' in placed.case ? placed.case.id : placed.case,
    key: placed.key,
    outcomes,
    truths: said,
    observations: [...observations].sort((a, b) => a.at - b.at),
  };
}
