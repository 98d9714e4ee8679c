import type { AnalyzedTrace } from '../../analyzer/report.ts';
import type { Effect } from '../../analyzer/rules/rule.ts';
import { ProseText } from '../../ui/prose-text.tsx';
import { Section } from './section.tsx';

/** What else is wrong or worth knowing, beyond the cause. */
export function Findings({ analyzed }: { readonly analyzed: AnalyzedTrace }) {
  const { findings, cause } = analyzed;
  if (findings.length === 0) return null;
  const effects: Readonly<Record<Effect, string>> = {
    blocks: cause ? 'would fail next' : 'could block',
    risks: 'risk',
    informs: 'note',
  };
  return (
    <Section title={cause ? 'Also' : 'Worth knowing'} part="findings">
      <ul class="findings">
        {findings.map(({ rule, phase, hop, effect, headline, explanation }) => (
          <li key={`${rule} ${phase} ${hop}`} data-rule-finding={rule} data-effect={effect}>
            <span class="finding-effect">{effects[effect]}</span>
            <div>
              <b>
                <ProseText text={headline} />
              </b>
              <p>
                <ProseText text={explanation} />
              </p>
            </div>
          </li>
        ))}
      </ul>
    </Section>
  );
}
