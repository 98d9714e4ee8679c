import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { analyze } from '../../src/analyzer/analyze.ts';
import type { AnalyzedTrace } from '../../src/analyzer/report.ts';
import { type Filter, filtering, NO_FILTER } from '../../src/panel/filter.ts';
import { vocabularyOf } from '../../src/panel/filter-vocabulary.ts';
import { changeBetween, tallying } from '../../src/panel/list-change.ts';
import { finding } from '../../src/panel/selection.ts';
import { listingServers } from '../../src/panel/servers-listed.ts';
import type { TimelineItem } from '../../src/panel/timeline-items.ts';
import { type Layout, layingOut } from '../../src/panel/timeline-lines.ts';
import { turningPointsOf } from '../../src/panel/turning-points.ts';
import { parseTranscripts } from '../support/transcript.ts';

const PAGE = 'page http://localhost:3000\ncredentials same-origin';
const OWN = 'Access-Control-Allow-Origin: http://localhost:3000\nVary: Origin';

/** States that a fetch can be in, of two endpoints of two servers. */
const STATES = [
  `${PAGE}\n> GET http://localhost:8000/items\n< 200\n${OWN}\n! completed`,
  `${PAGE}\n> GET http://localhost:8000/items\n< 200\n! net::ERR_FAILED`,
  `${PAGE}\n> GET http://localhost:8000/items\n! pending`,
  `${PAGE}\n> GET http://localhost:8000/items\n< 200\nAccess-Control-Allow-Origin: http://localhost:5173\n! net::ERR_FAILED`,
  `${PAGE}\n> PUT https://cdn.example/logo\n< 404\n${OWN}\n! net::ERR_FAILED`,
  'page http://localhost:3000\nmode no-cors\n> GET https://cdn.example/logo\n< 200\n! completed',
];
const FETCHES = 12;

/** Each fetch in each state, judged by itself. */
const POOL: readonly (readonly AnalyzedTrace[])[] = Array.from({ length: FETCHES }, (_, number) =>
  parseTranscripts(STATES.join('\n---\n')).map((trace) => {
    const own = { ...trace, id: `fetch-${number}`, startedAt: number };
    return analyze([own]).traces[0] as AnalyzedTrace;
  }),
);

const state = fc.option(fc.nat({ max: STATES.length - 1 }), { nil: undefined, freq: 6 });

/**
 * Versions of a log: for each fetch its state, or that it is not there. Most differ in one fetch and in how far the log goes,
 * some are sorted the other way round or are of another page.
 */
const versions: fc.Arbitrary<readonly (readonly AnalyzedTrace[])[]> = fc
  .tuple(
    fc.array(state, { minLength: FETCHES, maxLength: FETCHES }),
    fc.array(
      fc.record({
        changed: fc.nat({ max: FETCHES - 1 }),
        to: state,
        until: fc.nat({ max: FETCHES }),
        backwards: fc.nat({ max: 9 }).map((number) => number === 0),
      }),
      { minLength: 1, maxLength: 12 },
    ),
  )
  .map(([states, steps]) => {
    const now = [...states];
    return steps.map(({ changed, to, until, backwards }) => {
      now[changed] = to;
      const there = now.slice(0, until).flatMap((one, number) => POOL[number]?.[one ?? -1] ?? []);
      return backwards ? there.reverse() : there;
    });
  });

const filter: fc.Arbitrary<Filter> = fc.record({
  verdict: fc.constantFrom('all', 'blocked', 'allowed', 'opaque'),
  server: fc.constantFrom(null, 'http://localhost:8000'),
  text: fc.constantFrom(
    '',
    '',
    'items',
    '-items put',
    'get',
    'is:pending',
    'cause:origin -status:404',
    'server:cdn 404',
  ),
});

