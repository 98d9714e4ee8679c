import { signal } from '@preact/signals';
import { createContext } from 'preact';

export type OpenSections = ReturnType<typeof createOpenSections>;

/** Which parts of the detail were opened or closed by hand; kept while the panel is open. */
export function createOpenSections() {
  const chosen = signal<ReadonlyMap<string, boolean>>(new Map());
  return {
    isOpen(part: string, byItself: boolean): boolean {
      return chosen.value.get(part) ?? byItself;
    },
    setOpen(part: string, open: boolean): void {
      chosen.value = new Map(chosen.value).set(part, open);
    },
  };
}

/** Of the panel around; outside of one, sections remember nothing that others see. */
export const Sections = createContext<OpenSections>(createOpenSections());
