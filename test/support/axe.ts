import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Frame, Page } from 'puppeteer';

const AXE = createRequire(import.meta.url).resolve('axe-core');

/**
 * What assistive technology could not use in a document as it is, one line a finding: rule, element, what to do. The
 * document's policy allows no inline scripts, so axe comes in as text that DevTools evaluate.
 */
export async function accessibilityProblems(document: Frame | Page): Promise<readonly string[]> {
  const { readFile } = await import('node:fs/promises');
  await document.evaluate(`if (!window.axe) { ${await readFile(AXE, 'utf8')} }`);
  const results = await document.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(options: object): Promise<AxeResults> } };
    // Frames of DevTools around the panel are not ours.
    return axe.run({ iframes: false, resultTypes: ['violations'] });
  });
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary?.replaceAll(/\s+/g, ' ')}`),
  );
}
