// @vitest-environment happy-dom
import { expect, test, vi } from 'vitest';
import { fileName } from '../../src/panel/download.ts';
import example from '../../src/panel/example-report.json' with { type: 'json' };
import { exportedFile } from '../../src/panel/export-files.ts';
import { readFile } from '../../src/panel/read-file.ts';
import { createSessions, type FileSource } from '../../src/panel/sessions.ts';
import { memorySource, THREE_FETCHES } from '../support/panel-source.ts';

function sessions(read: FileSource['read'] = readFile) {
  const memory = memorySource(THREE_FETCHES);
  const all = createSessions(memory.source, { read, example: async () => JSON.stringify(example) });
  all.live.actions.start();
  return { memory, ...all };
}

const shownIds = (all: ReturnType<typeof sessions>) =>
  all.current.value.ofThisPage.value.map(({ trace }) => trace.id).sort();

test('the example is shown through the same import, without a problem, and the tab goes on underneath', async () => {
  const all = sessions();
  await all.files.openExample();
  const { current, live, files, memory } = all;
  expect(current.value.files?.shown?.traffic).toMatchObject({ page: 'http://localhost:5173', problems: [] });
  await vi.waitFor(() => expect(shownIds(all)).toHaveLength(example.traces.length));
  memory.change({ traces: [] });
  await vi.waitFor(() => expect(live.ofThisPage.value).toEqual([]));
  expect(shownIds(all)).toHaveLength(example.traces.length);
  files.backToLive();
  expect(current.value).toBe(live);
});

test.each(['json', 'har'] as const)('an exported %s is shown as it was', async (kind) => {
  const all = sessions();
  await all.files.openExample();
  await vi.waitFor(() => expect(shownIds(all)).toHaveLength(example.traces.length));
  const before = all.current.value.ofThisPage.value.map(({ cause }) => cause?.rule);
  const { name, text } = await exportedFile(kind, all.current.value);
  await all.files.open([new File([text], name)]);
  expect(all.current.value.files?.shown?.name).toBe(name);
  await vi.waitFor(() =>
    expect(all.current.value.ofThisPage.value.map(({ cause }) => cause?.rule).sort()).toEqual(before.sort()),
  );
});

test('a file replaces the one before, and one that comes too late replaces nothing', async () => {
  const waiting = new Map<number, () => void>();
  const all = sessions(async (file, progress) => {
    if (file.size === 3) await new Promise<void>((resolve) => waiting.set(file.size, resolve));
    return readFile(file.size === 3 ? new Blob([JSON.stringify(example)]) : file, progress);
  });
  const late = all.files.open([new File(['{  '], 'late.json')]);
  await all.files.open([new File([JSON.stringify(example)], 'second.json')]);
  await vi.waitFor(() => expect(waiting.has(3)).toBe(true));
  waiting.get(3)?.();
  await late;
  expect(all.current.value.files?.shown?.name).toBe('second.json');
});

test('a broken file leaves what is shown, and says where it is broken', async () => {
  const all = sessions();
  await all.files.open([new File(['{\n  "log": [}\n'], 'broken.har')]);
  expect(all.current.value).toBe(all.live);
  expect(all.files.problem.value?.name).toBe('broken.har');
  expect(JSON.stringify(all.files.problem.value?.problem)).toMatch(/line 2/);
  all.files.dismissProblem();
  expect(all.files.problem.value).toBeNull();
});

test('of several files the first is shown, and the others are named until the next step', async () => {
  const all = sessions();
  const files = ['first.json', 'second.har', 'third.har'].map((name) => new File([JSON.stringify(example)], name));
  await all.files.open(files);
  expect(all.current.value.files?.shown?.name).toBe('first.json');
  expect(all.files.leftOut.value).toEqual({ taken: 'first.json', others: ['second.har', 'third.har'] });
  await all.files.open(files.slice(1, 2));
  expect(all.files.leftOut.value).toBeNull();
  await all.files.open(files);
  all.files.backToLive();
  expect(all.files.leftOut.value).toBeNull();
});

test('how far the reading is comes along, up to the whole', async () => {
  const shares: number[] = [];
  await readFile(new Blob([JSON.stringify(example)]), (share) => shares.push(share));
  expect(shares.at(-1)).toBe(1);
});

test.each([
  ['http://localhost:3000', 0, 'whycors-localhost-3000-1970-01-01T00-00.har'],
  ['https://a.example/../../x', 0, 'whycors-a.example-x-1970-01-01T00-00.har'],
  [null, Number.MAX_VALUE, 'whycors-tab-undated.har'],
])('a file about %s from %d is called %s', (origin, capturedFrom, expected) => {
  expect(fileName({ tab: { id: 1, origin }, capturedFrom }, 'har').replaceAll(/-+/g, '-')).toBe(expected);
});
