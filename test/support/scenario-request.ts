import type { LabOrigins, PageTools, Scenario, Seen } from '../../lab/scenario.ts';

/** The last fetch() that a scenario makes, as its arguments say. */
export interface ScenarioRequest {
  readonly url: string;
  readonly init: RequestInit;
  /** Serialised origin of whoever asks. */
  readonly origin: string;
}

/**
 * What a scenario would ask for in the lab page, found out by running it with a fetch() that only takes notes; undefined
 * when it needs a document or makes its last request otherwise.
 */
export async function requestOf({ id, run }: Scenario, origins: LabOrigins): Promise<ScenarioRequest | undefined> {
  const asked: ScenarioRequest[] = [];
  const note = (url: string, init: RequestInit = {}, origin = origins.page) => {
    asked.push({ url: new URL(url, origins.page).href, init, origin });
  };
  const seen: Seen = { outcome: 'read', text: '' };
  const notFetched = () => {
    throw new Error('not made with fetch()');
  };
  const tools: PageTools = {
    api: `${origins.api}/${id}`,
    other: `${origins.other}/${id}`,
    own: `${origins.own.replace('*', id)}/${id}`,
    page: `${origins.page}/${id}`,
    down: `${origins.down}/${id}`,
    see: async (result) => {
      await result;
      return seen;
    },
    load: notFetched,
    seeSandboxed: async (url, init) => {
      note(url, init, 'null');
      return seen;
    },
    seeFromPublicPage: notFetched,
  };
  const real = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    note(input instanceof Request ? input.url : String(input), init);
    return new Response('{}');
  };
  try {
    await run(tools);
  } catch {
    return undefined;
  } finally {
    globalThis.fetch = real;
  }
  return asked.at(-1);
}
