import type { ReportJson, TraceJson } from '../../src/analyzer/report-json.ts';
import { type ExitCode, run } from '../../src/cli/run.ts';

export interface Ran {
  readonly code: ExitCode;
  readonly out: string;
  readonly errors: string;
}

/** Runs the command line in this process and keeps what it writes. */
export async function runCli(...args: readonly string[]): Promise<Ran> {
  let out = '';
  let errors = '';
  const code = await run(args, {
    out: (text) => {
      out += text;
    },
    error: (text) => {
      errors += text;
    },
    input: async () => '',
    color: false,
  });
  return { code, out, errors };
}

/** The one trace of a probe. */
export async function probed(
  ...args: readonly string[]
): Promise<{ readonly code: ExitCode; readonly trace: TraceJson }> {
  const { code, out, errors } = await runCli('probe', ...args, '--json');
  if (out === '') throw new Error(errors);
  const [trace] = (JSON.parse(out) as ReportJson).traces;
  if (!trace) throw new Error('the report has no trace');
  return { code, trace };
}
