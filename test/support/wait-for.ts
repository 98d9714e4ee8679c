/**
 * Resolves with the first value of `condition` that is neither undefined, null nor false; asks again every 25 ms.
 * Throws after `timeoutMs` and says what it waited for, with the last error of `condition` when there was one.
 */
export async function waitFor<T>(
  condition: () => T | Promise<T>,
  message: string | (() => string),
  timeoutMs = 20_000,
): Promise<Exclude<NonNullable<T>, false>> {
  const deadline = Date.now() + timeoutMs;
  let lastError: unknown;
  while (Date.now() < deadline) {
    try {
      const value = await condition();
      if (value !== undefined && value !== null && value !== false) return value as Exclude<NonNullable<T>, false>;
      lastError = undefined;
    } catch (error) {
      lastError = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  const because = lastError instanceof Error ? `: ${lastError.message}` : '';
  throw new Error(`waited ${timeoutMs / 1000} s for ${typeof message === 'string' ? message : message()}${because}`);
}
