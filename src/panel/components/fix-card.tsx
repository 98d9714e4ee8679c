import { type Proof, proofsOf } from '../../analyzer/fixes/proven.ts';
import type { AnalyzedTrace } from '../../analyzer/report.ts';
import type { ServerGuess } from '../../analyzer/server/server-guess.ts';
import { ProseText } from '../../ui/prose-text.tsx';
import { stackTitle } from '../../ui/stack-title.ts';
import type { Extent, SuggestedFix } from '../../ui/suggested-fix.ts';
import type { ShownFix } from '../shown-fix.ts';
import type { PanelState } from '../state.ts';
import { FixAnswers } from './fix-answers.tsx';
import { FixChoice, type Option } from './fix-choice.tsx';
import { NotMine } from './fix-not-mine.tsx';
import { FixProofs } from './fix-proofs.tsx';
import { FixSnippet } from './fix-snippet.tsx';
import { FixStackPicker } from './fix-stack-picker.tsx';
import { FIX_PANEL, tabId } from './fix-tabs.tsx';
import { ScopeChoice } from './scope-choice.tsx';

interface Props {
  readonly analyzed: AnalyzedTrace;
  readonly shown: ShownFix;
  readonly state: PanelState;
}

/** The server's configuration in the words of one framework. */
export function FixCard({ analyzed, shown: { fix, recognised, stack }, state }: Props) {
  const { serverOrigin, server } = analyzed;
  const { defaultStack } = state.settings.value;
  return (
    <div class="card" data-part="fix-card">
      <div class="card-bar">
        <FixStackPicker
          server={serverOrigin}
          chosen={stack}
          recognised={recognised}
          confidence={server.confidence}
          preferred={defaultStack}
          onChoose={(id) => void state.actions.chooseStack(serverOrigin, id, recognised !== undefined)}
        />
        <NotMine server={serverOrigin} state={state} />
      </div>
      <Guess server={server} recognised={recognised !== undefined} />
      <div class="card-options">
        <ScopeChoice scope={state.scope.value} onChoose={state.actions.setScope} />
        <ExtentChoice fix={fix} state={state} server={serverOrigin} />
        <VersionChoice fix={fix} state={state} />
      </div>
      <div role="tabpanel" id={FIX_PANEL} aria-labelledby={tabId(stack)}>
        {'refused' in fix.result ? (
          <p class="card-note" data-part="refusal">
            <ProseText text={fix.result.refused} />
          </p>
        ) : (
          <FixSnippet snippet={fix.result}>
            <Reach fix={fix} />
            <FixProofs proofs={provenBy(fix)} />
          </FixSnippet>
        )}
        {!('refused' in fix.result) && <FixAnswers analyzed={analyzed} policy={fix.policy} />}
      </div>
    </div>
  );
}

/** What the server's answers show it to be, and the lines that say so. */
function Guess({ server, recognised }: { readonly server: ServerGuess; readonly recognised: boolean }) {
  if (server.stack === null) return null;
  return (
    <p class="card-note card-guess" data-part="evidence">
      {recognised
        ? `${server.confidence === 'certain' ? 'Certainly' : 'Likely'} ${stackTitle(server.stack)}, from `
        : `The answer looks like ${stackTitle(server.stack)}, for which there is no snippet: make the same changes there, or in the application behind it. Seen in `}
      {server.evidence.map((line, index) => (
        <>
          {index > 0 && ' '}
          <code class="evidence-line">{line}</code>
        </>
      ))}
    </p>
  );
}

const EXTENTS: readonly Option<Extent>[] = [
  { id: 'change', label: 'Change only', title: 'For a server that has the library already: only what has to change' },
  { id: 'full', label: 'Full', title: 'Everything, for a server that knows nothing of CORS' },
];

interface ExtentProps {
  readonly fix: SuggestedFix;
  readonly state: PanelState;
  readonly server: string;
}

function ExtentChoice({ fix, state: { fixChoices }, server }: ExtentProps) {
  if (!fix.hasChange) return null;
  return (
    <FixChoice
      name="extent"
      legend="How much of it"
      options={EXTENTS}
      chosen={fix.extent}
      onChoose={(extent) => fixChoices.setExtent(server, extent)}
    />
  );
}

function VersionChoice({ fix: { stack, version }, state: { fixChoices } }: Omit<ExtentProps, 'server'>) {
  if (!version || !stack.versions) return null;
  const options = stack.versions.map(({ id, title }) => ({ id, label: id, title }));
  return (
    <div class="labelled-choice">
      <span aria-hidden="true">{stack.title}</span>
      <FixChoice
        name="version"
        legend={`Version of ${stack.title}`}
        options={options}
        chosen={version.id}
        onChoose={(id) => fixChoices.setVersion(stack.id, id)}
      />
    </div>
  );
}

function Reach({ fix: { reach } }: { readonly fix: SuggestedFix }) {
  if (!reach) return <span data-part="reach">lets this request through, and keeps what works</span>;
  const all = reach.wouldAllow === reach.of;
  return (
    <span data-part="reach" title={all ? undefined : 'The others need something that CORS headers cannot give'}>
      lets <b>{`${reach.wouldAllow} of ${reach.of}`}</b> requests of this page to this server through
    </span>
  );
}

/** The runs of the text that is shown: of this version, where versions have texts of their own. */
function provenBy({ stack, version }: SuggestedFix): readonly Proof[] {
  return proofsOf(stack.id).filter(
    (proof) => version === undefined || (proof.version ?? stack.versions?.[0]?.id) === version.id,
  );
}
