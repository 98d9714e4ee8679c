import { useId, useRef } from 'preact/hooks';
import {
  type DraftAnswer,
  type DraftLine,
  type Edit,
  isChanged,
  problemOfLine,
  problemOfStatus,
} from '../what-if-draft.ts';

interface Props {
  readonly answer: DraftAnswer;
  /** The fetch has several hops, so the answers have to be told apart. */
  readonly several: boolean;
  /** Method of the request that is answered. */
  readonly method: string;
  readonly onEdit: (edit: Edit) => void;
}

/** Response headers that take part in CORS: offered while a name is typed. */
const NAMES = [
  'Access-Control-Allow-Origin',
  'Access-Control-Allow-Credentials',
  'Access-Control-Allow-Methods',
  'Access-Control-Allow-Headers',
  'Access-Control-Expose-Headers',
  'Access-Control-Max-Age',
  'Location',
  'Vary',
];

/** Status and header lines of one answer, each in a field of its own. */
export function AnswerEditor({ answer, several, method, onEdit }: Props) {
  const list = useId();
  const rows = useRef<HTMLUListElement>(null);
  const title = titleOf(answer, several, method);
  if (answer.unseen) {
    return (
      <div class="what-if-answer" data-answer={answer.phase} data-hop={answer.hop}>
        <h4>{title}</h4>
        <p class="quiet">None was seen.</p>
        <button type="button" class="button" data-action="suppose" onClick={() => onEdit({ kind: 'suppose' })}>
          Suppose one
        </button>
      </div>
    );
  }
  const add = () => {
    onEdit({ kind: 'add', name: '', value: '' });
    requestAnimationFrame(() => rows.current?.querySelector<HTMLElement>('li:last-child input')?.focus());
  };
  return (
    <fieldset class="what-if-answer" data-answer={answer.phase} data-hop={answer.hop}>
      <legend>{title}</legend>
      <StatusField answer={answer} onEdit={onEdit} />
      <ul class="what-if-lines" ref={rows}>
        {answer.lines.map((line) => (
          <Line key={line.id} line={line} list={list} onEdit={onEdit} onEnter={add} />
        ))}
      </ul>
      <datalist id={list}>
        {NAMES.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <button type="button" class="button" data-action="add-header" onClick={add}>
        Add header
      </button>
    </fieldset>
  );
}

function titleOf({ hop, phase }: DraftAnswer, several: boolean, method: string): string {
  const which = several ? ` ${hop + 1}` : '';
  return phase === 'preflight' ? `Answer to preflight${which}` : `Answer to ${method}${which}`;
}

function StatusField({ answer, onEdit }: Pick<Props, 'answer' | 'onEdit'>) {
  const id = useId();
  const problem = problemOfStatus(answer.status);
  return (
    <>
      <label class="what-if-status">
        <span>Status</span>
        <input
          inputMode="numeric"
          size={4}
          data-field="status"
          value={answer.status}
          aria-invalid={problem !== undefined}
          aria-describedby={problem && id}
          onInput={({ currentTarget }) => onEdit({ kind: 'status', status: currentTarget.value })}
        />
      </label>
      <Problem id={id} text={problem} />
    </>
  );
}

interface LineProps {
  readonly line: DraftLine;
  /** Id of the list of names to offer. */
  readonly list: string;
  readonly onEdit: (edit: Edit) => void;
  /** Enter was pressed: the next line follows. */
  readonly onEnter: () => void;
}

function Line({ line, list, onEdit, onEnter }: LineProps) {
  const id = useId();
  const problem = problemOfLine(line);
  const field = (part: 'name' | 'value') => ({
    'data-field': part,
    value: line[part],
    spellcheck: false,
    autoComplete: 'off',
    'aria-invalid': problem !== undefined,
    'aria-describedby': problem && id,
    onInput: ({ currentTarget }: { readonly currentTarget: HTMLInputElement }) =>
      onEdit({ kind: 'line', id: line.id, change: { [part]: currentTarget.value } }),
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key === 'Enter') onEnter();
    },
  });
  return (
    <li class="what-if-line" data-changed={isChanged(line)}>
      <input aria-label="Header name" list={list} placeholder="Header-Name" {...field('name')} />
      <span aria-hidden="true">:</span>
      <input aria-label={`Value of ${line.name || 'the header'}`} placeholder="value" {...field('value')} />
      <button
        type="button"
        class="icon-button"
        data-action="remove-header"
        aria-label={`Remove ${line.name || 'this header'}`}
        title="Remove"
        onClick={() => onEdit({ kind: 'remove', id: line.id })}
      >
        <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
          <path d="M4.5 4.5l7 7M11.5 4.5l-7 7" />
        </svg>
      </button>
      <Problem id={id} text={problem} />
    </li>
  );
}

function Problem({ id, text }: { readonly id: string; readonly text: string | undefined }) {
  if (text === undefined) return null;
  return (
    <p class="what-if-problem" id={id} role="alert">
      {text}
    </p>
  );
}
