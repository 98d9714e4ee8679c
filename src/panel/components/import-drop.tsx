import { useEffect, useState } from 'preact/hooks';
import type { Files } from '../sessions.ts';

/** Takes files that are dropped anywhere on the panel, and says so while they are over it. */
export function ImportDrop({ files }: { readonly files: Files }) {
  const [isOver, setIsOver] = useState(false);
  useEffect(() => {
    // Each element that the pointer enters comes before the one that it leaves.
    let depth = 0;
    const onMove = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      depth += event.type === 'dragenter' ? 1 : 0;
      setIsOver(true);
    };
    const onLeave = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      depth -= 1;
      if (depth <= 0) setIsOver(false);
    };
    const onDrop = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      // The browser would open the file in place of the panel.
      event.preventDefault();
      depth = 0;
      setIsOver(false);
      void files.open([...(event.dataTransfer?.files ?? [])]);
    };
    const listeners = { dragenter: onMove, dragover: onMove, dragleave: onLeave, drop: onDrop };
    for (const [name, listener] of Object.entries(listeners))
      document.addEventListener(name, listener as EventListener);
    return () => {
      for (const [name, listener] of Object.entries(listeners))
        document.removeEventListener(name, listener as EventListener);
    };
  }, [files]);
  return isOver ? (
    <div class="import-drop" data-part="import-drop" aria-hidden="true">
      <p>Drop a HAR or a WhyCORS report to look at it</p>
    </div>
  ) : null;
}

function hasFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes('Files') ?? false;
}
