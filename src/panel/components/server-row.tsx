// biome-ignore-all lint/a11y/useSemanticElements: a list of ten thousand rows is windowed, which table elements do not allow.
// biome-ignore-all lint/a11y/useFocusableInteractive: in this grid the rows of requests take the focus, cells and headings do not.
import { stackTitle } from '../../ui/stack-title.ts';
import type { TimelineItem } from '../timeline-items.ts';

type Item = Extract<TimelineItem, { kind: 'server' }>;

/** Heading of the fetches to one server. */
export function ServerRow({ item, rowIndex }: { readonly item: Item; readonly rowIndex: number }) {
  const { guess, blocked, of } = item;
  const about = [
    guess.stack === null ? '' : `${stackTitle(guess.stack)}, ${guess.confidence}`,
    blocked > 0 ? `${blocked} of ${of} blocked` : of === 1 ? '1 request' : `${of} requests`,
  ].filter((part) => part !== '');
  return (
    <div class="server-row" role="row" aria-rowindex={rowIndex}>
      <span role="gridcell" aria-colspan={5} title={[item.server, ...guess.evidence].join('\n')}>
        <b>{item.server === 'null' ? 'unknown server' : item.server.replace(/^https?:\/\//, '')}</b>
        <span class="server-about">{about.join(' · ')}</span>
      </span>
    </div>
  );
}
