import type { ImportedFile } from '../analyzer/files/imported-file.ts';
import { prose } from '../analyzer/rules/prose.ts';
import { IMPORT_WORKER, type ImportMessage } from './import-messages.ts';

/** `readFile` on a thread of its own, which ends with it. */
export function readFileApart(file: Blob, progress: (share: number) => void): Promise<ImportedFile> {
  const worker = new Worker(IMPORT_WORKER, { type: 'module' });
  return new Promise<ImportedFile>((resolve) => {
    worker.onmessage = ({ data }: MessageEvent<ImportMessage>) => {
      if ('share' in data) progress(data.share);
      else resolve(data.imported);
    };
    worker.onerror = () => resolve({ error: prose`The file could not be read: there was not enough memory for it.` });
    worker.postMessage(file);
  }).finally(() => worker.terminate());
}
