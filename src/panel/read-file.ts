import { importFile } from '../analyzer/files/import-file.ts';
import { type ImportedFile, MAX_FILE_LENGTH } from '../analyzer/files/imported-file.ts';
import { prose } from '../analyzer/rules/prose.ts';

/** More bytes than a text of the greatest length that is read can have. */
const MAX_BYTES = 4 * MAX_FILE_LENGTH;

/**
 * Reads a file piece by piece and imports it. `progress` hears the share of it that has been read, from 0 to 1; working it
 * out follows and takes about as long again. Rejects never: a file that cannot be read gives an error too.
 */
export async function readFile(file: Blob, progress: (share: number) => void): Promise<ImportedFile> {
  if (file.size > MAX_BYTES) return { error: prose`The file is larger than anything that is read.` };
  try {
    return importFile(await textOf(file, progress));
  } catch (error) {
    return { error: prose`The file could not be read: ${error instanceof Error ? error.message : String(error)}` };
  }
}

async function textOf(file: Blob, progress: (share: number) => void): Promise<string> {
  const decoder = new TextDecoder();
  const parts: string[] = [];
  let bytes = 0;
  const reader = file.stream().getReader();
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    bytes += piece.value.byteLength;
    parts.push(decoder.decode(piece.value, { stream: true }));
    progress(bytes / file.size);
  }
  return parts.join('') + decoder.decode();
}
