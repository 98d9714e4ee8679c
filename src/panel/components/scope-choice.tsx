import type { Scope } from '../../ui/suggested-fix.ts';

const SCOPES: readonly { readonly id: Scope; readonly label: string; readonly title: string }[] = [
  { id: 'request', label: 'This request', title: 'The least that lets this one request through' },
  { id: 'page', label: 'This page', title: 'Everything that this page asked of the same server' },
];

interface Props {
  readonly scope: Scope;
  readonly onChoose: (scope: Scope) => void;
}

export function ScopeChoice({ scope, onChoose }: Props) {
  return (
    <fieldset class="choice">
      <legend class="hidden-text">What the snippet covers</legend>
      {SCOPES.map(({ id, label, title }) => (
        <button
          key={id}
          type="button"
          data-scope={id}
          aria-pressed={id === scope}
          title={title}
          onClick={() => onChoose(id)}
        >
          {label}
        </button>
      ))}
    </fieldset>
  );
}
