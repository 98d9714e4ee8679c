import { type ChangedOptions, changesLists } from './changed-options.ts';
import type { Policy } from './policy-type.ts';

/** How a library whose options stand in one call writes each of them: whole lines, as they stand in that call. */
export interface OptionWriter {
  readonly origins: (values: readonly string[]) => string;
  readonly methods: (values: readonly string[]) => string;
  readonly requestHeaders: (values: readonly string[]) => string;
  readonly exposeHeaders: (values: readonly string[]) => string;
  readonly credentials: string;
  readonly maxAge: (seconds: number) => string;
}

/** All options for a policy; what the library leaves out unless told otherwise is left out. */
export function allOptions(policy: Policy, writer: OptionWriter): readonly string[] {
  return [
    writer.origins(policy.origins),
    writer.methods(policy.methods),
    writer.requestHeaders(policy.requestHeaders),
    ...(policy.exposeHeaders.length > 0 ? [writer.exposeHeaders(policy.exposeHeaders)] : []),
    ...(policy.credentials ? [writer.credentials] : []),
    writer.maxAge(policy.maxAge),
  ];
}

/**
 * Only the options that change, each with what the server lists today as well; undefined when no option does. Where the
 * call stands decides who answers preflights, so a change of that is none of an option.
 */
export function changedOptionLines(
  options: ChangedOptions,
  policy: Policy,
  writer: OptionWriter,
): readonly string[] | undefined {
  if (options.preflight || !(changesLists(options) || options.vary)) return undefined;
  const { listed } = policy;
  const lines: string[] = [];
  // A list of origins, and not a single string, is what makes the answers vary by origin.
  if (options.origins.length > 0 || options.vary) lines.push(writer.origins(policy.origins));
  if (options.methods.length > 0) lines.push(writer.methods(together(policy.methods, listed?.methods)));
  if (options.requestHeaders.length > 0) {
    lines.push(writer.requestHeaders(together(policy.requestHeaders, listed?.requestHeaders)));
  }
  if (options.exposeHeaders.length > 0) {
    lines.push(writer.exposeHeaders(together(policy.exposeHeaders, listed?.exposeHeaders)));
  }
  if (options.credentials) lines.push(writer.credentials);
  return lines;
}

/** A name of today that is too long to be written stays out: the reader keeps it. */
function together(needed: readonly string[], listed: readonly string[] = []): readonly string[] {
  return [...new Set([...needed, ...listed.filter((name) => name.length <= 200)])].sort();
}
