import type { Scope } from '../../ui/suggested-fix.ts';
import { FixChoice, type Option } from './fix-choice.tsx';

const SCOPES: readonly Option<Scope>[] = [
  { id: 'request', label: 'This request', title: 'The least that lets this one request through' },
  { id: 'page', label: 'This page', title: 'Everything that this page asked of the same server' },
];

interface Props {
  readonly scope: Scope;
  readonly onChoose: (scope: Scope) => void;
}

export function ScopeChoice({ scope, onChoose }: Props) {
  return (
    <FixChoice name="scope" legend="What the snippet covers" options={SCOPES} chosen={scope} onChoose={onChoose} />
  );
}
