import type { ImportedFile } from '../analyzer/files/imported-file.ts';

/** What the worker that reads a file tells: how far it is, then what it found. */
export type ImportMessage = { readonly share: number } | { readonly imported: ImportedFile };
