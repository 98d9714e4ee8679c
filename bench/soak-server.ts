import type { IncomingMessage, ServerResponse } from 'node:http';
import { close, listen, portOf } from '../lab/servers.ts';

/** Every fifth request redirects and every fourth asks first; every third answer allows nobody. */
const KINDS = { redirects: 5, asksFirst: 4, isForbidden: 3 };

export interface SoakServer {
  readonly pageUrl: string;
  nextRequests(count: number): readonly { readonly url: string; readonly method: string }[];
  /** Requests handed out so far, and answers given, those to preflights and redirects included. */
  counts(): { readonly made: number; readonly served: number };
  verdictOf(url: string): 'allowed' | 'blocked';
  /** Answers that a fetch of this URL gets. */
  exchangesOf(url: string): number;
  close(): Promise<void>;
}

/** The page's server, and one of another origin that knows of each of its URLs what becomes of it. */
export async function startSoakServer(): Promise<SoakServer> {
  const [pages, api] = await Promise.all([listen(), listen()]);
  const pageOrigin = `http://localhost:${portOf(pages)}`;
  let [made, served] = [0, 0];
  pages.on('request', (_, response) =>
    response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><link rel=icon href=data:,>'),
  );
  api.on('request', (request, response) => {
    served += 1;
    answer(request, response, pageOrigin);
  });
  return {
    pageUrl: `${pageOrigin}/soak`,
    nextRequests: (count) =>
      Array.from({ length: count }, () => {
        made += 1;
        return { url: `http://localhost:${portOf(api)}/${made}`, method: asksFirst(made) ? 'PUT' : 'GET' };
      }),
    counts: () => ({ made, served }),
    verdictOf: (url) => (isForbidden(numberIn(url)) ? 'blocked' : 'allowed'),
    exchangesOf: (url) => 1 + Number(asksFirst(numberIn(url))) + Number(redirects(numberIn(url))),
    close: async () => void (await Promise.all([close(pages), close(api)])),
  };
}

const redirects = (number: number) => number % KINDS.redirects === 0 && !asksFirst(number);
const asksFirst = (number: number) => number % KINDS.asksFirst === 0;
const isForbidden = (number: number) => number % KINDS.isForbidden === 0;
const numberIn = (url: string) => Number(new URL(url).pathname.split('/')[1]);

/** Redirects and preflights are allowed always: what is forbidden is reading the last answer. */
function answer({ url = '', method }: IncomingMessage, response: ServerResponse, pageOrigin: string): void {
  const [, number = '', arrived] = url.split('/');
  const allowing = { 'Access-Control-Allow-Origin': pageOrigin };
  if (method === 'OPTIONS') {
    response
      .writeHead(204, { ...allowing, 'Access-Control-Allow-Methods': 'PUT', 'Access-Control-Max-Age': '0' })
      .end();
  } else if (redirects(Number(number)) && arrived === undefined) {
    response.writeHead(302, { ...allowing, Location: `/${number}/arrived` }).end();
  } else response.writeHead(200, isForbidden(Number(number)) ? {} : allowing).end();
}
