import type { Prose } from '../rules/prose.ts';
import type { Change } from '../rules/rule.ts';
import { changedOptions } from './changed-options.ts';
import { allOptions, changedOptionLines, type OptionWriter } from './option-writer.ts';
import { commonPathPrefix } from './policy-notes.ts';
import type { Policy } from './policy-type.ts';
import { renderable } from './renderable.ts';
import { type ServerWords, serverNotes } from './server-notes.ts';
import type { Refusal, Snippet, SnippetContext, Stack } from './stacks/stack.ts';

/** What is particular to a stack whose library takes all its options in one call. */
export interface OptionCall extends Pick<Stack, 'id' | 'title' | 'library' | 'language'>, ServerWords {
  readonly install: string | null;
  /** Where everything is pasted. */
  readonly whole: Pick<Snippet, 'file' | 'placement'>;
  /** Where single options are replaced. */
  readonly changed: Pick<Snippet, 'file' | 'placement'>;
  readonly restart: Prose;
  /** Lines before the options and the one after them; the options stand between, indented by `indent`. */
  readonly before: readonly string[];
  readonly after: string;
  readonly indent: string;
  readonly options: (indent: string) => OptionWriter;
  /** Notes on pasting everything. */
  readonly notes: (policy: Policy) => readonly Prose[];
  /** Notes on replacing single options. */
  readonly changeNotes?: readonly Prose[];
  /** How CORS is limited to the one path that all requests have in common. */
  readonly pathNote: (prefix: string) => Prose;
}

export function optionStack(call: OptionCall): Stack {
  const { id, title, library, language } = call;
  return {
    id,
    title,
    library,
    language,
    render: (requested, context) => whole(call, requested, context),
    renderChange: (changes, requested, context) => changed(call, changes, requested, context),
  };
}

function whole(call: OptionCall, requested: Policy, context: SnippetContext): Snippet | Refusal {
  const checked = renderable(requested);
  if ('refused' in checked) return checked;
  const { policy } = checked;
  const options = allOptions(policy, call.options(call.indent)).map((option) => `${call.indent}${option}`);
  const prefix = commonPathPrefix(policy);
  return {
    install: call.install,
    ...call.whole,
    code: `${[...call.before, ...options, call.after].join('\n')}\n`,
    language: call.language,
    restart: call.restart,
    notes: [
      ...call.notes(policy),
      ...serverNotes(policy, context, call),
      ...(prefix === undefined ? [] : [call.pathNote(prefix)]),
    ],
  };
}

function changed(
  call: OptionCall,
  changes: readonly Change[],
  requested: Policy,
  context: SnippetContext,
): Snippet | Refusal | undefined {
  const checked = renderable(requested);
  if ('refused' in checked) return checked;
  const { policy } = checked;
  const options = changedOptions(changes, policy);
  const lines = options && changedOptionLines(options, policy, call.options(''));
  if (!lines) return undefined;
  return {
    install: null,
    ...call.changed,
    code: `${lines.join('\n')}\n`,
    language: call.language,
    restart: call.restart,
    notes: [...(call.changeNotes ?? []), ...serverNotes(policy, context, call, options)],
  };
}
