import type { SessionArea } from '../platform/session-area.ts';
import { decodeChunk, encodeChunk, type StoredObservation } from './stored-chunk.ts';

const KEY_PREFIX = 'observations/';
/** The one other item: whatever its owner keeps beside the observations. */
const NOTES_KEY = 'notes';

/**
 * From the beginning of one write to that of the next, unless somebody waits for it. A write costs more than all else that is
 * done for an event, also in the browser's main process, which the page waits for; and the browser ends no background for want
 * of work so soon after an event.
 */
const PAUSE_MS = 50;
/** Chunks smaller than this are merged, once there are more of them than MANY. */
const SMALL_BYTES = 64 * 1024;
const MANY = 128;
const MERGED_BYTES = 512 * 1024;
/** Larger chunks are rewritten when this share of them is no longer needed. */
const WASTE = 0.25;

/** What was found in storage. */
export interface Restored {
  readonly kept: readonly StoredObservation[];
  /** The notes last written, undefined when there are none. */
  readonly notes: unknown;
  /** Items that were damaged or of another version: left out, and removed. */
  readonly skipped: number;
}

interface StoredChunk {
  readonly key: string;
  readonly bytes: number;
  /** What is still needed of it. */
  readonly texts: Texts;
  /** Every request id that the stored text speaks of, needed or not. */
  readonly mentions: ReadonlySet<string>;
  readonly gone: readonly string[];
  /** Bytes that are still needed, where they were counted since the texts last changed. */
  needed?: number | undefined;
}

/** Observations as texts, by request id. */
type Texts = Map<string, string[]>;

/** What goes into one write. */
interface Batch {
  readonly texts: Texts;
  readonly gone: Set<string>;
  readonly notes: string | undefined;
}

/**
 * The observations in `storage.session`, append-only: each write is an item of its own, so writing needs no knowledge of
 * what is stored and may begin before anything was read back. A request is discarded by writing that it is gone. Chunks
 * are merged by writing the merged one first and removing the parts then; reading both back does no harm, since
 * observations are a set.
 */
export class ChunkStore {
  readonly #area: SessionArea;
  readonly #now: () => number;
  readonly #chunks = new Map<string, StoredChunk>();
  #waiting: Batch = nothing();
  /** The write that is under way. */
  #writing: Promise<void> | undefined;
  /** Runs until the next write may begin. */
  #rest: ReturnType<typeof setTimeout> | undefined;
  /** The last write was: only the next call tries again, or a full storage would be asked without end. */
  #isRefused = false;
  #sequence = 0;
  #compacting: Promise<void> | undefined;
  #refusals = 0;
  #whenIdle: (() => void)[] = [];

  /** @param now epoch milliseconds; keeps the keys of one life of the background apart from those of the next */
  constructor(area: SessionArea, now: () => number) {
    this.#area = area;
    this.#now = now;
  }

  /** How many writes the browser refused. What was refused stays in memory and goes into the next write. */
  get refusals(): number {
    return this.#refusals;
  }

  /** Bytes in storage, and how many of them are still needed. */
  get size(): { readonly stored: number; readonly needed: number } {
    let [stored, needed] = [0, 0];
    for (const chunk of this.#chunks.values()) {
      stored += chunk.bytes;
      needed += neededBytes(chunk);
    }
    return { stored, needed };
  }

