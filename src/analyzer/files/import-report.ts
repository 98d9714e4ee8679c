import { analyze } from '../analyze.ts';
import { code, type Prose, prose } from '../rules/prose.ts';
import type { FetchTrace } from '../trace/fetch-trace.ts';
import { type ImportedTraffic, MAX_REQUESTS } from './imported-file.ts';
import { type ReportedTrace, reportedTrace } from './reported-trace.ts';
import {
  attempt,
  count,
  field,
  filledText,
  finite,
  items,
  oneOf,
  orNull,
  type Place,
  ShapeError,
  text,
} from './shape.ts';
import { type Skipped, skippedText } from './skipped.ts';
import { traceOfReport } from './trace-of-report.ts';

/**
 * The traces of a `whycors-report/1`. They are judged anew, so a newer version of the rules reads an old report; where it
 * concludes something else than the report says, a problem says so.
 *
 * @throws ShapeError when the document as a whole is not a report. A trace that is broken is left out and named.
 */
export function importReport(root: Place): ImportedTraffic {
  const format = field(root, 'format');
  if (format.value !== 'whycors-report/1') throw new ShapeError(format, 'whycors-report/1');
  const browser = oneOf(field(root, 'browser'), ['chromium', 'firefox']);
  const tab = field(root, 'tab');
  count({ ...field(tab, 'id'), value: Math.max(0, finite(field(tab, 'id'))) });
  const places = items(field(root, 'traces'));
  items(field(root, 'policies'));
  const skipped: Skipped[] = [];
  const reported: ReportedTrace[] = [];
  for (const place of places.slice(0, MAX_REQUESTS)) {
    const read = attempt(() => reportedTrace(place));
    if ('problem' in read) skipped.push({ path: place.path, problem: read.problem });
    else reported.push(read.value);
  }
  const traces = reported.map((one) => traceOfReport(one, browser));
  return {
    kind: 'report',
    browser,
    writtenBy: filledText(field(root, 'generator'))
      .replaceAll(/[\p{C}\s]+/gu, ' ')
      .slice(0, 100),
    page: orNull(field(tab, 'origin'), text),
    capturedFrom: finite(field(root, 'capturedFrom')),
    dropped: count(field(root, 'dropped')),
    traces,
    problems: [...skippedText(skipped, places.length), ...changedConclusions(reported, traces)],
  };
}

function changedConclusions(reported: readonly ReportedTrace[], traces: readonly FetchTrace[]): readonly Prose[] {
  const problems: Prose[] = [];
  const now = analyze(traces).traces;
  const changed = reported.filter((one, index) => {
    const { judgement, cause } = now[index] ?? {};
    return judgement?.verdict !== one.verdict || (cause?.rule ?? null) !== one.rule;
  });
  const [first] = changed;
  if (first) {
    const many = changed.length === 1 ? '1 request' : `${changed.length} requests`;
    problems.push(
      prose`Of ${many} this version concludes something else than the report says, ${code(first.id)} first: there ${code(first.rule ?? first.verdict)} stands.`,
    );
  }
  if (reported.some(({ capture }) => capture === undefined)) {
    problems.push(
      prose`The report was written by an older version, without times: order and duration are not to scale.`,
    );
  }
  return problems;
}
