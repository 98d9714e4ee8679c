import type { ImportedFile } from '../analyzer/files/imported-file.ts';

/** What the worker that reads a file tells: how far it is, then what it found. */
export type ImportMessage = { readonly share: number } | { readonly imported: ImportedFile };

/** Where the build puts the worker: in the package beside the modules that it shares with the panel. */
export const IMPORT_WORKER = '/assets/import-worker.js';
