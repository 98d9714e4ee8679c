// biome-ignore-all lint/a11y/useSemanticElements: a list of ten thousand rows is windowed, which table elements do not allow.
// biome-ignore-all lint/a11y/useFocusableInteractive: in this grid the rows take the focus, cells and headings do not.
import { HostLabel } from '../../ui/host-label.tsx';
import { stackTitle } from '../../ui/stack-title.ts';
import { keyOf, type TimelineItem } from '../timeline-items.ts';
import { COLUMN_COUNT } from './timeline-head.tsx';
import { ROW_HEIGHT } from './use-row-window.ts';

type Item = Extract<TimelineItem, { kind: 'server' }>;

interface Props {
  readonly item: Item;
  readonly index: number;
  readonly tabStop: boolean;
}

/** Heading of the fetches to one server. */
export function ServerRow({ item, index, tabStop }: Props) {
  const { guess, blocked, of, server, collapsed } = item;
  const requests = of === 1 ? '1 request' : `${of} requests`;
  return (
    <div
      class="server-row"
      role="row"
      aria-rowindex={index + 2}
      aria-level={1}
      aria-expanded={!collapsed}
      tabIndex={tabStop ? 0 : -1}
      data-key={keyOf(item)}
      data-server={server}
      style={{ top: `${index * ROW_HEIGHT}px` }}
    >
      <span role="gridcell" aria-colspan={COLUMN_COUNT} title={[server, ...guess.evidence].join('\n')}>
        <svg class="server-mark" viewBox="0 0 8 8" aria-hidden="true">
          <path d="M1.5 2.8L4 5.3l2.5-2.5" />
        </svg>
        <b class="server-name">{server === 'null' ? 'unknown server' : <HostLabel origin={server} />}</b>
        <span class="server-about">
          {guess.stack !== null && `${stackTitle(guess.stack)}, ${guess.confidence} · `}
          {blocked > 0 ? (
            <>
              <span class="server-blocked">{blocked}</span> of {requests} blocked
            </>
          ) : (
            requests
          )}
        </span>
      </span>
    </div>
  );
}
