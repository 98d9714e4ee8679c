import process from 'node:process';
import { run } from './run.ts';

const { NO_COLOR } = process.env;

process.exitCode = await run(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  error: (text) => process.stderr.write(text),
  color: process.stdout.isTTY === true && (NO_COLOR === undefined || NO_COLOR === ''),
});
