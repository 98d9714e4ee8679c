import { effect } from '@preact/signals';
import { describe, expect, test, vi } from 'vitest';
import { createPanelState } from '../../src/panel/state.ts';
import { memorySource, THREE_FETCHES } from '../support/panel-source.ts';
import { parseTranscripts } from '../support/transcript.ts';

async function started(transcripts: string, tab: Parameters<typeof memorySource>[1] = {}) {
  const memory = memorySource(transcripts, tab);
  const state = createPanelState(memory.source);
  state.actions.start();
  await vi.waitFor(() => expect(state.log.value.tab).toBeDefined());
  return { memory, state };
}

const [BLOCKED = '', ALLOWED = ''] = THREE_FETCHES.split('---');

describe('the selection', () => {
  test('is the first blocked fetch until the reader chooses', async () => {
    const { state } = await started(`${ALLOWED}---${BLOCKED}`);
    expect(state.selected.value?.trace.id).toBe('trace-2');
  });

  test('stays when more fetches arrive', async () => {
    const { memory, state } = await started(`${BLOCKED}---${ALLOWED}`);
    state.actions.select('trace-2');
    memory.change({ traces: parseTranscripts(`${BLOCKED}---${ALLOWED}---${BLOCKED}`) });
    await vi.waitFor(() => expect(state.ofThisPage.value).toHaveLength(3));
    expect(state.selected.value?.trace.id).toBe('trace-2');
  });

  test('follows the endpoint over a reload and remembers the earlier verdict', async () => {
    const { memory, state } = await started(BLOCKED);
    const fixed = BLOCKED.replace('localhost:3000', 'localhost:5173').replace('net::ERR_FAILED', 'completed');
    const traces = parseTranscripts(`${BLOCKED}---${fixed}`);
    memory.change({ traces, tab: { navigatedAt: traces[1]?.startedAt ?? 0 } });
    await vi.waitFor(() => expect(state.selected.value?.trace.id).toBe('trace-2'));
    expect(state.selected.value?.judgement.verdict).toBe('allowed');
    expect(state.items.value.filter(({ kind }) => kind === 'trace')).toHaveLength(1);
  });

  test('is none after the detail was closed, also when a blocked fetch arrives', async () => {
    const { memory, state } = await started(BLOCKED);
    state.actions.closeDetail();
    memory.change({ traces: parseTranscripts(`${BLOCKED}---${BLOCKED}`) });
    await vi.waitFor(() => expect(state.ofThisPage.value).toHaveLength(2));
    expect(state.selected.value).toBeUndefined();
  });

  test('has its detail only after the first rows of many, and the pane is open for it before', async () => {
    const { memory, state } = await started('');
    const details: (string | undefined)[] = [];
    const stop = effect(() => {
      if (state.selected.value) details.push(state.detailed.value?.trace.id);
    });
    const [blocked] = parseTranscripts(BLOCKED);
    if (!blocked) throw new Error('the transcript has no fetch');
    memory.change({ traces: Array.from({ length: 5000 }, (_, index) => ({ ...blocked, id: `t${index}` })) });
    await vi.waitFor(() => expect(state.ofThisPage.value).toHaveLength(5000), { timeout: 20_000 });
    stop();
    expect(details[0]).toBeUndefined();
    expect(details.at(-1)).toBe('t0');
  }, 30_000);

  const API = 'server http://localhost:3001';

  test.each([
    ['next', 'trace-1', 'trace-2'],
    ['previous', 'trace-2', 'trace-1'],
    ['previous', 'trace-1', API],
    ['last', 'trace-1', 'trace-3'],
    ['first', 'trace-3', API],
    ['page-down', 'trace-1', 'trace-3'],
    ['page-up', 'trace-3', API],
  ] as const)('moves with %s from %s to %s, and stays the selection on a heading', async (step, from, to) => {
    const { state } = await started(THREE_FETCHES);
    state.actions.select(from);
    state.actions.move(step, 10, null);
    expect(state.cursor.value).toBe(to);
    expect(state.selected.value?.trace.id).toBe(to === API ? from : to);
  });

  test('goes on from a heading, and past headings that nothing stands under', async () => {
    const { state } = await started(THREE_FETCHES);
    state.actions.setCollapsed('http://localhost:3001', true);
    expect(state.cursor.value).toBe(API);
    const visited = ['next', 'next', 'next', 'previous', 'previous'].map((step) => {
      state.actions.move(step as 'next' | 'previous', 10, null);
      return state.cursor.value;
    });
    const [other] = visited;
    expect(other).toMatch(/^server /);
    expect(visited).toEqual([other, 'trace-3', 'trace-3', other, API]);
  });

  test('moves from the focused row when nothing is selected', async () => {
    const { state } = await started(THREE_FETCHES);
    state.actions.closeDetail();
    state.actions.move('next', 10, 'trace-1');
    expect(state.selected.value?.trace.id).toBe('trace-2');
  });
});