describe('what is kept up while a log changes is what would be made anew', () => {
  test('the lines, with their groups and counts, and the places of rows and headings in them', () => {
    const layout = fc.record({
      grouped: fc.boolean(),
      byFirstFetch: fc.boolean(),
      collapsed: fc.constantFrom(new Set<string>(), new Set(['http://localhost:8000'])),
    });
    fc.assert(
      fc.property(versions, fc.array(layout, { minLength: 1, maxLength: 3 }), (told, layouts) => {
        const layOut = layingOut();
        for (const [index, traces] of told.entries()) {
          const wanted = layouts[index % layouts.length] as Layout;
          const { items, rowPlace, headingPlace } = layOut(traces, wanted);
          expect(items).toEqual(linesAnew(traces, wanted));
          for (const [at, analyzed] of traces.entries())
            expect(rowPlace(at)).toBe(items.findIndex((item) => item.kind === 'trace' && item.analyzed === analyzed));
          for (const server of ['http://localhost:8000', 'https://cdn.example'])
            expect(headingPlace(server)).toBe(
              items.findIndex((item) => item.kind === 'server' && item.server === server),
            );
          expect(rowPlace(traces.length)).toBe(-1);
        }
      }),
    );
  });

  test('what a filter finds, and the counts of the verdicts', () => {
    fc.assert(
      fc.property(versions, fc.array(filter, { minLength: 1, maxLength: 3 }), (told, filters) => {
        const { find, prepare } = filtering();
        for (const [index, traces] of told.entries()) {
          const wanted = filters[index % filters.length] as Filter;
          if (index % 2 === 0) prepare(traces);
          const { traces: found, counts } = find(traces, wanted);
          const all = filtering().find(traces, { ...wanted, verdict: 'all' }).traces;
          const of = (verdict: string) => all.filter(({ judgement }) => judgement.verdict === verdict);
          expect(counts).toEqual({
            all: all.length,
            blocked: of('blocked').length,
            allowed: of('allowed').length,
            opaque: of('opaque').length,
            'not-cors': of('not-cors').length,
          });
          expect(found).toEqual(wanted.verdict === 'all' ? all : of(wanted.verdict));
        }
      }),
    );
  });

  test('the servers, the words that complete a filter, the turning points, and the place of a fetch', () => {
    fc.assert(
      fc.property(versions, (told) => {
        const [servers, words, points, place] = [listingServers(), vocabularyOf(), turningPointsOf(), finding()];
        for (const traces of told) {
          expect(servers(traces)).toEqual([...new Set(traces.map(({ serverOrigin }) => serverOrigin))]);
          expect(inAnyOrder(words(traces))).toEqual(inAnyOrder(vocabularyOf()(traces)));
          const [now, anew] = [points(traces), turningPointsOf()(traces)];
          for (const analyzed of traces) expect(now(analyzed)).toBe(anew(analyzed));
          expect(place(traces, 'fetch-3')).toBe(traces.findIndex(({ trace }) => trace.id === 'fetch-3'));
        }
      }),
    );
  });

  test('a tally hears of each element once when it comes and once when it goes', () => {
    fc.assert(
      fc.property(versions, (told) => {
        const there: AnalyzedTrace[] = [];
        const tally = tallying<AnalyzedTrace>({
          removed: (gone) => void there.splice(there.indexOf(gone), 1),
          added: (came) => void there.push(came),
        });
        for (const traces of told) {
          tally(traces);
          expect(new Set(there)).toEqual(new Set(traces));
          expect(there).toHaveLength(traces.length);
        }
      }),
    );
  });
});

test('only what changed is a change: later states of a fetch by their places, and everything behind the first other fetch', () => {
  const isSame = (a: string, b: string) => a[0] === b[0];
  expect(changeBetween(['a1', 'b1', 'c1'], ['a1', 'b2', 'c1', 'd1'], isSame)).toEqual({ replaced: [1], from: 3 });
  expect(changeBetween(['a1', 'b1', 'c1'], ['a2', 'x1', 'c1'], isSame)).toEqual({ replaced: [0], from: 1 });
  expect(changeBetween(['a1', 'b1'], ['a1'], isSame)).toEqual({ replaced: [], from: 1 });
});

test('lines of fetches that did not change stay the same objects, and so do headings that say the same', () => {
  const layOut = layingOut();
  const layout = { grouped: true, byFirstFetch: false, collapsed: new Set<string>() };
  const traces = POOL.slice(0, 6).map((states) => states[0] as AnalyzedTrace);
  const before = layOut(traces.slice(0, 5), layout).items;
  const more = layOut(traces, layout).items;
  expect(more.slice(1, 6).every((item, at) => item === before[at + 1])).toBe(true);
  const changed = layOut(traces.with(2, POOL[2]?.[0] as AnalyzedTrace), layout).items;
  expect(changed[0]).toBe(more[0]);
});

test('the list of servers is the same object until there is another server', () => {
  const servers = listingServers();
  const [first, second] = [POOL[0]?.[0] as AnalyzedTrace, POOL[1]?.[1] as AnalyzedTrace];
  const before = servers([first]);
  expect(servers([first, second])).toBe(before);
  expect(servers([first, second, POOL[2]?.[5] as AnalyzedTrace])).not.toBe(before);
});

test('what no filter asks of the list is answered with the list itself', () => {
  const traces = POOL.slice(0, 3).map((states) => states[0] as AnalyzedTrace);
  expect(filtering().find(traces, NO_FILTER).traces).toBe(traces);
});

/** Group by group, from nothing. */
function linesAnew(
  traces: readonly AnalyzedTrace[],
  { grouped, byFirstFetch, collapsed }: Layout,
): readonly TimelineItem[] {
  const rowsOf = (group: readonly AnalyzedTrace[]) =>
    group.map((analyzed): TimelineItem => ({ kind: 'trace', analyzed }));
  if (!grouped) return rowsOf(traces);
  const servers = [...new Set(traces.map(({ serverOrigin }) => serverOrigin))];
  const groups = servers.map((server) => traces.filter(({ serverOrigin }) => serverOrigin === server));
  const startOf = (group: readonly AnalyzedTrace[]) => Math.min(...group.map(({ trace }) => trace.startedAt));
  if (byFirstFetch) groups.sort((a, b) => startOf(a) - startOf(b));
  return groups.flatMap((group) => {
    const first = group[0] as AnalyzedTrace;
    const heading: TimelineItem = {
      kind: 'server',
      server: first.serverOrigin,
      guess: first.server,
      blocked: group.filter(({ judgement }) => judgement.verdict === 'blocked').length,
      of: group.length,
      collapsed: collapsed.has(first.serverOrigin),
    };
    return [heading, ...(heading.collapsed ? [] : rowsOf(group))];
  });
}

function inAnyOrder(words: Readonly<Record<string, readonly string[]>>): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(Object.entries(words).map(([key, values]) => [key, [...values].sort()]));
}
