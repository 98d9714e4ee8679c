import type { Page } from 'puppeteer';
import type { FetchTrace } from '../src/analyzer/trace/fetch-trace.ts';
import type { PanelState } from '../src/panel/state.ts';
import { type Bench, openBench } from './browser.ts';
import { frames, idleFrames } from './frames.ts';
import { processorTasks, total } from './processor.ts';
import { percentile, type Row } from './row.ts';

/** What bench/panel-page.tsx and `openBench` put on the page. */
interface InPage {
  readonly bench: {
    give(traces: readonly FetchTrace[], complete: boolean): void;
    painted(): Promise<void>;
    readonly state: PanelState;
  };
  readonly traces: Readonly<Record<number, string>>;
}

const COUNT = 10_000;
/** Five seconds of a screen that shows sixty a second. */
const FRAMES = 300;
/** Without any change there would be no frame: the browser waits for the next tick of the screen then. */
const SMALL_FRAME = 'a frame in which one small thing changes';
const SIZES = [1000, 10_000, 100_000] as const;

/** The panel in a real browser. Each round is a page of its own, with its reference measured on the same page. */
export async function measurePanel(folder: string, rounds: number): Promise<readonly Row[]> {
  const bench = await openBench(folder);
  try {
    const measured: Measured[] = [];
    for (let round = 0; round < rounds; round += 1) measured.push(await measureOnce(bench));
    const stream: Stream[] = [];
    for (let round = 0; round < rounds; round += 1) stream.push(await measureStream(bench));
    const sizes: Sized[] = [];
    for (const size of SIZES) sizes.push(await measureSize(bench, size, rounds));
    return [...rowsOf(measured), ...streamRows(stream), ...sizeRows(sizes)];
  } finally {
    await bench.close();
  }
}

interface Measured {
  readonly parse: number;
  readonly firstRows: number;
  readonly allRows: number;
  readonly still: number;
  readonly wheel: number;
  readonly scrollbar: number;
  readonly arrows: number;
  readonly keystroke: number;
  /** On the processor: of a frame, on average. */
  readonly stillWork: number;
  readonly scrollWork: number;
  readonly arrowsWork: number;
  /** On the processor: of the longest task. */
  readonly keystrokeWork: number;
  readonly heap: number;
  readonly text: number;
}

async function measureOnce(bench: Bench): Promise<Measured> {
  const page = await bench.open([COUNT]);
  const loaded = await page.evaluate(loadAll, COUNT);
  const still = percentile(await page.evaluate(frames, 'small', FRAMES), 0.95);
  const wheel = percentile(await page.evaluate(frames, 'wheel', FRAMES), 0.95);
  const scrollbar = percentile(await page.evaluate(frames, 'scrollbar', FRAMES), 0.95);
  const arrows = percentile(await page.evaluate(frames, 'arrows', FRAMES), 0.95);
  const workOf = async (kind: string) =>
    total(await processorTasks(page, () => page.evaluate(frames, kind, FRAMES))) / FRAMES;
  const [stillWork, scrollWork, arrowsWork] = [
    await workOf('small'),
    await workOf('scrollbar'),
    await workOf('arrows'),
  ];
  const keystroke = await page.evaluate(type, 'server:api-3 put');
  const keystrokeWork = Math.max(...(await processorTasks(page, () => page.evaluate(type, 'cause:origin get'))));
  await page.close();
  return { ...loaded, still, wheel, scrollbar, arrows, keystroke, stillWork, scrollWork, arrowsWork, keystrokeWork };
}

