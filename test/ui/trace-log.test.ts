import { expect, test } from 'vitest';
import type { FetchTrace } from '../../src/analyzer/trace/fetch-trace.ts';
import type { TracesReply } from '../../src/protocol/messages.ts';
import { mergeReply, type TraceLog } from '../../src/ui/trace-log.ts';
import { parseTranscript } from '../support/transcript.ts';

function trace(id: string, startedAt: number): FetchTrace {
  return { ...parseTranscript('page https://a.example\n> GET https://b.example/\n< 200\n! completed', id), startedAt };
}

const tab = { id: 1 } as TracesReply['tab'];
const [FIRST, SECOND, THIRD] = [trace('first', 1), trace('second', 2), trace('third', 3)];
const LOG: TraceLog = { revision: 1, traces: [FIRST, THIRD], tab };

function replied(reply: Partial<TracesReply>): TraceLog {
  return mergeReply(LOG, { revision: 2, traces: [], removed: [], complete: false, tab, ...reply });
}

test('a reply without news leaves the very list that was there', () => {
  expect(replied({}).traces).toBe(LOG.traces);
});

test('what is new stands where it began, and what did not change stays the same object', () => {
  const { traces } = replied({ traces: [SECOND] });
  expect(traces).toEqual([FIRST, SECOND, THIRD]);
  expect(traces[0]).toBe(FIRST);
});

test('what changed takes its place', () => {
  const changed = { ...FIRST, tabId: 9 };
  expect(replied({ traces: [changed] }).traces).toEqual([changed, THIRD]);
});

test('what was removed is gone, unless the same reply brings it again', () => {
  expect(replied({ removed: ['first'] }).traces).toEqual([THIRD]);
  expect(replied({ removed: ['first'], traces: [FIRST] }).traces).toEqual([FIRST, THIRD]);
});

test('a complete reply is all there is, in the order of time', () => {
  expect(replied({ complete: true, traces: [THIRD, SECOND] }).traces).toEqual([SECOND, THIRD]);
});