  /** Reads everything back, once. Observations may be added before and meanwhile. */
  async restore(): Promise<Restored> {
    const items = await this.#area.getAll();
    const keys = Object.keys(items).filter((key) => key.startsWith(KEY_PREFIX) && !this.#chunks.has(key));
    const found = keys.sort().map((key) => ({ key, item: items[key], chunk: decodeChunk(items[key]) }));
    for (const { key, item, chunk } of found) {
      if (chunk) this.#register(key, String(item).length, textsOf(chunk.kept), chunk.gone);
    }
    const damaged = found.filter(({ chunk }) => !chunk).map(({ key }) => key);
    if (damaged.length > 0) await this.#remove(damaged);
    const gone = new Set([...this.#chunks.values()].flatMap((chunk) => chunk.gone));
    this.forget(gone);
    return {
      kept: found
        .flatMap(({ chunk }) => chunk?.kept ?? [])
        .filter(({ observation }) => !gone.has(observation.requestId)),
      notes: items[NOTES_KEY],
      skipped: damaged.length,
    };
  }

  /** Writes an observation at once, or, when a write has just begun, soon and with everything else that comes in meanwhile. */
  add(requestId: string, text: string): void {
    push(this.#waiting.texts, requestId, text);
    this.#flush();
  }

  /** Observations of these requests are not needed; after a restart they may be read back nevertheless. */
  forget(requestIds: Iterable<string>): void {
    const batches: { readonly texts: Texts; needed?: number | undefined }[] = [this.#waiting, ...this.#chunks.values()];
    for (const id of requestIds) {
      for (const batch of batches) if (batch.texts.delete(id)) batch.needed = undefined;
    }
  }

  /** Forgets requests so that they do not come back, and replaces the notes, in one write. */
  discard(requestIds: readonly string[], notes: string): void {
    this.forget(requestIds);
    for (const id of this.#mentioned(requestIds)) this.#waiting.gone.add(id);
    this.note(notes);
  }

  /** Replaces the one text that is kept beside the observations. */
  note(notes: string): void {
    this.#waiting = { ...this.#waiting, notes };
    this.#flush();
  }

  /** Merges small chunks and rewrites wasteful ones, where that is worth it. */
  compact(): Promise<void> {
    this.#compacting ??= this.#compact().finally(() => {
      this.#compacting = undefined;
      this.#flush();
      this.#settle();
    });
    return this.#compacting;
  }

  /** Resolves when everything that was added before is written, or was refused. */
  async saved(): Promise<void> {
    await this.#writing;
    this.#flushNow();
    await this.#writing;
  }

  /** Resolves when nothing is left to write, or the last write was refused. */
  idle(): Promise<void> {
    return new Promise((resolve) => {
      this.#whenIdle.push(resolve);
      this.#flushNow();
      this.#settle();
    });
  }

  /** Without the pause. While a write is under way, what waits follows it. */
  #flushNow(): void {
    if (this.#writing !== undefined) return;
    clearTimeout(this.#rest);
    this.#rest = undefined;
    this.#flush();
  }

  #flush(): void {
    const batch = this.#waiting;
    if (this.#writing !== undefined || this.#rest !== undefined || isNothing(batch)) return;
    this.#waiting = nothing();
    this.#rest = setTimeout(() => {
      this.#rest = undefined;
      if (!this.#isRefused) this.#flush();
    }, PAUSE_MS);
    this.#writing = this.#write(batch).then((written) => {
      this.#writing = undefined;
      this.#isRefused = !written;
      if (written) this.#flush();
      this.#settle();
    });
  }

  async #write(batch: Batch): Promise<boolean> {
    const items: Record<string, string> = batch.notes === undefined ? {} : { [NOTES_KEY]: batch.notes };
    let key: string | undefined;
    if (batch.texts.size > 0 || batch.gone.size > 0) {
      key = this.#nextKey();
      items[key] = this.#encode(key, batch.texts, [...batch.gone]);
    }
    try {
      await this.#area.set(items);
      return true;
    } catch {
      if (key !== undefined) this.#chunks.delete(key);
      this.#waiting = joined(batch, this.#waiting);
      this.#refusals += 1;
      return false;
    }
  }

  #encode(key: string, texts: Texts, gone: readonly string[]): string {
    const text = encodeChunk([...texts.values()].flat(), gone);
    this.#register(key, text.length, texts, gone);
    return text;
  }

