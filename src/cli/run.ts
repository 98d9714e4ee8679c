import { readFileSync } from 'node:fs';
import { analyze } from '../analyzer/analyze.ts';
import { importFile } from '../analyzer/files/import-file.ts';
import { reportMarkdown } from '../analyzer/files/report-markdown.ts';
import { visibleLine } from '../analyzer/files/visible-text.ts';
import type { Report } from '../analyzer/report.ts';
import { type ReportMeta, toReportJson } from '../analyzer/report-json.ts';
import { plainText } from '../analyzer/rules/prose.ts';
import { firstHop } from '../analyzer/trace/fetch-trace.ts';
import { pastedFix } from '../ui/pasted-fix.ts';
import { HELP } from './help.ts';
import { type ProbeCommand, type ReportCommand, readCommand, UsageError } from './options.ts';
import { probe } from './probe.ts';
import { stackFor } from './stack-choice.ts';
import { textReport } from './text-report.ts';

/** Where the program writes, line by line. */
export interface Terminal {
  out(text: string): void;
  error(text: string): void;
  /** All of standard input. */
  input(): Promise<string>;
  /** Whether people read `out`, so that colour helps. */
  readonly color: boolean;
}

/** 0: all allowed. 1: something is blocked. 2: could not tell, or the input is no good. */
export type ExitCode = 0 | 1 | 2;

/** Runs the command line (without the names of Node and the program). Never throws for what a user or server did. */
export async function run(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  try {
    const command = readCommand(args);
    switch (command.command) {
      case 'help':
        terminal.out(HELP);
        return args.length === 0 ? 2 : 0;
      case 'version':
        terminal.out(`whycors ${__WHYCORS_VERSION__}\n`);
        return 0;
      case 'report':
        return await runReport(command, terminal);
      case 'probe':
        return await runProbe(command, terminal);
    }
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    terminal.error(`whycors: ${visibleLine(error.message)}\nwhycors help says what it takes.\n`);
    return 2;
  }
}

async function runReport(command: ReportCommand, terminal: Terminal): Promise<ExitCode> {
  const { pageOrigin } = command;
  const file = importFile(
    command.file === '-' ? await terminal.input() : readInput(command.file),
    pageOrigin === undefined ? {} : { pageOrigin },
  );
  if ('error' in file) throw new UsageError(`${command.file}: ${plainText(file.error)}`);
  for (const problem of file.problems) terminal.error(`whycors: note: ${visibleLine(plainText(problem))}\n`);
  const report = analyze(file.traces);
  const { browser, page, capturedFrom, dropped } = file;
  if (command.markdown) {
    const fixOf = (analyzed: Report['traces'][number]) =>
      pastedFix(analyzed, report, stackFor(analyzed, command.stack));
    terminal.out(reportMarkdown(report.traces, { page, fixOf }));
  } else write(report, { browser, tab: { id: 0, origin: page }, capturedFrom, dropped }, command, terminal);
  return exitCode(report);
}

async function runProbe(command: ProbeCommand, terminal: Terminal): Promise<ExitCode> {
  const { trace, sent, detail } = await probe(command);
  for (const line of sent) terminal.error(`whycors: sent ${visibleLine(line)}\n`);
  for (const note of notesOf(command, sent.length)) terminal.error(`whycors: note: ${note}\n`);
  if (detail !== undefined) terminal.error(`whycors: ${visibleLine(detail)}\n`);
  const report = analyze([trace]);
  const { browser, origin } = command;
  const meta = { browser, tab: { id: 0, origin }, capturedFrom: firstHop(trace).startedAt, dropped: 0 };
  write(report, meta, command, terminal);
  return exitCode(report);
}

function notesOf({ headers, preflightOnly, method }: ProbeCommand, sent: number): readonly string[] {
  const names = headers.filter(({ value }) => value === undefined).map(({ name }) => name);
  return [
    ...(names.length > 0 ? [`asked for ${names.join(', ')} and sent none, since no value was given`] : []),
    ...(preflightOnly ? [`the ${method} itself was not sent${sent === 0 ? ', and it needs no preflight' : ''}`] : []),
  ];
}

function readInput(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function write(
  report: Report,
  meta: Omit<ReportMeta, 'version'>,
  { json, stack }: ReportCommand | ProbeCommand,
  terminal: Terminal,
): void {
  if (json) {
    const document = toReportJson(report, { ...meta, version: __WHYCORS_VERSION__ });
    terminal.out(`${JSON.stringify(document, null, 2)}\n`);
  } else terminal.out(textReport(report, { stack, color: terminal.color }));
}

function exitCode({ traces }: Report): ExitCode {
  if (traces.some(({ judgement }) => judgement.verdict === 'blocked')) return 1;
  return traces.some(({ judgement }) => judgement.verdict === 'undetermined') ? 2 : 0;
}
