import type { AnalyzedTrace } from '../analyzer/report.ts';
import { barSegments, type TimeScale } from './waterfall.ts';

/**
 * Draws the bar of one fetch into its cell, on the common time axis, with the elements of the bar that was there. The step
 * at which the browser stopped it is hatched, and a cross ends it.
 */
export function drawBar(cell: HTMLElement, analyzed: AnalyzedTrace, scale: TimeScale): void {
  const segments = barSegments(analyzed);
  const end = segments.at(-1)?.to ?? analyzed.trace.startedAt;
  const cross = cell.querySelector('b') ?? cell.appendChild(newCross());
  while (cell.childElementCount > segments.length + 1) cell.firstElementChild?.remove();
  while (cell.childElementCount <= segments.length) cross.before(document.createElement('i'));
  let step = cell.firstElementChild as HTMLElement;
  for (const { kind, from, to, stopped } of segments) {
    const left = scale(from);
    if (step.getAttribute('data-kind') !== kind) step.setAttribute('data-kind', kind);
    if (step.hasAttribute('data-stopped') !== (stopped ?? false)) step.toggleAttribute('data-stopped');
    step.style.marginLeft = percent(left);
    step.style.width = percent(scale(to) - left);
    step = step.nextElementSibling as HTMLElement;
  }
  cross.hidden = analyzed.judgement.verdict !== 'blocked';
  if (!cross.hidden) cross.style.marginLeft = percent(scale(end));
}

function newCross(): HTMLElement {
  const cross = document.createElement('b');
  cross.className = 'bar-stop';
  cross.textContent = '×';
  return cross;
}

/** Read by the browser without its whole parser. */
function percent(share: number): string {
  return `${(share * 100).toFixed(2)}%`;
}
