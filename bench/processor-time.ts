/** Milliseconds of the processor: other programs on a busy machine do not count, what collects garbage meanwhile does. */
export function timed<T>(work: () => T): [T, number] {
  const start = process.cpuUsage();
  const value = work();
  return [value, since(start)];
}

export async function timedAsync<T>(work: () => Promise<T>): Promise<[T, number]> {
  const start = process.cpuUsage();
  const value = await work();
  return [value, since(start)];
}

function since(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}
