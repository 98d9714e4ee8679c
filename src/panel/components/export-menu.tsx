import { useState } from 'preact/hooks';
import { Menu } from '../../ui/menu.tsx';
import { download } from '../download.ts';
import { type ExportKind, exportedFile } from '../export-files.ts';
import type { PanelState } from '../state.ts';

const KINDS: readonly { readonly kind: ExportKind; readonly label: string }[] = [
  { kind: 'json', label: 'Report of everything (JSON)' },
  { kind: 'markdown', label: 'Shown requests for a colleague (Markdown)' },
  { kind: 'har', label: 'Shown requests as HAR' },
];

/** Saves what was recorded, in the form that its reader needs. */
export function ExportMenu({ state }: { readonly state: PanelState }) {
  const [at, setAt] = useState<{ readonly x: number; readonly y: number } | null>(null);
  const save = async (kind: ExportKind) => {
    const file = await exportedFile(kind, state).catch(() => undefined);
    if (file) download(file);
    state.actions.say(file ? `Saved: ${file.name}` : 'Could not save: the background does not answer');
  };
  return (
    <>
      <button
        type="button"
        class="text-button"
        data-action="export"
        aria-label="Export"
        aria-haspopup="menu"
        aria-expanded={at !== null}
        title="Save what was recorded. Secrets were redacted when it was recorded."
        onClick={({ currentTarget }) => {
          currentTarget.focus();
          const { left, bottom } = currentTarget.getBoundingClientRect();
          setAt({ x: left, y: bottom + 2 });
        }}
      >
        <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
          <path d="M8 2.5v7M5 7l3 3 3-3M3 12.5h10" />
        </svg>
        <span>Export</span>
      </button>
      {at && (
        <Menu
          label="Export"
          at={at}
          onClose={() => setAt(null)}
          items={KINDS.map(({ kind, label }) => ({ id: `export-${kind}`, label, onChoose: () => void save(kind) }))}
        />
      )}
    </>
  );
}
