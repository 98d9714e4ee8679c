/** What the recorder is called with, whatever it is. */
export type Recorder = (...args: readonly unknown[]) => void;

/**
 * Runs first in a worker that is recorded, before the worker's own script. That worker was started from a `blob:` URL, so
 * what its script sees of its address, and what its relative URLs are resolved against, is put right here; then the
 * recorder begins. Its source is injected as text, so nothing outside of it exists for it.
 *
 * @param url the address of the worker's own script, absolute
 */
export function startRecorded(url: string, record: Recorder, args: readonly unknown[]): void {
  const { apply, construct, defineProperty, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;
  const { URL: Url, Proxy: WorkerProxy } = globalThis;
  const full = (address: unknown): unknown => {
    if (typeof address !== 'string') return address;
    try {
      return new Url(address, url).href;
    } catch {
      return address;
    }
  };
  const holderOf = (name: string): object => {
    let holder: object | null = globalThis;
    while (holder && !getOwnPropertyDescriptor(holder, name)) holder = getPrototypeOf(holder);
    return holder ?? globalThis;
  };
  const replace = (owner: object | undefined, name: string, traps: ProxyHandler<() => unknown>): unknown => {
    const found = owner && getOwnPropertyDescriptor(owner, name);
    if (!owner || !found?.configurable || typeof found.value !== 'function') return undefined;
    const value = new WorkerProxy(found.value, traps);
    defineProperty(owner, name, { ...found, value });
    return value;
  };
  const resolveArguments = (owner: object | undefined, name: string, isAddress: (index: number) => boolean): void => {
    replace(owner, name, {
      apply: (target, self, given: unknown[]) =>
        apply(
          target,
          self,
          given.map((value, index) => (isAddress(index) ? full(value) : value)),
        ),
    });
  };
  const resolveConstructor = (name: string): void => {
    const wrapped = replace(holderOf(name), name, {
      construct: (target, [address, ...more], newTarget) =>
        construct(
          target,
          // Called without an argument it has to fail as it always did.
          address === undefined && more.length === 0 ? [] : [full(address), ...more],
          newTarget === wrapped ? target : newTarget,
        ),
    });
    const prototype = (wrapped as { prototype?: object } | undefined)?.prototype;
    const own = prototype && getOwnPropertyDescriptor(prototype, 'constructor');
    if (prototype && own?.configurable) defineProperty(prototype, 'constructor', { ...own, value: wrapped });
  };
  const showAddress = (): void => {
    const holder = holderOf('location');
    const found = getOwnPropertyDescriptor(holder, 'location');
    if (!found?.configurable) return;
    const parts = new Url(url);
    const address = Object.create(getPrototypeOf(globalThis.location));
    for (const part of [
      'href',
      'origin',
      'protocol',
      'host',
      'hostname',
      'port',
      'pathname',
      'search',
      'hash',
    ] as const)
      defineProperty(address, part, { value: parts[part], enumerable: true });
    defineProperty(address, 'toString', { value: () => url });
    defineProperty(holder, 'location', { ...found, get: () => address });
  };

  resolveArguments(holderOf('fetch'), 'fetch', (index) => index === 0);
  resolveArguments(holderOf('importScripts'), 'importScripts', () => true);
  resolveArguments(globalThis.XMLHttpRequest?.prototype, 'open', (index) => index === 1);
  for (const name of ['Request', 'EventSource', 'WebSocket', 'Worker']) resolveConstructor(name);
  showAddress();
  record(...args);
}
