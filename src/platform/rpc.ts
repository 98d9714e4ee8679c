import type { Runtime } from 'webextension-polyfill';
import {
  DEVTOOLS_PAGE,
  PANEL_ONLY,
  PANEL_PAGE,
  type Query,
  type Reply,
  type RequestMessage,
  type RequestName,
} from '../protocol/messages.ts';
import { browser } from './browser.ts';

/** One function per request of the protocol. */
export type Handlers = { readonly [N in RequestName]: (query: Query<N>) => Reply<N> | Promise<Reply<N>> };

/** What goes back instead of a reply when a handler failed. No reply has this key. */
interface Failure {
  readonly error: string;
}

/**
 * Answers requests of the extension's own pages. Messages from anybody else, content scripts included, and messages
 * that `parse` does not recognise get no answer at all. Returns how many of them there were so far.
 */
export function serve(handlers: Handlers, parse: (message: unknown) => RequestMessage | undefined): () => number {
  let refused = 0;
  const listener = (message: unknown, sender: Runtime.MessageSender, sendResponse: (reply: unknown) => void) => {
    const request = isOwnPage(sender) ? parse(message) : undefined;
    if (!request || (PANEL_ONLY.has(request.type) && !isPanel(sender))) {
      refused += 1;
      return undefined;
    }
    const handler = handlers[request.type] as (query: RequestMessage) => unknown;
    Promise.resolve()
      .then(() => handler(request))
      .then(sendResponse, (error: unknown) => sendResponse({ error: String(error) } satisfies Failure));
    // The one way to answer later that both browsers know.
    return true;
  };
  browser.runtime.onMessage.addListener(listener as Parameters<typeof browser.runtime.onMessage.addListener>[0]);
  return () => refused;
}

/** Whether a message or port comes from a page of this extension; the browser vouches for both facts. */
export function isOwnPage(sender: Runtime.MessageSender | undefined): boolean {
  if (sender?.id !== browser.runtime.id || sender.url === undefined) return false;
  return sender.url.startsWith(browser.runtime.getURL(''));
}

/** Reports about the inspected page come from where the page is inspected. */
function isPanel(sender: Runtime.MessageSender): boolean {
  return isPage(sender, PANEL_PAGE);
}

/** Whether it is one of the pages that DevTools load: they are there exactly as long as DevTools are open. */
export function isOfDevtools(sender: Runtime.MessageSender | undefined): boolean {
  return sender !== undefined && (isPage(sender, DEVTOOLS_PAGE) || isPanel(sender));
}

function isPage({ url }: Runtime.MessageSender, path: string): boolean {
  return url?.split(/[?#]/, 1)[0] === browser.runtime.getURL(path);
}

/**
 * Asks the background. Wakes it up when it is asleep.
 *
 * @throws Error when the background refused, failed or could not be reached.
 */
export async function call<N extends RequestName>(type: N, query: Query<N>): Promise<Reply<N>> {
  const reply: Reply<N> | Failure | undefined = await browser.runtime.sendMessage({ ...query, type });
  if (reply === undefined || reply === null) throw new Error(`no answer to ${type}`);
  if (isFailure(reply)) throw new Error(reply.error);
  return reply;
}

function isFailure(reply: object): reply is Failure {
  return 'error' in reply;
}
