/** A source of chance that can be wound back: the same seed gives the same sequence. */
export interface Random {
  /** Below `limit`, a whole number from 0 on. */
  below(limit: number): number;
  /** True this often, in percent. */
  percent(share: number): boolean;
  pick<T>(items: readonly T[]): T;
  /** Of pairs of a weight and a value, one value. */
  weighted<T>(items: readonly (readonly [weight: number, value: T])[]): T;
}

/** Mulberry32: 32 bits of state, plenty for test cases. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  const pick = <T>(items: readonly T[]): T => {
    const item = items[below(items.length)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  };
  return {
    below,
    percent: (share) => next() * 100 < share,
    pick,
    weighted: (items) => {
      let rest = next() * items.reduce((sum, [weight]) => sum + weight, 0);
      for (const [weight, value] of items) {
        rest -= weight;
        if (rest < 0) return value;
      }
      return pick(items)[1];
    },
  };
}
