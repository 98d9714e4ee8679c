/**
 * What a page can tell about a request: the body when it may read it, else all that the browser lets it know.
 * Stands alone: the lab also sends it into a sandboxed frame as text.
 *
 * @param {Promise<unknown>} result
 * @returns {Promise<import('../scenario.ts').Seen>}
 */
export async function see(result) {
  try {
    const value = await result;
    if (!(value instanceof Response)) return { outcome: 'read', text: 'loaded' };
    if (value.type === 'opaque') return { outcome: 'opaque', text: 'an opaque response: status 0, nothing to read' };
    const body = await value.text();
    return { outcome: 'read', text: `${value.status} ${body.slice(0, 80)}` };
  } catch (error) {
    return { outcome: 'failed', text: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }
}
