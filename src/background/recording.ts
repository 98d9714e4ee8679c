import { serializedOriginOf } from '../analyzer/fetch/origin.ts';
import type { BeforeRequest, Observation } from '../analyzer/trace/observation.ts';
import type { Watcher } from '../platform/ports.ts';
import type { RequestListeners } from '../platform/web-request.ts';
import type { RecordingState, Settings } from '../protocol/messages.ts';
import type { TraceStore } from './trace-store.ts';

const OUTSIDE_TABS = -1;
const MIB = 1024 * 1024;

/** Requests that never end are forgotten after so many others. */
const MOST_DECISIONS = 5000;

/** What is recorded: everything, or what the settings leave of it. */
export class Recording {
  readonly #inspecting = new Map<Watcher, number>();
  /** Per request that is under way: whether it is recorded. Its later events follow its first. */
  readonly #decisions = new Map<string, boolean>();
  /** Requests that began before everything was known that decides about them: recorded, and discarded where it was wrong. */
  #undecided: Map<string, BeforeRequest> | undefined = new Map();
  #settings: Settings | undefined;
  #reconnected = false;
  #ignored: ReadonlySet<string> = new Set();

  constructor(
    private readonly parts: {
      readonly store: Pick<TraceStore, 'record' | 'limitTo' | 'discardRequests' | 'discardServers'>;
      readonly listeners: () => Pick<RequestListeners, 'start' | 'stop'>;
    },
  ) {}

  /** Takes an event in, or leaves it out. To be called from the first turn of the background on. */
  observe(observation: Observation): void {
    const { requestId, kind } = observation;
    if (kind === 'before-request' && !this.#decisions.has(requestId)) this.#decide(observation);
    const isRecorded = this.#decisions.get(requestId) ?? true;
    if (kind === 'completed' || kind === 'error-occurred') this.#decisions.delete(requestId);
    if (isRecorded) this.parts.store.record(observation);
  }

  /** The settings as they are from now on; the first time also for what came in before. */
  apply(settings: Settings): void {
    const ignored = new Set(settings.ignoredServers);
    const added = new Set(settings.ignoredServers.filter((server) => !this.#ignored.has(server)));
    this.#settings = settings;
    this.#ignored = ignored;
    this.parts.store.limitTo(settings.logSize * MIB);
    if (added.size > 0) this.parts.store.discardServers(added);
    this.#settle();
  }

  /** Every open DevTools has had the time to say so after a start of the background. */
  reconnected(): void {
    this.#reconnected = true;
    this.#settle();
  }

  /** A page of DevTools is there. */
  inspected(watcher: Watcher, tabId: number): void {
    if (!watcher.inspects) return;
    this.#inspecting.set(watcher, tabId);
    this.#settle();
  }

  /** A page is gone. Returns the tab whose DevTools it was the last of. */
  gone(watcher: Watcher): number | undefined {
    const tabId = this.#inspecting.get(watcher);
    if (!this.#inspecting.delete(watcher) || tabId === undefined || this.#isInspected(tabId)) return undefined;
    this.#settle();
    return tabId;
  }

  stateOf(tabId: number): RecordingState {
    if (this.#settings?.paused) return 'paused';
    return this.#settings?.watch === 'devtools-tabs' && !this.#isInspected(tabId) ? 'needs-devtools' : 'on';
  }

  #decide(begin: BeforeRequest): void {
    const { requestId } = begin;
    if (this.#decisions.size >= MOST_DECISIONS) {
      const [oldest = requestId] = this.#decisions.keys();
      this.#decisions.delete(oldest);
    }
    this.#undecided?.set(requestId, begin);
    this.#decisions.set(requestId, this.#undecided !== undefined || this.#isWanted(begin));
  }

  #isWanted({ tabId, type, url }: BeforeRequest): boolean {
    if (this.#settings?.paused) return false;
    if (this.#settings?.watch === 'devtools-tabs' && !this.#isInspected(tabId)) return false;
    // Which page is in the tab has to be known, whoever sent it.
    return type === 'main_frame' || !this.#ignored.has(serializedOriginOf(url));
  }

  /** Service workers belong to no tab: they are of interest while anything is inspected. */
  #isInspected(tabId: number): boolean {
    const tabs = new Set(this.#inspecting.values());
    return tabId === OUTSIDE_TABS ? tabs.size > 0 : tabs.has(tabId);
  }

  #settle(): void {
    if (this.#settings === undefined) return;
    const waits = this.#settings.watch === 'devtools-tabs' && !this.#settings.paused && !this.#reconnected;
    if (waits) return;
    this.#decideLate();
    const listeners = this.parts.listeners();
    if (this.#settings.paused || (this.#settings.watch === 'devtools-tabs' && this.#inspecting.size === 0)) {
      listeners.stop();
    } else listeners.start();
  }

  #decideLate(): void {
    const unwanted = [...(this.#undecided?.values() ?? [])].filter((begin) => !this.#isWanted(begin));
    this.#undecided = undefined;
    for (const { requestId } of unwanted) if (this.#decisions.has(requestId)) this.#decisions.set(requestId, false);
    this.parts.store.discardRequests(unwanted.map(({ requestId }) => requestId));
  }
}
