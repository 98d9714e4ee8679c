// biome-ignore-all lint/a11y/useSemanticElements: a list of ten thousand rows is windowed, which table elements do not allow.
// biome-ignore-all lint/a11y/useFocusableInteractive: in this grid the rows of requests take the focus, cells and headings do not.
import { hostName } from '../../ui/host-name.ts';
import { stackTitle } from '../../ui/stack-title.ts';
import type { TimelineItem } from '../timeline-items.ts';
import { COLUMN_COUNT } from './timeline-head.tsx';
import { ROW_HEIGHT } from './use-row-window.ts';

type Item = Extract<TimelineItem, { kind: 'server' }>;

/** Heading of the fetches to one server. */
export function ServerRow({ item, index }: { readonly item: Item; readonly index: number }) {
  const { guess, blocked, of, server } = item;
  const requests = of === 1 ? '1 request' : `${of} requests`;
  return (
    <div class="server-row" role="row" aria-rowindex={index + 2} style={{ top: `${index * ROW_HEIGHT}px` }}>
      <span role="gridcell" aria-colspan={COLUMN_COUNT} title={[server, ...guess.evidence].join('\n')}>
        <b class="server-name">{server === 'null' ? 'unknown server' : hostName(server)}</b>
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
