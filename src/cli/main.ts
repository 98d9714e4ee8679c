import process from 'node:process';
import { text } from 'node:stream/consumers';
import { run } from './run.ts';

const { NO_COLOR } = process.env;

process.exitCode = await run(process.argv.slice(2), {
  out: (line) => process.stdout.write(line),
  error: (line) => process.stderr.write(line),
  // A pipe may have nothing yet when it is asked: reading it in one go fails then.
  input: () => text(process.stdin),
  color: process.stdout.isTTY === true && (NO_COLOR === undefined || NO_COLOR === ''),
});
