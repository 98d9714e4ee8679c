import { batch, computed, type ReadonlySignal, signal } from '@preact/signals';
import { analyze } from '../analyzer/analyze.ts';
import type { ImportedFile, ImportedTraffic } from '../analyzer/files/imported-file.ts';
import { toReportJson } from '../analyzer/report-json.ts';
import type { Prose } from '../analyzer/rules/prose.ts';
import { createPanelState, type PanelState, type TraceSource } from './state.ts';

/** Where files come from; `main.tsx` binds it to a worker and to the example in the package. */
export interface FileSource {
  /** `progress` hears the share that has been read, from 0 to 1. */
  read(file: Blob, progress: (share: number) => void): Promise<ImportedFile>;
  /** The example's text. */
  example(): Promise<string>;
}

/** A file that is shown instead of the inspected tab. */
export interface ShownFile {
  readonly name: string;
  readonly traffic: ImportedTraffic;
}

/** A file that could not be shown, and why. */
export interface FileProblem {
  readonly name: string;
  readonly problem: Prose;
}

/** What a session knows about files. */
export interface Files {
  /** The file that the session shows; null: it shows the inspected tab. */
  readonly shown: ShownFile | null;
  /** The file that is being read; `share`, from 0 to 1, of it has been. */
  readonly reading: ReadonlySignal<{ readonly name: string; readonly share: number } | null>;
  readonly problem: ReadonlySignal<FileProblem | null>;
  /** Of several files given at once, the one that was taken and the names of the others; null: there was one. */
  readonly leftOut: ReadonlySignal<{ readonly taken: string; readonly others: readonly string[] } | null>;
  /** Shows the first of them in place of what is shown. */
  open(files: readonly File[]): Promise<void>;
  openExample(): Promise<void>;
  backToLive(): void;
  dismissProblem(): void;
}

export const EXAMPLE_NAME = 'Example';

/** The inspected tab's session, and that of a file over it. The former goes on underneath and misses nothing. */
export function createSessions(source: TraceSource, fileSource: FileSource) {
  const reading = signal<{ readonly name: string; readonly share: number } | null>(null);
  const problem = signal<FileProblem | null>(null);
  const leftOut = signal<Files['leftOut']['value']>(null);
  const imported = signal<PanelState | null>(null);
  let latest = 0;

  const open = async (name: string, load: () => Promise<Blob>, others: readonly string[] = []) => {
    latest += 1;
    const turn = latest;
    batch(() => {
      problem.value = null;
      leftOut.value = others.length > 0 ? { taken: name, others } : null;
      reading.value = { name, share: 0 };
    });
    const file = await fileSource.read(await load(), (share) => {
      if (turn === latest) reading.value = { name, share };
    });
    // Another file was opened meanwhile, or none is wanted any more.
    if (turn !== latest) return;
    batch(() => {
      reading.value = null;
      if ('error' in file) problem.value = { name, problem: file.error };
      else imported.value = show({ name, traffic: file });
    });
  };
  const files: Omit<Files, 'shown'> = {
    reading,
    problem,
    leftOut,
    async open([file, ...others]) {
      if (!file) return;
      const names = others.map(({ name }) => name);
      await open(file.name, async () => file, names);
    },
    openExample: () => open(EXAMPLE_NAME, async () => new Blob([await fileSource.example()])),
    backToLive() {
      latest += 1;
      batch(() => {
        imported.value = null;
        reading.value = null;
        problem.value = null;
        leftOut.value = null;
      });
      void live.actions.loadSettings();
    },
    dismissProblem() {
      problem.value = null;
    },
  };
  const live = createPanelState({ ...source, files: { ...files, shown: null } });
  const show = (shown: ShownFile) => {
    const state = createPanelState(sourceOf(shown, source, { ...files, shown }));
    state.actions.start();
    return state;
  };
  return { live, current: computed(() => imported.value ?? live), files };
}

/** A file as a source of traces: nothing comes to it, and nothing of it can be changed. */
function sourceOf({ traffic }: ShownFile, live: TraceSource, files: Files): TraceSource {
  const { browser, capturedFrom, dropped, page, traces } = traffic;
  const about = { capturedFrom, dropped };
  return {
    ...live,
    files,
    list: async () => ({
      revision: 1,
      traces,
      removed: [],
      complete: true,
      tab: { id: 0, origin: page, ...about, navigatedAt: null, access: 'granted', recording: 'on' },
    }),
    watch: () => undefined,
    clear: async () => undefined,
    exportReport: async () =>
      toReportJson(analyze(traces), { version: live.version, browser, tab: { id: 0, origin: page }, ...about }),
    reload: async () => undefined,
    page: {
      ...live.page,
      reloadRecorded: async () => undefined,
      readRecords: async () => [],
      readTimings: async () => [],
      report: async () => undefined,
    },
  };
}
