import type { ComponentChildren } from 'preact';

interface Props {
  readonly title: string;
  /** Said beside the title, quieter. */
  readonly note?: ComponentChildren;
  /** Value of `data-part`. */
  readonly part?: string;
  readonly children: ComponentChildren;
}

/** A titled part of the detail. */
export function Section({ title, note, part, children }: Props) {
  return (
    <section class="section" data-part={part}>
      <h3>
        {title}
        {note && <span class="section-note">{note}</span>}
      </h3>
      {children}
    </section>
  );
}
