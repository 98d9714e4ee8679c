import type { ComponentChildren } from 'preact';
import { useContext } from 'preact/hooks';
import { Sections } from '../open-sections.ts';

interface Props {
  readonly title: string;
  /** Said beside the title, quieter. */
  readonly note?: ComponentChildren;
  /** Value of `data-part`. A part can be closed, and stays closed for the requests that are looked at next. */
  readonly part?: string;
  /** Whether the part is open before anybody opened or closed it. */
  readonly startsOpen?: boolean;
  readonly children: ComponentChildren;
}

/** A titled part of the detail. */
export function Section({ title, note, part, startsOpen = true, children }: Props) {
  const sections = useContext(Sections);
  const open = part === undefined || sections.isOpen(part, startsOpen);
  return (
    <section class="section" data-part={part} data-open={open}>
      <h3>
        {part === undefined ? (
          title
        ) : (
          <button
            type="button"
            class="section-toggle"
            data-toggles={part}
            aria-expanded={open}
            onClick={() => sections.setOpen(part, !open)}
          >
            <svg class="section-arrow" viewBox="0 0 10 10" aria-hidden="true">
              <path d="M3 1.5 7 5 3 8.5" />
            </svg>
            {title}
          </button>
        )}
        {note && <span class="section-note">{note}</span>}
      </h3>
      {open && children}
    </section>
  );
}
