/** An event of the extension API. */
export class FakeEvent<A extends unknown[]> {
  readonly listeners = new Set<(...args: A) => unknown>();
  /** What listeners were added with, besides themselves. */
  readonly options: unknown[][] = [];

  addListener = (listener: (...args: A) => unknown, ...options: unknown[]): void => {
    this.listeners.add(listener);
    this.options.push(options);
  };

  removeListener = (listener: (...args: A) => unknown): void => {
    this.listeners.delete(listener);
  };

  emit(...args: A): unknown[] {
    return [...this.listeners].map((listener) => listener(...args));
  }
}
