import { code, prose } from '../../rules/prose.ts';
import { javascriptArray, javascriptString } from '../javascript-literal.ts';
import type { Detour } from './detour.ts';
import { MOST_BYTES, type Relay, relayFor, SECONDS } from './relay.ts';

/** A handler that asks the foreign server with Node's own `fetch`; in a block, so that none of its names can clash. */
export const relayExpress: Detour = {
  id: 'relay-express',
  title: 'Express',
  kind: 'relay',
  language: 'javascript',
  render(need) {
    const relay = relayFor(need);
    if ('refused' in relay) return relay;
    return {
      install: null,
      file: 'where the Express app is created',
      placement: prose`Paste it after ${code('const app = express()')} and your authentication, and before body parsers such as ${code('express.json()')}.`,
      code: codeFor(relay),
      language: 'javascript',
      restart: prose`Restart the server; ${code('node --watch')} and nodemon do it by themselves.`,
      notes: [...relay.notes, prose`It needs Node.js 18 or newer, which has ${code('fetch')}.`],
      calls: relay.calls,
    };
  },
};

function codeFor({ server, prefix, paths, methods, requestHeaders, responseHeaders }: Relay): string {
  return `{
  const paths = new Set(${javascriptArray(paths, '  ')});
  const methods = new Set(${javascriptArray(methods, '  ')});
  const passedOn = ${javascriptArray(requestHeaders, '  ')};
  const passedBack = ${javascriptArray(responseHeaders, '  ')};

${COLLECTED}
  app.use(${javascriptString(prefix)}, async (req, res) => {
    if (!paths.has(req.url.split('?')[0])) return res.sendStatus(404);
    if (!methods.has(req.method)) return res.sendStatus(405);
    const headers = {};
    for (const name of passedOn) if (req.headers[name]) headers[name] = req.headers[name];
    try {
      const answer = await fetch(${javascriptString(server)} + req.url, {
        method: req.method,
        headers,
        body: ['GET', 'HEAD'].includes(req.method) ? undefined : await collected(req),
        redirect: 'manual', // a redirect is an answer; following it could lead anywhere
        signal: AbortSignal.timeout(${SECONDS * 1000}),
      });
      const content = await collected(answer.body ?? []);
      res.status(answer.status);
      for (const name of passedBack) if (answer.headers.has(name)) res.setHeader(name, answer.headers.get(name));
      // What the server sends must not run as a page of this origin.
      res.setHeader('X-Content-Type-Options', 'nosniff');
      res.setHeader('Content-Security-Policy', 'sandbox');
      res.end(content);
    } catch {
      res.sendStatus(502);
    }
  });
}
`;
}

/** Reads a body, and gives up on one that would fill the memory. */
const COLLECTED = `  const collected = async (stream) => {
    const chunks = [];
    let size = 0;
    for await (const chunk of stream) {
      size += chunk.length;
      if (size > ${MOST_BYTES}) throw new Error('too large to relay');
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  };
`;
