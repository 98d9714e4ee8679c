import { describeChange } from '../../analyzer/fixes/describe.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { HostLabel } from '../../ui/host-label.tsx';
import { ProseText } from '../../ui/prose-text.tsx';
import { stackTitle } from '../../ui/stack-title.ts';
import { StatusIcon } from '../../ui/status-icon.tsx';
import { changesOf, hasSnippet, recognisedStack, suggestFix } from '../../ui/suggested-fix.ts';
import type { PopupState, ServerSummary } from '../state.ts';

interface Props {
  readonly summary: ServerSummary;
  readonly state: PopupState;
}

/** A server that requests were blocked for: the most frequent cause and its fix. */
export function ServerCard({ summary, state }: Props) {
  const { server, worst, blocked, of } = summary;
  const guess = worst.server;
  const about = [
    guess.stack === null ? '' : `${stackTitle(guess.stack)}${guess.confidence === 'likely' ? ', likely' : ''}`,
    `${blocked} of ${of} blocked`,
  ].filter((part) => part !== '');
  return (
    <article class="server-card" data-server={server}>
      <h2>
        <StatusIcon status="blocked" />
        <code title={server}>
          <HostLabel origin={server} />
        </code>
        <span>{about.join(' · ')}</span>
      </h2>
      <p class="server-cause" data-part="headline">
        {worst.cause ? <ProseText text={worst.cause.headline} /> : 'Blocked'}
      </p>
      <Fix summary={summary} state={state} />
    </article>
  );
}

function Fix({ summary: { worst }, state }: Props) {
  if (hasSnippet(worst)) {
    const stack = recognisedStack(worst.server) ?? state.settings.value.defaultStack;
    // Nothing in the popup says where a part of a configuration belongs, so it copies the whole.
    const fix = suggestFix(worst, state.report.value, { scope: 'page', stack, extent: 'full' });
    if (!('refused' in fix.result)) {
      return (
        <p class="server-fix">
          <CopyButton text={fix.result.code} label="Copy fix" action="copy-fix" kind="primary" />
          <span>
            {fix.stack.title}: {fix.result.file}
            {fix.reach && ` · lets ${fix.reach.wouldAllow} of ${fix.reach.of} through`}
          </span>
        </p>
      );
    }
  }
  const first = changesOf(worst)[0];
  return first ? (
    <p class="server-fix">
      <span>
        <ProseText text={describeChange(first)} />
      </span>
    </p>
  ) : null;
}
