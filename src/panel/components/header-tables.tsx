import type { HeaderList } from '../../analyzer/fetch/header-list.ts';
import type { AnalyzedTrace } from '../../analyzer/report.ts';
import type { Hop } from '../../analyzer/trace/fetch-trace.ts';
import { headerRows } from '../header-rows.ts';
import { type ExchangeSide, useLink } from '../linked-lines.ts';
import { HeaderLines } from './header-lines.tsx';
import { Section } from './section.tsx';

/** All headers of every request and answer, folded. */
export function HeaderTables({ analyzed }: { readonly analyzed: AnalyzedTrace }) {
  const { hops } = analyzed.trace;
  return (
    <Section title="Headers" note="as the browser showed them, secrets redacted" part="headers">
      {hops.map((hop, index) => (
        <HopTables key={`${index} ${hop.url}`} analyzed={analyzed} hop={hop} index={index} of={hops.length} />
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
  const table = (
    title: string,
    phase: ExchangeSide['phase'],
    side: ExchangeSide['side'],
    headers: HeaderList | undefined,
  ) => {
    const exchange = { phase, hop: index, side };
    return (
      headers && (
        <Table title={`${title}${suffix}`} exchange={exchange} rows={headerRows(analyzed, exchange, headers)} />
      )
    );
  };
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

interface TableProps {
  readonly title: string;
  readonly exchange: ExchangeSide;
  readonly rows: ReturnType<typeof headerRows>;
}

function Table({ title, exchange, rows }: TableProps) {
  const link = useLink(exchange);
  return (
    <details class="fold" open={rows.some(({ decides }) => decides)} {...link}>
      <summary>
        {title} <span class="fold-count">{rows.filter(({ value }) => value !== null).length}</span>
      </summary>
      {rows.length === 0 ? <p class="quiet">none</p> : <HeaderLines rows={rows} />}
    </details>
  );
}
