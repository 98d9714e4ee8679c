import { mkdirSync, writeFileSync } from 'node:fs';
import type { Browser } from 'puppeteer';
import type { KINDS, Run } from '../../scripts/proof-table.mjs';
import type { DetourId } from '../../src/analyzer/fixes/detours/detour.ts';
import type { StackId } from '../../src/analyzer/server/server-guess.ts';

/** What was broken and then repaired; `full-policy` is for stacks that are not gone through failure by failure. */
export type Kind = keyof typeof KINDS;

/** One stack, or one way around a foreign server, with one pair of versions. */
export interface Proving {
  /** Names the row and orders the rows of a stack: `django-5.2`. */
  readonly id: string;
  readonly stack: StackId | DetourId;
  /** Id of the stack's version whose text is pasted, where its versions have texts of their own. */
  readonly version?: string;
  /** With the version that really runs, asked of the installation: `Django 5.2.19`. */
  readonly framework: string;
  /** The same; null when the framework needs no library. */
  readonly library: string | null;
  /** Everything that the test goes through: a row is recorded only once all of it turned green. */
  readonly plan: readonly Kind[];
}

export interface Proof {
  /** To be called at the end of a test, after its last assertion: this kind was blocked, and after the paste allowed. */
  green(kind: Kind, browser: Browser): Promise<void>;
}

/**
 * Records that snippets turned a broken server green in the real browser. What is written lands in `dist/proof`, one file an
 * id; `npm run proof` merges it into `src/analyzer/fixes/proven.json`, README.md and docs/proof.md, and
 * `npm run proof -- --check`, a step of `npm test`, compares it with them.
 *
 * ```ts
 * const proof = startProof({ id: 'koa-3', stack: 'koa', framework: 'Koa 3.3.0', library: '@koa/cors 5.0.0', plan: ['full-policy'] });
 * it('…', async () => {
 *   // blocked in the browser; pasted what the panel shows; allowed in the browser; strangers still refused
 *   await proof.green('full-policy', session.browser);
 * });
 * ```
 *
 * Where a program is missing: `leaveOut('koa-3', 'koa', 'there is no npm on this machine')`, and print it.
 */
export function startProof(proving: Proving): Proof {
  const green: Kind[] = [];
  let run: Run = { ...proving, browser: null, green };
  write(run);
  return {
    async green(kind, browser) {
      if (!proving.plan.includes(kind)) throw new Error(`${proving.id} did not plan ${kind}`);
      if (!green.includes(kind)) green.push(kind);
      run = { ...run, browser: browserName(await browser.version()), green };
      write(run);
    },
  };
}

/** Says that a row could not be tried on this machine, and why; one sentence without a full stop. */
export function leaveOut(id: string, stack: StackId | DetourId, because: string): void {
  write({ id, stack, framework: '', library: null, browser: null, plan: [], green: [], leftOut: because });
}

const FOLDER = new URL('../../dist/proof/', import.meta.url);

function write(run: Run): void {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(new URL(`${run.id}.json`, FOLDER), `${JSON.stringify(run, null, 2)}\n`);
}

/** `HeadlessChrome/156.0.1.2` as `Chromium 156`. */
function browserName(version: string): string {
  return version.replace(/^(?:Headless)?Chrom(?:e|ium)\/(\d+).*$/, 'Chromium $1');
}
