import { useMemo } from 'preact/hooks';
import { STACKS } from '../../analyzer/fixes/stacks/index.ts';
import type { Stack } from '../../analyzer/fixes/stacks/stack.ts';
import type { ServerGuess, StackId } from '../../analyzer/server/server-guess.ts';
import { FixTabs, tabId } from './fix-tabs.tsx';

interface Props {
  readonly server: string;
  readonly chosen: StackId;
  readonly recognised: StackId | undefined;
  readonly confidence: ServerGuess['confidence'];
  readonly preferred: StackId;
  readonly onChoose: (id: StackId) => void;
}

/** As many as fit beside "More" into the narrowest panel. */
const TABS = 3;

/** The likely stacks as tabs, the recognised one first and then the reader's own; the others in a list behind them. */
export function FixStackPicker({ server, chosen, recognised, confidence, preferred, onChoose }: Props) {
  // Choosing a stack can make it the preferred one: the order stays all the same until another server is shown.
  const { tabs, others } = useMemo(() => arranged(recognised, preferred), [server, recognised]);
  return (
    <div class="stack-picker">
      <FixTabs
        label="Stack of the server"
        attribute="stack"
        groups={[
          {
            label: '',
            tabs: tabs.map(({ id, title }) => ({ id, title, note: id === recognised ? (confidence ?? '') : '' })),
          },
        ]}
        chosen={chosen}
        onChoose={onChoose}
      />
      <OtherStacks stacks={others} chosen={chosen} onChoose={onChoose} />
    </div>
  );
}

function arranged(recognised: StackId | undefined, preferred: StackId) {
  const ids = new Set([...(recognised === undefined ? [] : [recognised]), preferred, ...STACKS.map(({ id }) => id)]);
  const ordered = [...ids].flatMap((id) => STACKS.find((stack) => stack.id === id) ?? []);
  return { tabs: ordered.slice(0, TABS), others: STACKS.filter((stack) => !ordered.slice(0, TABS).includes(stack)) };
}

interface OthersProps {
  readonly stacks: readonly Stack[];
  readonly chosen: StackId;
  readonly onChoose: (id: StackId) => void;
}

/** The system's own list: it is never cut off, and letters find an entry in it. */
function OtherStacks({ stacks, chosen, onChoose }: OthersProps) {
  if (stacks.length === 0) return null;
  const own = stacks.find(({ id }) => id === chosen);
  return (
    <select
      class="tab more-stacks"
      id={own && tabId(own.id)}
      data-part="more-stacks"
      data-chosen={own !== undefined}
      aria-label={own ? `Stack of the server: ${own.title}` : 'More stacks'}
      title="Every other stack that there are snippets for"
      value={own?.id ?? ''}
      onChange={(event) => {
        const stack = stacks.find(({ id }) => id === event.currentTarget.value);
        if (stack) onChoose(stack.id);
      }}
    >
      {!own && (
        <option value="" disabled hidden>
          More
        </option>
      )}
      {groups(stacks).map(([name, members]) => (
        <optgroup key={name} label={name}>
          {members.map(({ id, title }) => (
            <option key={id} value={id} data-stack={id}>
              {title}
            </option>
          ))}
        </optgroup>
      ))}
    </select>
  );
}

const GROUPS: Readonly<Record<Stack['language'], string>> = {
  python: 'Python',
  javascript: 'JavaScript',
  typescript: 'JavaScript',
  go: 'Other languages',
  java: 'Other languages',
  ruby: 'Other languages',
  php: 'Other languages',
  nginx: 'In front of the application',
  apache: 'In front of the application',
  caddyfile: 'In front of the application',
};

function groups(stacks: readonly Stack[]): readonly (readonly [string, readonly Stack[]])[] {
  const names = [...new Set(stacks.map(({ language }) => GROUPS[language]))];
  return names.map((name) => [name, stacks.filter(({ language }) => GROUPS[language] === name)]);
}
