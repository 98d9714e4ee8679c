import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseRequest, parseWatch } from '../../src/protocol/guards.ts';

test.each([
  { type: 'traces/list', tabId: 1, since: 0 },
  { type: 'traces/list', tabId: 1, since: 1795288278489.5 },
  { type: 'traces/clear', tabId: 0 },
  { type: 'report/export', tabId: 12 },
  { type: 'page/report', tabId: 1, reports: [] },
  { type: 'page/report', tabId: 1, reports: [{ requestId: '7', credentialsMode: 'omit', couldRead: false }] },
  { type: 'page/report', tabId: 1, reports: [{ requestId: '7', mode: 'no-cors', redirectMode: 'manual' }] },
  { type: 'settings/get' },
  { type: 'settings/set', settings: {} },
  { type: 'settings/set', settings: { preserveLog: true, defaultStack: 'flask' } },
  { type: 'settings/set', settings: { paused: true, watch: 'devtools-tabs', logSize: 1 } },
  { type: 'settings/set', settings: { ignoredServers: ['https://api.example', 'http://localhost:3000'] } },
])('%j is understood', (message) => {
  expect(parseRequest(message)).toEqual(message);
});

test.each([
  undefined,
  null,
  'report/export',
  [],
  {},
  { type: 'traces/list' },
  { type: 'traces/list', tabId: 1 },
  { type: 'traces/list', tabId: 1, since: -1 },
  { type: 'traces/list', tabId: 1, since: Number.NaN },
  { type: 'traces/list', tabId: '1', since: 0 },
  { type: 'traces/list', tabId: -1, since: 0 },
  { type: 'traces/list', tabId: 1.5, since: 0 },
  { type: 'traces/clear', tabId: null },
  { type: 'report/export' },
  { type: 'page/report', tabId: 1 },
  { type: 'page/report', tabId: -1, reports: [] },
  { type: 'page/report', tabId: 1, reports: {} },
  { type: 'page/report', tabId: 1, reports: [null] },
  { type: 'page/report', tabId: 1, reports: [{ credentialsMode: 'omit' }] },
  { type: 'page/report', tabId: 1, reports: [{ requestId: '7', credentialsMode: 'all' }] },
  { type: 'page/report', tabId: 1, reports: [{ requestId: '7', mode: 'navigate' }] },
  { type: 'page/report', tabId: 1, reports: [{ requestId: '7', redirectMode: true }] },
  { type: 'page/report', tabId: 1, reports: [{ requestId: '7', couldRead: 'yes' }] },
  { type: 'page/report', tabId: 1, reports: [{ requestId: '7'.repeat(100) }] },
  { type: 'page/report', tabId: 1, reports: Array.from({ length: 3000 }, () => ({ requestId: '7' })) },
  { type: 'settings/set' },
  { type: 'settings/set', settings: null },
  { type: 'settings/set', settings: { preserveLog: 'yes' } },
  { type: 'settings/set', settings: { defaultStack: 'cobol' } },
  { type: 'settings/set', settings: { paused: 1 } },
  { type: 'settings/set', settings: { watch: 'nothing' } },
  { type: 'settings/set', settings: { logSize: 64 } },
  { type: 'settings/set', settings: { ignoredServers: 'https://api.example' } },
  { type: 'settings/set', settings: { ignoredServers: ['https://api.example/path'] } },
  { type: 'settings/set', settings: { ignoredServers: ['javascript:alert(1)'] } },
  { type: 'settings/set', settings: { ignoredServers: Array.from({ length: 201 }, () => 'https://a.example') } },
  { type: 'toString' },
  { type: '__proto__' },
])('%j is not', (message) => {
  expect(parseRequest(message)).toBeUndefined();
});

test('what the protocol does not know is left behind', () => {
  const message = { type: 'settings/set', settings: { preserveLog: true, evil: 1 }, tabId: 3, extra: {} };
  expect(parseRequest(message)).toEqual({ type: 'settings/set', settings: { preserveLog: true } });
});

test('nothing at all makes a guard throw', () => {
  fc.assert(
    fc.property(fc.anything(), (message) => {
      parseRequest(message);
      parseWatch(message);
    }),
  );
});

test.each([
  [
    { type: 'watch', tabId: 3 },
    { type: 'watch', tabId: 3 },
  ],
  [
    { type: 'watch', tabId: 3, more: 1 },
    { type: 'watch', tabId: 3 },
  ],
  [{ type: 'watch', tabId: -1 }, undefined],
  [{ type: 'changed', tabId: 3 }, undefined],
  [null, undefined],
])('%j on a port means %j', (message, parsed) => {
  expect(parseWatch(message)).toEqual(parsed);
});
