import { useEffect, useRef, useState } from 'preact/hooks';
import { copyText } from './clipboard.ts';

interface Props {
  readonly text: string;
  readonly label: string;
  /** Value of `data-action`. */
  readonly action: string;
  readonly kind?: 'primary' | 'quiet';
  readonly title?: string;
}

type Feedback = 'none' | 'copied' | 'failed';

const FEEDBACK_MS = 1600;

/** Copies `text` and says so in its own label for a moment; the announcement reaches screen readers too. */
export function CopyButton({ text, label, action, kind = 'quiet', title }: Props) {
  const [feedback, setFeedback] = useState<Feedback>('none');
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const copy = async () => {
    setFeedback((await copyText(text)) ? 'copied' : 'failed');
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setFeedback('none'), FEEDBACK_MS);
  };
  const shown = feedback === 'copied' ? 'Copied' : feedback === 'failed' ? 'Could not copy' : label;
  return (
    <button
      type="button"
      class={`button ${kind}`}
      data-action={action}
      data-feedback={feedback}
      title={title}
      onClick={() => void copy()}
    >
      {/* The longest label keeps the width, so that nothing beside the button moves. */}
      <span class="button-width" aria-hidden="true">
        {label}
      </span>
      <span class="button-label" aria-live="polite">
        {shown}
      </span>
    </button>
  );
}