describe('the groups', () => {
  const kinds = (state: ReturnType<typeof createPanelState>) => state.items.value.map(({ kind }) => kind).join(' ');

  test('are left out of the list when they are collapsed, and their heading still counts', async () => {
    const { state } = await started(THREE_FETCHES);
    expect(kinds(state)).toBe('server trace trace server trace');
    state.actions.setCollapsed('http://localhost:3001', true);
    expect(kinds(state)).toBe('server server trace');
    expect(state.items.value[0]).toMatchObject({ collapsed: true, blocked: 1, of: 2 });
    state.actions.setCollapsed('http://localhost:3001', false);
    expect(kinds(state)).toBe('server trace trace server trace');
  });

  test('keep the keys on the heading of a selected fetch that they hide, and open for a fetch that is selected', async () => {
    const { state } = await started(THREE_FETCHES);
    state.actions.select('trace-1');
    state.actions.setCollapsed('http://localhost:3001', true);
    expect(state.selected.value?.trace.id).toBe('trace-1');
    expect(state.cursorPlace.value).toBe(0);
    state.actions.select('trace-2');
    expect(kinds(state)).toBe('server trace trace server trace');
    expect(state.cursor.value).toBe('trace-2');
  });

  test('do not matter to a list without headings', async () => {
    const { state } = await started(THREE_FETCHES);
    state.actions.setCollapsed('http://localhost:3001', true);
    state.actions.setGrouped(false);
    expect(kinds(state)).toBe('trace trace trace');
    expect(state.cursor.value).toBe('trace-1');
  });
});

describe('the filters', () => {
  const shownBy = async (
    change: Parameters<Awaited<ReturnType<typeof started>>['state']['actions']['setFilter']>[0],
  ) => {
    const { state } = await started(THREE_FETCHES);
    state.actions.setFilter(change);
    return state.items.value.flatMap((item) => (item.kind === 'trace' ? [item.analyzed.trace.id] : []));
  };

  test.each([
    [{ verdict: 'blocked' }, ['trace-1']],
    [{ verdict: 'allowed' }, ['trace-2']],
    [{ verdict: 'opaque' }, ['trace-3']],
    [{ verdict: 'not-cors' }, []],
    [{ server: 'https://cdn.example' }, ['trace-3']],
    [{ text: 'upload' }, ['trace-2']],
    [{ text: 'method:put' }, ['trace-2']],
    [{ text: 'server:3001 -upload' }, ['trace-1']],
    [{ text: 'cause:allow-origin' }, ['trace-1']],
    [{ text: 'upload logo' }, []],
  ] as const)('%o shows %o', async (change, ids) => {
    expect(await shownBy(change)).toEqual(ids);
  });

  test('count verdicts among what the text lets through, whichever verdict is chosen', async () => {
    const { state } = await started(THREE_FETCHES);
    state.actions.setFilter({ text: 'server:3001', verdict: 'allowed' });
    expect(state.counts.value).toEqual({ all: 2, blocked: 1, allowed: 1, opaque: 0, 'not-cors': 0 });
  });
});

