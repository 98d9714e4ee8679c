import { recordFrames } from './frame-start.ts';
import { HOOK } from './hook.ts';
import type { FrameHome, Limits, Parts } from './page-call.ts';
import { recordCalls } from './record-calls.ts';
import { startRecorded } from './worker-start.ts';

/** Calls and elements per frame; more are counted only. */
const MOST = 1000;

/** As much of a URL as redaction keeps. */
const LONGEST_URL = 8192;

/** Texts that can stand in markup, too. */
const PARTS = [recordCalls, startRecorded, recordFrames, beginRecording]
  .map((part) => String(part).replaceAll('</', '<\\/').replaceAll('<!--', '<\\!--'))
  .join(', ');

/** The recorder as a script of its own, for `inspectedWindow.reload({ injectedScript })`. */
export function recorderScript(): string {
  return `(${beginRecording})(null, ${JSON.stringify([HOOK, MOST, LONGEST_URL])}, ${PARTS});`;
}

/** Runs in the page: nothing outside of it exists for it. */
function beginRecording(home: FrameHome | null, limits: Limits, ...parts: Parts): void {
  parts[0](...limits, home, parts);
}
