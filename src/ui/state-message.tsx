import type { ComponentChildren } from 'preact';

interface Props {
  /** Which state of the panel or the popup it stands for; tests and styles find it by this. */
  readonly kind: string;
  readonly class: string;
  readonly title: string;
  readonly action?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** What is shown where there is no content: what is the case, in a sentence, and what to do about it. */
export function StateMessage({ kind, class: className, title, action, children }: Props) {
  return (
    <div class={className} data-state={kind}>
      <h2>{title}</h2>
      <p>{children}</p>
      {action}
    </div>
  );
}
