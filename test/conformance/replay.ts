import { analyze } from '../../src/analyzer/analyze.ts';
import { toReportJson } from '../../src/analyzer/report-json.ts';
import { assemble } from '../../src/analyzer/trace/assemble.ts';
import { place } from '../oracle/case.ts';
import { TABLE } from '../oracle/cases/index.ts';
import { SITUATION_CASES } from '../oracle/cases/situation-cases.ts';
import { originsAt, whereOf } from '../oracle/situations.ts';
import type { RecordedCase, Recording } from './recording.ts';

const KNOWN = new Map([...TABLE, ...SITUATION_CASES].map((one) => [one.id, one]));

/** A recorded case where its servers stood, and the report on what was stored then, made anew. */
export function replayed<T>({ browser, version, ...servers }: Recording<T>, recorded: RecordedCase<T>) {
  const one = typeof recorded.case === 'string' ? KNOWN.get(recorded.case) : recorded.case;
  if (!one) throw new Error(`case ${String(recorded.case)} is recorded but no longer in the table: record anew`);
  const origins = one.plain ? servers.plainOrigins : originsAt(whereOf(one), servers);
  const report = toReportJson(analyze(assemble(recorded.observations, browser)), {
    version,
    browser,
    tab: { id: 1, origin: origins.O },
    capturedFrom: 0,
    dropped: 0,
  });
  return { origins, placed: place(one, recorded.key, origins), asks: one.asks.length, traces: report.traces };
}