function rowsOf(measured: readonly Measured[]): readonly Row[] {
  const of = (key: keyof Measured) => measured.map((one) => one[key]);
  const parse = { what: 'JSON.parse of them', values: of('parse') };
  const still = { what: SMALL_FRAME, values: of('still') };
  return [
    {
      what: '10,000 traces arrive: first rows painted',
      unit: 'ms',
      values: of('firstRows'),
      reference: parse,
      target: 'below 100 ms',
    },
    {
      what: '… verdicts and words of all, between frames',
      unit: 'ms',
      values: of('allRows'),
      reference: parse,
      target: '',
    },
    {
      what: 'scrolling 10,000 rows with the wheel: a frame, p95',
      unit: 'ms',
      values: of('wheel'),
      reference: still,
      target: 'below 16.7 ms',
    },
    {
      what: '… a third of the screen at once, as with the scrollbar: a frame, p95',
      unit: 'ms',
      values: of('scrollbar'),
      reference: still,
      target: 'below 16.7 ms',
    },
    { what: 'arrow keys: a frame, p95', unit: 'ms', values: of('arrows'), reference: still, target: 'below 16.7 ms' },
    {
      what: 'a key in the filter until the rows are painted, worst',
      unit: 'ms',
      values: of('keystroke'),
      reference: parse,
      target: 'below 50 ms',
    },
    ...workRows(measured),
    {
      what: 'memory a trace, analysed',
      unit: 'bytes',
      values: of('heap'),
      reference: { what: 'its JSON', values: of('text') },
      target: '',
    },
  ];
}

/** The same on the processor alone, which a busy machine lengthens less. */
function workRows(measured: readonly Measured[]): readonly Row[] {
  const of = (key: keyof Measured) => measured.map((one) => one[key]);
  const still = { what: SMALL_FRAME, values: of('stillWork') };
  const target = 'below 16.7 ms';
  return [
    {
      what: 'a third of the screen: work of a frame on the main thread',
      unit: 'ms',
      values: of('scrollWork'),
      reference: still,
      target,
    },
    {
      what: 'arrow keys: work of a frame on the main thread',
      unit: 'ms',
      values: of('arrowsWork'),
      reference: still,
      target,
    },
    {
      what: 'keys in the filter: longest task of the main thread',
      unit: 'ms',
      values: of('keystrokeWork'),
      reference: { what: 'JSON.parse of them', values: of('parse') },
      target: 'below 50 ms',
    },
  ];
}