describe('the empty states', () => {
  test.each([
    ['no-requests', '', { origin: null }],
    ['no-cross-origin', '', {}],
    ['withheld', '', { access: 'withheld' }],
    ['internal', THREE_FETCHES, { access: 'internal' }],
    [null, THREE_FETCHES, {}],
    [null, THREE_FETCHES, { access: 'withheld' }],
  ] as const)('is %s', async (expected, transcripts, tab) => {
    const { state } = await started(transcripts, tab);
    expect(state.emptyState.value).toBe(expected);
  });

  test('is no-match when a filter hides everything', async () => {
    const { state } = await started(THREE_FETCHES);
    state.actions.setFilter({ text: 'nothing-has-this' });
    expect(state.emptyState.value).toBe('no-match');
  });

  test('leaves the list what it was while nothing matches, until the log is empty', async () => {
    const { state, memory } = await started(THREE_FETCHES);
    const before = state.items.value;
    state.actions.setFilter({ text: 'nothing-has-this' });
    expect(state.shown.value).toEqual([]);
    expect(state.items.value).toBe(before);
    memory.change({ traces: [] });
    await vi.waitFor(() => expect(state.items.value).toEqual([]));
  });

  test('is loading before the first answer', () => {
    expect(createPanelState(memorySource('').source).emptyState.value).toBe('loading');
  });
});

describe('the log', () => {
  test('leaves out what was before the last navigation', async () => {
    const { state } = await started(THREE_FETCHES, { navigatedAt: 2000 });
    expect(state.ofThisPage.value.map(({ trace }) => trace.id)).toEqual(['trace-2', 'trace-3']);
  });

  test('keeps what is there over navigations while it is preserved, and brings nothing older back', async () => {
    const { memory, state } = await started(THREE_FETCHES, { navigatedAt: 2000 });
    await state.actions.setPreserveLog(true);
    memory.change({ tab: { navigatedAt: 3000 } });
    await vi.waitFor(() => expect(state.log.value.tab?.navigatedAt).toBe(3000));
    expect(state.ofThisPage.value.map(({ trace }) => trace.id)).toEqual(['trace-2', 'trace-3']);
    await state.actions.setPreserveLog(false);
    expect(state.ofThisPage.value.map(({ trace }) => trace.id)).toEqual(['trace-3']);
  });

  test('has everything from the start when the settings say that it is preserved', async () => {
    const memory = memorySource(THREE_FETCHES, { navigatedAt: 3000 });
    await memory.source.saveSettings({ preserveLog: true });
    const state = createPanelState(memory.source);
    state.actions.start();
    await vi.waitFor(() => expect(state.ofThisPage.value).toHaveLength(3));
  });

  test('keeps what it has while the background cannot be reached, and says so', async () => {
    const { memory, state } = await started(THREE_FETCHES);
    memory.change({ reachable: false });
    await vi.waitFor(() => expect(state.connection.value).toBe('reconnecting'));
    expect(state.ofThisPage.value).toHaveLength(3);
    memory.change({ reachable: true });
    await vi.waitFor(() => expect(state.connection.value).toBe('connected'));
  });

  test('is empty after clear', async () => {
    const { state } = await started(THREE_FETCHES);
    await state.actions.clear();
    await vi.waitFor(() => expect(state.ofThisPage.value).toHaveLength(0));
    expect(state.selected.value).toBeUndefined();
  });
});

describe('the chosen stack', () => {
  test('becomes the default where the server is not recognised', async () => {
    const { memory, state } = await started(THREE_FETCHES);
    await state.actions.chooseStack('http://localhost:3001', 'flask', false);
    expect(memory.settings().defaultStack).toBe('flask');
  });

  test('stays with its server where the server is recognised', async () => {
    const { memory, state } = await started(THREE_FETCHES);
    await state.actions.chooseStack('http://localhost:3001', 'flask', true);
    expect(memory.settings().defaultStack).toBe('express');
    expect(state.chosenStacks.value.get('http://localhost:3001')).toBe('flask');
  });
});
