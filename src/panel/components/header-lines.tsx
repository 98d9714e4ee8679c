import { REDACTED } from '../../analyzer/trace/secrets.ts';
import type { HeaderRow, Side } from '../header-rows.ts';

/** Header lines as they were on the wire; absent ones that decide are said to be absent. */
export function HeaderLines({ rows }: { readonly rows: readonly HeaderRow[] }) {
  return (
    <ul class="header-lines">
      {rows.map((row, index) => (
        <li key={`${index} ${row.name}`} data-decides={row.decides} data-absent={row.value === null}>
          <span class="header-name">{row.name}</span>
          {row.value === null ? <em>{ABSENT[row.side]}</em> : <Value value={row.value} />}
        </li>
      ))}
    </ul>
  );
}

const ABSENT: Readonly<Record<Side, string>> = { request: 'not in the request', response: 'not in the answer' };

function Value({ value }: { readonly value: string }) {
  if (value === '') return <em>empty</em>;
  const [before = '', ...rest] = value.split(REDACTED);
  return (
    <span class="header-value">
      {before}
      {rest.map((text) => (
        <>
          <span class="redacted" title="The value was dropped when it was recorded; only that it was there is known">
            redacted
          </span>
          {text}
        </>
      ))}
    </span>
  );
}
