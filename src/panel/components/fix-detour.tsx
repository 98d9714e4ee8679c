import { type Call, DETOUR_IDS, type Detour } from '../../analyzer/fixes/detours/detour.ts';
import { DETOURS } from '../../analyzer/fixes/detours/index.ts';
import { proofsOf } from '../../analyzer/fixes/proven.ts';
import type { AnalyzedTrace } from '../../analyzer/report.ts';
import { ProseText } from '../../ui/prose-text.tsx';
import { suggestDetour } from '../../ui/suggested-detour.ts';
import type { PanelState } from '../state.ts';
import { NotMine } from './fix-not-mine.tsx';
import { FixProofs } from './fix-proofs.tsx';
import { FixSnippet } from './fix-snippet.tsx';
import { FIX_PANEL, FixTabs, tabId } from './fix-tabs.tsx';
import { ScopeChoice } from './scope-choice.tsx';

interface Props {
  readonly analyzed: AnalyzedTrace;
  readonly state: PanelState;
}

const KINDS: readonly { readonly kind: Detour['kind']; readonly label: string }[] = [
  { kind: 'dev-proxy', label: 'Development proxy' },
  { kind: 'relay', label: 'Relay in your backend' },
];

/** The way around a server that is not the reader's own: what to paste on their side, and what the page calls then. */
export function FixDetour({ analyzed, state }: Props) {
  const { serverOrigin } = analyzed;
  const chosen = state.fixChoices.detours.value.get(serverOrigin) ?? DETOUR_IDS[0];
  const result = suggestDetour(analyzed, state.around.value, { scope: state.scope.value, detour: chosen });
  return (
    <div class="card" data-part="fix-card">
      <div class="card-bar">
        <DetourPicker chosen={chosen} onChoose={(id) => state.fixChoices.setDetour(serverOrigin, id)} />
        <NotMine server={serverOrigin} state={state} />
      </div>
      <div class="card-options">
        <ScopeChoice scope={state.scope.value} onChoose={state.actions.setScope} />
      </div>
      <div role="tabpanel" id={FIX_PANEL} aria-labelledby={tabId(chosen)}>
        {'refused' in result ? (
          <p class="card-note" data-part="refusal">
            <ProseText text={result.refused} />
          </p>
        ) : (
          <>
            <Calls calls={result.calls} />
            <FixSnippet snippet={result}>
              <FixProofs proofs={proofsOf(chosen)} />
            </FixSnippet>
          </>
        )}
      </div>
    </div>
  );
}

interface PickerProps {
  readonly chosen: Detour['id'];
  readonly onChoose: (id: Detour['id']) => void;
}

/** One tab list: the two kinds are told apart by a label in front of each. */
function DetourPicker({ chosen, onChoose }: PickerProps) {
  return (
    <FixTabs
      label="Way around the server"
      attribute="detour"
      groups={KINDS.map(({ kind, label }) => ({
        label,
        tabs: DETOURS.filter((detour) => detour.kind === kind).map(({ id, title }) => ({ id, title, note: '' })),
      }))}
      chosen={chosen}
      onChoose={onChoose}
    />
  );
}

/** As many as say what the pattern is; a page can call dozens of URLs. */
const SHOWN_CALLS = 4;

function Calls({ calls }: { readonly calls: readonly Call[] }) {
  const more = calls.length - SHOWN_CALLS;
  return (
    <div class="detour-calls" data-part="detour-calls">
      <p>In the page, call</p>
      <ul>
        {calls.slice(0, SHOWN_CALLS).map(({ from, to }) => (
          <li key={from}>
            <code data-part="call-to">{to}</code> <span>instead of</span> <code>{from}</code>
          </li>
        ))}
      </ul>
      {more > 0 && <p>and {more} more in the same way</p>}
    </div>
  );
}
