import type { Page } from 'puppeteer';

/** An event of a trace, as far as it is read here; times in microseconds. */
interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** On the processor, which other programs' work does not lengthen as it does the time that passes. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** Milliseconds on the processor of each task of the page's main thread while `work` runs: script, style, layout and paint. */
export async function processorTasks(page: Page, work: () => Promise<unknown>): Promise<readonly number[]> {
  await page.tracing.start({ categories: ['toplevel'] });
  await work();
  const text = Buffer.from((await page.tracing.stop()) ?? new Uint8Array()).toString();
  const events = (JSON.parse(text) as { traceEvents: readonly TraceEvent[] }).traceEvents;
  const threads = new Map<string, number[]>();
  for (const { name, args, pid, tid } of events) {
    if (name === 'thread_name' && args?.name === 'CrRendererMain') threads.set(`${pid} ${tid}`, []);
  }
  for (const { name, ph, pid, tid, tdur } of events) {
    if (ph === 'X' && name.endsWith('RunTask')) threads.get(`${pid} ${tid}`)?.push((tdur ?? 0) / 1000);
  }
  // Other pages and spare processes do nothing meanwhile.
  const [busiest] = [...threads.values()].sort((a, b) => total(b) - total(a));
  if (!busiest || total(busiest) === 0) throw new Error('the trace has no task of the main thread');
  return busiest;
}

export function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
