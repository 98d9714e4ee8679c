import type { AnalyzedTrace } from '../../analyzer/report.ts';
import { type AskedAndAllowed, askedAndAllowed } from '../asked-and-allowed.ts';
import { Section } from './section.tsx';

/** For each preflight: methods and headers that were asked for, that are allowed, and that are missing. */
export function PermissionSets({ analyzed }: { readonly analyzed: AnalyzedTrace }) {
  const sets = askedAndAllowed(analyzed);
  if (sets.length === 0) return null;
  const several = analyzed.trace.hops.length > 1;
  return (
    <Section title="Asked and allowed" note="by the preflight" part="sets">
      {sets.map((set) => (
        <PermissionSet key={`${set.hop} ${set.of}`} set={set} several={several} />
      ))}
    </Section>
  );
}

function PermissionSet({ set, several }: { readonly set: AskedAndAllowed; readonly several: boolean }) {
  const { hop, of, asked, allowed, missing } = set;
  const isMissing = (name: string) => missing.some((one) => one.toLowerCase() === name.toLowerCase());
  return (
    <div class="permission-set" data-set={of} data-hop={hop}>
      <h4>
        {of === 'methods' ? 'Method' : 'Headers'}
        {several && ` of request ${hop + 1}`}
      </h4>
      <dl class="facts">
        <dt>asked</dt>
        <dd>
          <Names names={asked} isMissing={isMissing} part="asked" />
        </dd>
        <dt>allowed</dt>
        <dd>{allowed === null ? <i>no such header</i> : <Names names={allowed} part="allowed" />}</dd>
        <dt>missing</dt>
        <dd>{missing.length === 0 ? <span class="quiet">nothing</span> : <Names names={missing} part="missing" />}</dd>
      </dl>
    </div>
  );
}

interface NamesProps {
  readonly names: readonly string[];
  /** Value of `data-names`. */
  readonly part: 'asked' | 'allowed' | 'missing';
  readonly isMissing?: (name: string) => boolean;
}

function Names({ names, part, isMissing }: NamesProps) {
  if (names.length === 0) return <i>an empty list</i>;
  return (
    <ul class="names" data-names={part}>
      {names.map((name) => (
        <li key={name} data-missing={part === 'missing' || isMissing?.(name) === true}>
          <code class="inline-code">{name}</code>
        </li>
      ))}
    </ul>
  );
}
