import type { Page } from 'puppeteer';

/** What a page could read of a response, or the error that it got instead. */
export type Outcome =
  | {
      readonly status: number;
      /** `Content-Type`, empty when there is none. */
      readonly type: string;
      /** `X-Total`, where the page may read it. */
      readonly total: string | null;
      readonly body: string;
    }
  | { readonly error: string };

/** What browsers tell a page whenever CORS keeps a response from it. */
export const BLOCKED = { error: 'TypeError: Failed to fetch' };

/** Runs in the page. */
export function request(page: Page, url: string, init: RequestInit = {}): Promise<Outcome> {
  return page.evaluate(
    async (target, options) => {
      try {
        const response = await fetch(target, options);
        const { status, headers } = response;
        const type = headers.get('content-type') ?? '';
        return { status, type, total: headers.get('X-Total'), body: await response.text() };
      } catch (error) {
        return { error: String(error) };
      }
    },
    url,
    init,
  );
}
