import { proofsOf } from '../../analyzer/fixes/proven.ts';
import { STACKS } from '../../analyzer/fixes/stacks/index.ts';
import type { Snippet } from '../../analyzer/fixes/stacks/stack.ts';
import type { AnalyzedTrace } from '../../analyzer/report.ts';
import type { StackId } from '../../analyzer/server/server-guess.ts';
import { CodeBlock } from '../../ui/code-block.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { ProseText } from '../../ui/prose-text.tsx';
import { stackTitle } from '../../ui/stack-title.ts';
import { recognisedStack, type SuggestedFix, suggestFix } from '../../ui/suggested-fix.ts';
import type { PanelState } from '../state.ts';
import { ScopeChoice } from './scope-choice.tsx';

interface Props {
  readonly analyzed: AnalyzedTrace;
  readonly state: PanelState;
}

/** The server's configuration in the words of one framework. */
export function FixCard({ analyzed, state }: Props) {
  const { serverOrigin, server } = analyzed;
  const recognised = recognisedStack(server);
  const stackId = state.chosenStacks.value.get(serverOrigin) ?? recognised ?? state.settings.value.defaultStack;
  const fix = suggestFix(analyzed, state.report.value, state.scope.value, stackId);
  const choose = (id: StackId) => void state.actions.chooseStack(serverOrigin, id, recognised !== undefined);
  return (
    <div class="card">
      <div class="card-bar">
        <StackTabs chosen={stackId} recognised={recognised} confidence={server.confidence} onChoose={choose} />
        <ScopeChoice scope={state.scope.value} onChoose={state.actions.setScope} />
      </div>
      <div role="tabpanel" id="fix-panel" aria-labelledby={`stack-${stackId}`}>
        {server.stack !== null && recognised === undefined && (
          <p class="card-note">
            The answer looks like {stackTitle(server.stack)}, for which there is no snippet yet: make the same changes
            there, or in the application behind it.
          </p>
        )}
        {'refused' in fix.result ? (
          <p class="card-note" data-part="refusal">
            <ProseText text={fix.result.refused} />
          </p>
        ) : (
          <SnippetView fix={fix} snippet={fix.result} />
        )}
      </div>
    </div>
  );
}

interface TabsProps {
  readonly chosen: StackId;
  readonly recognised: StackId | undefined;
  readonly confidence: string | null;
  readonly onChoose: (id: StackId) => void;
}

function StackTabs({ chosen, recognised, confidence, onChoose }: TabsProps) {
  const onKeyDown = (event: KeyboardEvent) => {
    const move = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (move === 0) return;
    event.preventDefault();
    const at = STACKS.findIndex(({ id }) => id === chosen);
    const next = STACKS[(at + move + STACKS.length) % STACKS.length];
    if (!next) return;
    onChoose(next.id);
    if (event.currentTarget instanceof HTMLElement) {
      event.currentTarget.querySelector<HTMLElement>(`[data-stack="${next.id}"]`)?.focus();
    }
  };
  return (
    <div class="tabs" role="tablist" aria-label="Stack of the server" onKeyDown={onKeyDown}>
      {STACKS.map(({ id, title }) => (
        <button
          key={id}
          type="button"
          role="tab"
          id={`stack-${id}`}
          class="tab"
          data-stack={id}
          aria-selected={id === chosen}
          aria-controls="fix-panel"
          tabIndex={id === chosen ? 0 : -1}
          onClick={() => onChoose(id)}
        >
          {title}
          {id === recognised && <span class="tab-guess">{confidence}</span>}
        </button>
      ))}
    </div>
  );
}

function SnippetView({ fix, snippet }: { readonly fix: SuggestedFix; readonly snippet: Snippet }) {
  return (
    <>
      {snippet.install !== null && (
        <div class="card-install">
          <code data-part="install">{snippet.install}</code>
          <CopyButton text={snippet.install} label="Copy" action="copy-install" title="Copy the install command" />
        </div>
      )}
      <div class="card-place">
        <p>
          <b>{snippet.file}</b> <ProseText text={snippet.placement} />
        </p>
        <CopyButton text={snippet.code} label="Copy snippet" action="copy-snippet" kind="primary" />
      </div>
      <CodeBlock code={snippet.code} language={snippet.language} part="snippet" label={`Snippet for ${snippet.file}`} />
      {snippet.notes.length > 0 && (
        <ul class="card-notes">
          {snippet.notes.map((note, index) => (
            <li key={index}>
              <ProseText text={note} />
            </li>
          ))}
        </ul>
      )}
      <p class="card-foot">
        <Reach fix={fix} />
        <span>
          <ProseText text={snippet.restart} />
        </span>
        <ProvenWith fix={fix} />
      </p>
    </>
  );
}

function Reach({ fix: { reach } }: { readonly fix: SuggestedFix }) {
  if (!reach) return <span data-part="reach">the least that lets this request through</span>;
  const all = reach.wouldAllow === reach.of;
  return (
    <span data-part="reach" title={all ? undefined : 'The others need something that CORS headers cannot give'}>
      lets <b>{`${reach.wouldAllow} of ${reach.of}`}</b> requests of this page to this server through
    </span>
  );
}

function ProvenWith({ fix: { stack } }: { readonly fix: SuggestedFix }) {
  const [newest] = proofsOf(stack.id);
  if (!newest) {
    return (
      <span data-part="unproven" title="The test suite does not run this stack: read the snippet before you paste it">
        not proven: written from the documentation
      </span>
    );
  }
  const versions = [newest.framework, newest.library].filter((name) => name !== null).join(', ');
  return (
    <span
      data-part="proven-with"
      title="Versions that the snippets of this stack have been run with, in a real browser"
    >
      proven with {versions} on {newest.browser}
    </span>
  );
}