  #register(key: string, bytes: number, texts: Texts, gone: readonly string[]): void {
    this.#chunks.set(key, { key, bytes, texts, gone, mentions: new Set(texts.keys()) });
  }

  #nextKey(): string {
    this.#sequence += 1;
    return `${KEY_PREFIX}${String(Math.trunc(this.#now())).padStart(15, '0')}-${String(this.#sequence).padStart(9, '0')}`;
  }

  /** Of these ids, those that a stored chunk outside of `except` still speaks of. */
  #mentioned(requestIds: readonly string[], except: ReadonlySet<StoredChunk> = new Set()): string[] {
    const chunks = [...this.#chunks.values()].filter((chunk) => !except.has(chunk));
    return requestIds.filter((id) => chunks.some(({ mentions }) => mentions.has(id)));
  }

  async #compact(): Promise<void> {
    const isEmpty = ({ texts, gone }: StoredChunk) => texts.size === 0 && gone.length === 0;
    // First and by themselves: removing needs no room, writing does.
    await this.#merge([...this.#chunks.values()].filter(isEmpty));
    const all = [...this.#chunks.values()];
    const small = all.filter(({ bytes }) => bytes < SMALL_BYTES);
    const chosen = all.filter((chunk) => {
      if (chunk.bytes < SMALL_BYTES) return small.length > MANY;
      return neededBytes(chunk) < chunk.bytes * (1 - WASTE);
    });
    for (const group of groupsOf(chosen)) await this.#merge(group);
  }

  async #merge(group: readonly StoredChunk[]): Promise<void> {
    const texts: Texts = new Map();
    for (const chunk of group) addAll(texts, chunk.texts);
    const gone = this.#mentioned([...new Set(group.flatMap((chunk) => chunk.gone))], new Set(group));
    if (texts.size > 0 || gone.length > 0) {
      const key = this.#nextKey();
      try {
        await this.#area.set({ [key]: this.#encode(key, texts, gone) });
      } catch {
        this.#chunks.delete(key);
        this.#refusals += 1;
        return;
      }
    }
    for (const { key } of group) this.#chunks.delete(key);
    if (group.length > 0) await this.#remove(group.map(({ key }) => key));
  }

  async #remove(keys: readonly string[]): Promise<void> {
    try {
      await this.#area.remove(keys);
    } catch {
      // They will be read back and merged away after the next restart.
    }
  }

  #settle(): void {
    if (this.#writing !== undefined || this.#compacting !== undefined || this.#whenIdle.length === 0) return;
    if (!this.#isRefused) this.#flushNow();
    if (this.#writing !== undefined) return;
    for (const resolve of this.#whenIdle.splice(0)) resolve();
  }
}

function nothing(): Batch {
  return { texts: new Map(), gone: new Set(), notes: undefined };
}

function isNothing({ texts, gone, notes }: Batch): boolean {
  return texts.size === 0 && gone.size === 0 && notes === undefined;
}

/** Two batches as one; the notes of the later one win. */
function joined(earlier: Batch, later: Batch): Batch {
  const texts: Texts = new Map();
  addAll(texts, earlier.texts);
  addAll(texts, later.texts);
  return { texts, gone: new Set([...earlier.gone, ...later.gone]), notes: later.notes ?? earlier.notes };
}

function textsOf(kept: readonly StoredObservation[]): Texts {
  const texts: Texts = new Map();
  for (const { observation, text } of kept) push(texts, observation.requestId, text);
  return texts;
}

function addAll(texts: Texts, more: Texts): void {
  for (const [id, list] of more) for (const text of list) push(texts, id, text);
}

function push(texts: Texts, id: string, text: string): void {
  const known = texts.get(id);
  if (known) known.push(text);
  else texts.set(id, [text]);
}

/** Chunks in groups, each of which fits into one merged chunk. */
function groupsOf(chunks: readonly StoredChunk[]): StoredChunk[][] {
  const groups: StoredChunk[][] = [];
  let room = 0;
  for (const chunk of chunks) {
    const bytes = neededBytes(chunk);
    if (groups.length === 0 || bytes > room) {
      groups.push([]);
      room = MERGED_BYTES;
    }
    groups.at(-1)?.push(chunk);
    room -= bytes;
  }
  return groups;
}

function neededBytes(chunk: StoredChunk): number {
  if (chunk.needed !== undefined) return chunk.needed;
  let bytes = 0;
  for (const list of chunk.texts.values()) for (const { length } of list) bytes += length + 1;
  for (const { length } of chunk.gone) bytes += length + 3;
  chunk.needed = bytes;
  return bytes;
}
