import { type RecordedCase, type Recording, writeRecording } from '../conformance/recording.ts';
import { TABLE } from './cases/index.ts';
import { SITUATION_CASES } from './cases/situation-cases.ts';
import { openChromiumOracle } from './chromium.ts';
import { randomCases } from './generate.ts';
import { savedRegressions } from './regressions.ts';
import { type GradedRun, runGraded } from './suite.ts';

/** Which cases are made by chance for the recording; any seed will do. */
const SEED = 20_261_121;
const COUNT = 300;

/**
 * Runs all known cases and some made by chance in Chromium and keeps what the extension stores and the browser says below
 * test/conformance/recorded. Returns what is wrong with it: nothing is written then.
 */
export async function recordChromium(): Promise<readonly string[]> {
  const oracle = await openChromiumOracle({ record: true, situations: SITUATION_CASES });
  try {
    const { version, origins, plainOrigins } = oracle;
    const table = await runGraded(oracle, TABLE);
    const situations = await runGraded(oracle, SITUATION_CASES);
    const byChance = await runGraded(oracle, [...savedRegressions(), ...randomCases(SEED, COUNT)]);
    const wrong = [...table, ...situations, ...byChance]
      .map(({ complaint }) => complaint)
      .filter((complaint) => complaint !== '');
    if (wrong.length > 0) return wrong;
    const shared: Omit<Recording, 'cases'> = { browser: 'chromium', version, origins, plainOrigins };
    writeRecording('chromium-table', { ...shared, cases: table.map(recordedCase) });
    writeRecording('chromium-situations', { ...shared, cases: situations.map(recordedCase) });
    writeRecording('chromium-random', { ...shared, cases: byChance.map(recordedCase) });
    return [];
  } finally {
    await oracle.close();
  }
}

function recordedCase({ run: { placed, asked, observations } }: GradedRun): RecordedCase {
  return {
    case: 'observed' in placed.case ? placed.case.id : placed.case,
    key: placed.key,
    outcomes: asked.map(({ outcome }) => outcome),
    truths: asked.map(({ truth }) => truth),
    observations: [...observations].sort((a, b) => a.at - b.at),
  };
}
