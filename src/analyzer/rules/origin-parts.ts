export type OriginPart = 'scheme' | 'host' | 'port';

export type OriginParts = Readonly<Record<OriginPart, string>>;

/**
 * Splits `scheme://host:port` as it is written: nothing is lower-cased and a default port stays. `port` is empty when
 * none is written. Undefined when the value is anything more or less than that.
 */
export function originParts(value: string): OriginParts | undefined {
  const match = /^([a-z][a-z0-9+.-]*):\/\/(\[[^\]]*\]|[^/:?#@]+)(?::(\d+))?$/i.exec(value);
  const [, scheme, host, port] = match ?? [];
  return scheme === undefined || host === undefined ? undefined : { scheme, host, port: port ?? '' };
}

/** The parts in which two written origins differ; undefined when either is not of the form `scheme://host:port`. */
export function differingParts(a: string, b: string): readonly OriginPart[] | undefined {
  const left = originParts(a);
  const right = originParts(b);
  if (!left || !right) return undefined;
  return (['scheme', 'host', 'port'] as const).filter((part) => left[part] !== right[part]);
}

/** Both values of the one part in which two written origins differ; undefined unless it is exactly that part. */
export function onlyDifference(a: string, b: string, part: OriginPart): readonly [string, string] | undefined {
  const parts = differingParts(a, b);
  const left = originParts(a)?.[part];
  const right = originParts(b)?.[part];
  if (parts?.length !== 1 || parts[0] !== part || left === undefined || right === undefined) return undefined;
  return [left, right];
}

/** Whether a host, written as in an origin, always means the user's own machine. */
export function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || host === '0.0.0.0' || /^127(\.\d+){3}$/.test(host);
}
