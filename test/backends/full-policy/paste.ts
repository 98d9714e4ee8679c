import { appendFile, readFile, writeFile } from 'node:fs/promises';

/** Throws when the file has no such line, or several. */
export async function pasteAfter(file: string, line: string, snippet: string): Promise<void> {
  const source = await readFile(file, 'utf8');
  const parts = source.split(`${line}\n`);
  if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} lines "${line}"`);
  await writeFile(file, parts.join(`${line}\n\n${snippet}\n`));
}

export function pasteAtEnd(file: string, snippet: string): Promise<void> {
  return appendFile(file, `\n${snippet}`);
}
