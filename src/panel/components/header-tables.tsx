import type { HeaderList } from '../../analyzer/fetch/header-list.ts';
import type { AnalyzedTrace } from '../../analyzer/report.ts';
import type { Hop } from '../../analyzer/trace/fetch-trace.ts';
import { headerRows, type Side } from '../header-rows.ts';
import { HeaderLines } from './header-lines.tsx';
import { Section } from './section.tsx';

/** All headers of every request and answer, folded. */
export function HeaderTables({ analyzed }: { readonly analyzed: AnalyzedTrace }) {
  const { hops } = analyzed.trace;
  return (
    <Section title="Headers" note="as the browser showed them, secrets redacted" part="headers">
      {hops.map((hop, index) => (
        <HopTables key={hop.url} analyzed={analyzed} hop={hop} index={index} of={hops.length} />
      ))}
    </Section>
  );
}

interface HopProps {
  readonly analyzed: AnalyzedTrace;
  readonly hop: Hop;
  readonly index: number;
  readonly of: number;
}

function HopTables({ analyzed, hop, index, of }: HopProps) {
  const suffix = of > 1 ? `, hop ${index + 1}` : '';
  const answer = hop.response ? ` ${hop.response.status}` : '';
  const { preflight } = hop;
  const preflightAnswer = preflight?.response ? ` ${preflight.response.status}` : '';
  const table = (title: string, phase: 'preflight' | 'actual', side: Side, headers: HeaderList | undefined) =>
    headers && <Table title={`${title}${suffix}`} rows={headerRows(analyzed, { phase, hop: index, side }, headers)} />;
  return (
    <>
      {table('Preflight request', 'preflight', 'request', preflight?.requestHeaders)}
      {table(`Preflight answer${preflightAnswer}`, 'preflight', 'response', preflight?.response?.headers)}
      {table('Request', 'actual', 'request', hop.requestHeaders)}
      {table(`Answer${answer}`, 'actual', 'response', hop.response?.headers)}
      {hop.response?.headersBeforeExtensions &&
        table('Answer before another extension changed it', 'actual', 'response', hop.response.headersBeforeExtensions)}
    </>
  );
}

function Table({ title, rows }: { readonly title: string; readonly rows: ReturnType<typeof headerRows> }) {
  return (
    <details class="fold" open={rows.some(({ decides }) => decides)}>
      <summary>
        {title} <span class="fold-count">{rows.filter(({ value }) => value !== null).length}</span>
      </summary>
      {rows.length === 0 ? <p class="quiet">none</p> : <HeaderLines rows={rows} />}
    </details>
  );
}