/** Runs in the page. */
async function loadAll(count: number) {
  const { bench, traces } = window as unknown as InPage;
  const { gc } = window as unknown as { gc?: () => void };
  /** The very frame that shows them: asking from time to time whether they are there would find a later one. */
  const rowsPainted = new Promise<void>((resolve) => {
    const observer = new MutationObserver(() => {
      if (!document.querySelector('[data-trace-id]')) return;
      observer.disconnect();
      resolve(bench.painted());
    });
    observer.observe(document.body, { childList: true, subtree: true });
  });
  const used = () => (performance as unknown as { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize;
  const text = traces[count] ?? '';
  const beforeParse = performance.now();
  const parsed = JSON.parse(text);
  const parse = performance.now() - beforeParse;
  gc?.();
  const heapBefore = used();
  const arrived = performance.now();
  bench.give(parsed, true);
  await rowsPainted;
  const firstRows = performance.now() - arrived;
  const { analysis } = bench.state;
  const isDone = () =>
    analysis.report.value.traces.length === count && analysis.explained.value === analysis.report.value;
  while (!isDone()) await new Promise((resolve) => setTimeout(resolve, 0));
  const allRows = performance.now() - arrived;
  await bench.painted();
  gc?.();
  return { parse, firstRows, allRows, heap: (used() - heapBefore) / count, text: text.length / count };
}

/**
 * Runs in the page: empties the filter, types into it a letter at a time, and returns the slowest one's milliseconds to its
 * paint. Before the first letter and between two the page rests for a tenth of a second, as fast as hands are.
 */
async function type(text: string): Promise<number> {
  const { bench } = window as unknown as InPage;
  const input = document.querySelector('[data-part="text-filter"]') as HTMLInputElement;
  const enter = (value: string) => {
    input.value = value;
    input.setSelectionRange(value.length, value.length);
    input.dispatchEvent(new InputEvent('input', { bubbles: true }));
    return bench.painted();
  };
  input.focus();
  await enter('');
  let worst = 0;
  for (let length = 1; length <= text.length; length += 1) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    const start = performance.now();
    await enter(text.slice(0, length));
    worst = Math.max(worst, performance.now() - start);
  }
  return worst;
}

interface Stream {
  readonly longest: number;
  readonly still: number;
  /** On the processor: the longest task, then and in an idle second. */
  readonly longestWork: number;
  readonly stillWork: number;
}

/** A thousand traces a second for ten seconds, twenty times a second; the tasks on a page of their own, since watching them costs time. */
async function measureStream(bench: Bench): Promise<Stream> {
  const [still, longest] = await onPage(bench, async (page): Promise<[number, number]> => {
    const idle = await page.evaluate(idleFrames);
    await page.evaluate(readStream, COUNT);
    return [Math.max(...idle), await page.evaluate(appendFor)];
  });
  const [stillWork, longestWork] = await onPage(bench, async (page): Promise<[number, number]> => {
    const idle = await processorTasks(page, () => page.evaluate(idleFrames));
    await page.evaluate(readStream, COUNT);
    return [Math.max(...idle), Math.max(...(await processorTasks(page, () => page.evaluate(appendFor))))];
  });
  return { longest, still, longestWork, stillWork };
}

async function onPage<T>(bench: Bench, measure: (page: Page) => Promise<T>): Promise<T> {
  const page = await bench.open([COUNT]);
  const measured = await measure(page);
  await page.close();
  return measured;
}

function streamRows(stream: readonly Stream[]): readonly Row[] {
  return [
    {
      what: '1,000 traces a second for ten seconds: longest frame',
      unit: 'ms',
      values: stream.map(({ longest }) => longest),
      reference: { what: 'the longest frame of an idle second', values: stream.map(({ still }) => still) },
      target: 'below 50 ms',
    },
    {
      what: '… longest task of the main thread, on the processor',
      unit: 'ms',
      values: stream.map(({ longestWork }) => longestWork),
      reference: { what: 'the longest task of an idle second', values: stream.map(({ stillWork }) => stillWork) },
      target: 'below 50 ms',
    },
  ];
}

/** Runs in the page, so that reading them is no part of what is measured. */
function readStream(count: number): void {
  const { traces } = window as unknown as InPage;
  Object.assign(window, { stream: JSON.parse(traces[count] ?? '[]') });
}

/** Runs in the page. */
async function appendFor(): Promise<number> {
  const { bench, stream: all } = window as unknown as InPage & { readonly stream: readonly FetchTrace[] };
  bench.give(all.slice(0, 1), true);
  let longest = 0;
  const start = await new Promise<number>((resolve) => requestAnimationFrame(resolve));
  let [last, given] = [start, 1];
  while (given < all.length) {
    const due = Math.min(all.length, Math.floor(last - start));
    if (due >= given + 50 || due === all.length) {
      bench.give(all.slice(given, due), false);
      given = due;
    }
    const now = await new Promise<number>((resolve) => requestAnimationFrame(resolve));
    longest = Math.max(longest, now - last);
    last = now;
  }
  return longest;
}

interface Sized {
  readonly size: number;
  readonly perRow: readonly number[];
}

/** Time of one more trace in a list of this size, and of a scrolled frame, by row. */
async function measureSize(bench: Bench, size: number, rounds: number): Promise<Sized> {
  const page = await bench.open([size]);
  await page.evaluate(loadAll, size);
  const perRow: number[] = [];
  for (let round = 0; round < rounds; round += 1) perRow.push(await oneMore(page, size, round));
  await page.close();
  return { size, perRow };
}

async function oneMore(page: Page, size: number, round: number): Promise<number> {
  return page.evaluate(
    async (count, number) => {
      const { bench, traces } = window as unknown as InPage;
      const [template] = JSON.parse(`${(traces[count] ?? '').slice(0, 20_000).split(',{"id"')[0]}]`);
      const start = performance.now();
      bench.give([{ ...template, id: `more-${number}`, startedAt: template.startedAt + 1e9 + number }], false);
      while (bench.state.ofThisPage.value.length <= count + number)
        await new Promise((resolve) => setTimeout(resolve, 0));
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
      return ((performance.now() - start) * 1000) / count;
    },
    size,
    round,
  );
}

function sizeRows(sizes: readonly Sized[]): readonly Row[] {
  const [first] = sizes;
  return sizes.map(({ size, perRow }) => ({
    what: `one trace more among ${size.toLocaleString('en')}, painted, by row`,
    unit: 'µs',
    values: perRow,
    reference: { what: 'the same among 1,000', values: first?.perRow ?? [] },
    target: 'no more than 1 ×',
  }));
}
