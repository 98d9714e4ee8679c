/** How much of the end stays visible when a long value is cut. */
const TAIL_LENGTH = 12;

/** One line that is cut in the middle when space is short; the whole value is in the title. */
export function LongText({ text }: { readonly text: string }) {
  const cut = text.length > TAIL_LENGTH * 2 ? text.length - TAIL_LENGTH : text.length;
  return (
    <span class="long-text" title={text}>
      <span class="long-text-head">{text.slice(0, cut)}</span>
      {cut < text.length && <span class="long-text-tail">{text.slice(cut)}</span>}
    </span>
  );
}
