import type { ImportMessage } from './import-messages.ts';
import { readFile } from './read-file.ts';

/** A thread of its own for one file: reading a hundred megabytes must not hold up the panel. */
const tell = (message: ImportMessage) => self.postMessage(message);

self.addEventListener('message', ({ data }: MessageEvent<Blob>) => {
  void readFile(data, (share) => tell({ share })).then((imported) => tell({ imported }));
});
