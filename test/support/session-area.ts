import type { SessionArea } from '../../src/platform/session-area.ts';

const QUOTA = 10_485_760;

/** `storage.session` as far as it matters: items survive, writes beyond the quota are refused as a whole. */
export class FakeSessionArea implements SessionArea {
  readonly items: Map<string, unknown>;
  quota: number;
  writes = 0;
  /** Keys in the order in which they were written and removed. */
  readonly journal: string[] = [];

  constructor(items: Iterable<[string, unknown]> = [], quota = QUOTA) {
    this.items = new Map(items);
    this.quota = quota;
  }

  get bytes(): number {
    return bytesOf(this.items);
  }

  async getAll(): Promise<Record<string, unknown>> {
    return Object.fromEntries(this.items);
  }

  async set(items: Record<string, string>): Promise<void> {
    const after = new Map([...this.items, ...Object.entries(items)]);
    if (bytesOf(after) > this.quota) throw new Error('Session storage quota bytes exceeded. Values were not stored.');
    this.writes += 1;
    for (const [key, value] of Object.entries(items)) {
      this.items.set(key, value);
      this.journal.push(`set ${key}`);
    }
  }

  async remove(keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      this.items.delete(key);
      this.journal.push(`remove ${key}`);
    }
  }

  /** What another life of the background finds. */
  copy(): FakeSessionArea {
    return new FakeSessionArea(structuredClone([...this.items]), this.quota);
  }
}

function bytesOf(items: ReadonlyMap<string, unknown>): number {
  return [...items].reduce((total, [key, value]) => total + key.length + String(value).length, 0);
}
