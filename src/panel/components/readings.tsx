import { describeReading } from '../../analyzer/describe-reading.ts';
import type { AnalyzedTrace } from '../../analyzer/report.ts';
import { ProseText } from '../../ui/prose-text.tsx';

/** What the other engine and the Standard would make of the same answers. */
export function Readings({ analyzed }: { readonly analyzed: AnalyzedTrace }) {
  const { judgement, readings, trace } = analyzed;
  if (readings.length === 0) return null;
  const verdict = judgement.verdict === 'allowed' ? 'allowed' : 'blocked';
  return (
    <p class="banner-readings" data-part="readings">
      {readings.map((reading) => (
        <span key={reading.dialect} data-dialect={reading.dialect} data-says={reading.says}>
          <ProseText text={describeReading(reading, trace, verdict)} />{' '}
        </span>
      ))}
    </p>
  );
}
