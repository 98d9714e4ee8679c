import { useRef } from 'preact/hooks';
import type { Files } from '../sessions.ts';

/** Asks for a file to look at. */
export function ImportButton({ files }: { readonly files: Files }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button
        type="button"
        class="text-button"
        data-action="import"
        aria-label="Import"
        title="Open a HAR or a WhyCORS report. A file can be dropped on the panel too."
        onClick={() => input.current?.click()}
      >
        <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
          <path d="M8 9.5v-7M5 5l3-3 3 3M3 12.5h10" />
        </svg>
        <span>Import</span>
      </button>
      <input
        ref={input}
        type="file"
        hidden
        accept=".har,.json"
        aria-label="File to open"
        data-part="import-file"
        onChange={({ currentTarget }) => {
          const chosen = [...(currentTarget.files ?? [])];
          // The same file may be chosen again, changed meanwhile.
          currentTarget.value = '';
          void files.open(chosen);
        }}
      />
    </>
  );
}
