import { code, prose } from '../rules/prose.ts';
import { type HarOptions, importHar } from './import-har.ts';
import { importReport } from './import-report.ts';
import { type ImportedFile, MAX_FILE_LENGTH } from './imported-file.ts';
import { parseJson } from './json-text.ts';
import { attempt, ifField } from './shape.ts';

/**
 * Reads a HAR or a `whycors-report/1`, whatever its name. Never throws: a file that is neither gives an error that says
 * what is wrong and where. Time and memory grow with the length of the text.
 */
export function importFile(text: string, options: HarOptions = {}): ImportedFile {
  if (text.length > MAX_FILE_LENGTH) {
    const limit = String(MAX_FILE_LENGTH / 1024 / 1024);
    return { error: prose`The file has more than ${limit} million characters, and that is more than is read.` };
  }
  if (text.trim() === '') return { error: prose`The file is empty.` };
  const parsed = parseJson(text);
  if ('problem' in parsed) return { error: parsed.problem };
  const root = { value: parsed.value, path: '' };
  const read = attempt(() => {
    if (ifField(root, 'format').value !== undefined) return importReport(root);
    return ifField(root, 'log').value === undefined ? undefined : importHar(root, options);
  });
  if ('problem' in read) return { error: read.problem };
  return read.value ?? { error: NEITHER };
}

const NEITHER = prose`This JSON is neither a HAR, which begins with ${code('log')}, nor a report, whose ${code('format')} is ${code('whycors-report/1')}.`;
