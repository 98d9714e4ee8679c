import { render } from 'preact';
import type { FetchTrace } from '../src/analyzer/trace/fetch-trace.ts';
import { App } from '../src/panel/components/app.tsx';
import { createPanelState, type TraceSource } from '../src/panel/state.ts';
import '../src/ui/tokens.css';
import '../src/ui/ui.css';
import '../src/ui/menu.css';
import '../src/panel/panel.css';
import '../src/panel/toolbar.css';
import '../src/panel/timeline.css';
import '../src/panel/timeline-columns.css';
import '../src/panel/detail.css';
import '../src/panel/fix.css';
import '../src/panel/sequence.css';
import '../src/panel/story.css';
import '../src/panel/what-if.css';
import '../src/panel/panel-over.css';
import { DEFAULT_SETTINGS } from '../src/protocol/settings-values.ts';
import { applyTheme } from '../src/ui/theme.ts';

/** The panel as it is built, on a page of its own: instead of the background, what measures it gives it its traces. */
let listener: Parameters<TraceSource['watch']>[0] | undefined;
let revision = 0;
let waiting: readonly FetchTrace[] = [];
let isComplete = true;
const settings = DEFAULT_SETTINGS;

const source: TraceSource = {
  list: async () => {
    const traces = waiting;
    const complete = isComplete;
    waiting = [];
    isComplete = false;
    const tab = { id: 1, origin: 'https://app.example.com', capturedFrom: 0, navigatedAt: null, dropped: 0 };
    return { revision, traces, removed: [], complete, tab: { ...tab, access: 'granted', recording: 'on' } };
  },
  watch: (given) => {
    listener = given;
  },
  clear: async () => undefined,
  exportReport: async () => {
    throw new Error('not part of the measurement');
  },
  settings: async () => settings,
  saveSettings: async () => settings,
  reload: async () => undefined,
  version: '0.0.0',
  page: {
    reloadRecorded: async () => undefined,
    readRecords: async () => [],
    readTimings: async () => [],
    report: async () => undefined,
    now: () => Date.now(),
  },
};

const state = createPanelState(source);
applyTheme('light');
render(<App state={state} />, document.getElementById('app') as HTMLElement);
state.actions.start();

/** The log from now on, or what comes to it. */
function give(traces: readonly FetchTrace[], complete: boolean): void {
  waiting = complete ? traces : [...waiting, ...traces];
  isComplete = complete || isComplete;
  revision += 1;
  listener?.changed();
}

/** Resolves when the next frame is painted: before everything that waits for its turn. */
function painted(): Promise<void> {
  // Not in TypeScript's library yet.
  const { scheduler } = window as unknown as { scheduler: { postTask(task: () => void, options: object): unknown } };
  return new Promise((resolve) => {
    requestAnimationFrame(() => scheduler.postTask(resolve, { priority: 'user-blocking' }));
  });
}

Object.assign(window, { bench: { give, painted, state } });
