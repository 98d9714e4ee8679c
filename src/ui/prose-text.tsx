import type { Prose, Segment } from '../analyzer/rules/prose.ts';

/** Renders prose segments as text nodes, `<code>` and `<strong>`; wire bytes never become markup. */
export function ProseText({ text }: { readonly text: Prose }) {
  return <>{text.map(rendered)}</>;
}

function rendered(segment: Segment) {
  if (typeof segment === 'string') return segment;
  if ('code' in segment) return <code class="inline-code">{segment.code}</code>;
  return <strong>{segment.strong}</strong>;
}
