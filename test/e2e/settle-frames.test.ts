import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Page } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { close, listen, portOf } from '../../lab/servers.ts';
import { HOOK } from '../../src/page/hook.ts';
import type { PageRecords } from '../../src/page/page-call.ts';
import { recorderScript } from '../../src/page/recorder.ts';
import { launchWithExtension, type Session } from '../support/browser.ts';
import { waitFor } from '../support/wait-for.ts';

/** What a frame sees of itself, what becomes of its requests, and how it fails; told to the page at the end. */
const LOOK = `
  const seen = {
    href: location.href, base: document.baseURI, origin, mode: document.compatMode,
    doctype: document.doctype && document.doctype.name + document.doctype.publicId,
    nodes: [...document.childNodes].map((node) => node.nodeType),
    names: [fetch.name, XMLHttpRequest.prototype.open.name, Element.prototype.getAttribute.name],
    keys: Object.keys(globalThis).length, symbols: Object.getOwnPropertySymbols(globalThis).length,
  };
  addEventListener('error', (event) => { seen.error = event.message; seen.line = typeof event.lineno; });
  addEventListener('load', async () => {
    seen.html = document.documentElement.outerHTML;
    seen.fetched = await fetch('told?by=fetch', { credentials: 'omit' }).then((response) => response.url, String);
    seen.sent = await new Promise((resolve) => {
      const request = new XMLHttpRequest();
      request.open('GET', 'told?by=xhr');
      request.withCredentials = true;
      request.onloadend = () => resolve(request.responseURL);
      request.send();
    });
    parent.postMessage(seen, '*');
  });`;

const SCRIPT = `<script>${LOOK}</script><script>null.mine</script>`;

/** The ways in which documents begin. */
const DOCUMENTS: Readonly<Record<string, string>> = {
  'a whole document': `<!doctype html>\n<!-- a -->\n<html lang="en" data-a='>'>\n<head data-b="1">\n<title>t</title>${SCRIPT}</head>\n<body class="c">text</body></html>`,
  'a document of the old days': `<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN"><html>${SCRIPT}<body bgcolor=red>text`,
  'comments alone': `<!----><!-- > --><?xml version="1.0"?> <p>${SCRIPT}`,
  'a paragraph': `  <p>text${SCRIPT}`,
  'a header, which is no head': `<header>text</header>${SCRIPT}`,
  'text that the recorder has in it': `<!-- <script>--><p>$&</p>${SCRIPT}`,
};

const DOCUMENT = DOCUMENTS['a paragraph'] ?? '';
const QUOTED = DOCUMENT.replaceAll('&', '&amp;').replaceAll('"', '&quot;');

const SET = `document.body.append(frame); frame.setAttribute('SrcDoc', text)`;

/** Scripts of a page that come to a frame with `text` in it, and leave it in `frame`. */
const WAYS: Readonly<Record<string, string>> = {
  'its property, before it is inserted': 'frame.srcdoc = text; document.body.append(frame)',
  'its property, after it was inserted': 'document.body.append(frame); frame.srcdoc = text',
  setAttribute: SET,
  setAttributeNS: `frame.setAttributeNS(null, 'srcdoc', text); document.body.append(frame)`,
  'a property that is set twice': `frame.srcdoc = 'other'; document.body.append(frame); frame.srcdoc = text`,
  'a document that comes after another one': `frame.srcdoc = '<p>first'; document.body.append(frame);
    await new Promise((resolve) => { frame.onload = resolve; }); frame.onload = null; frame.srcdoc = text`,
  'a container': `const inner = document.createElement('div'); inner.append(frame); frame.srcdoc = text; document.body.append(inner)`,
  innerHTML: `const attributes = frame.outerHTML.slice(7, -10); const box = document.createElement('div'); document.body.append(box);
    box.innerHTML = '<p><iframe' + attributes + ' srcdoc="' + text.replaceAll('&', '&amp;').replaceAll('"', '&quot;') + '"></iframe>'; frame = box.querySelector('iframe')`,
  'a shadow tree': `const host = document.createElement('div'); document.body.append(host);
    host.attachShadow({ mode: 'closed' }).append(frame); frame.srcdoc = text`,
  'a copy of a frame': `const first = document.createElement('iframe'); first.srcdoc = text; first.sandbox = ''; document.body.append(first);
    await 0; const copy = first.cloneNode(true); for (const { name, value } of frame.attributes) copy.setAttribute(name, value);
    if (!frame.hasAttribute('sandbox')) copy.removeAttribute('sandbox'); frame = copy; document.body.append(frame)`,
};

const SANDBOXES = [null, 'allow-scripts', 'allow-popups\tAllow-Scripts allow-same-origin'] as const;

let session: Session;
let app: Server;
let origin: string;

beforeAll(async () => {
  app = await listen();
  origin = `http://localhost:${portOf(app)}`;
  app.on('request', ({ url = '/' }: IncomingMessage, response: ServerResponse) => {
    if (url.startsWith('/strict')) response.setHeader('Content-Security-Policy', "script-src 'nonce-a'");
    if (url.startsWith('/typed')) response.setHeader('Content-Security-Policy', "require-trusted-types-for 'script'");
    response
      .setHeader('Access-Control-Allow-Origin', url.endsWith('xhr') ? 'null' : '*')
      .setHeader('Content-Type', 'text/html');
    const meta = `<meta http-equiv="Content-Security-Policy" content="script-src 'nonce-a'">`;
    const markup = `<body><script>${LISTEN}</script><iframe sandbox="allow-scripts" srcdoc="${QUOTED}"></iframe>`;
    if (url.endsWith('/markup')) response.end(`<!doctype html>${markup}`);
    else
      response.end(
        url.startsWith('/told') || url.includes('/told')
          ? 'told'
          : `<!doctype html>${url.startsWith('/meta') ? meta : ''}<body>`,
      );
  });
  session = await launchWithExtension();
});
afterAll(async () => {
  await session.close();
  await close(app);
});

/** Keeps what the page is told by its frames. */
const LISTEN = `window.told = []; addEventListener('message', ({ data }) => told.push(data)); window.onmessage = ({ data }) => { window.also = data; };`;

/** A page that is recorded, or one that is not. */
async function open(path: string, recorded: boolean): Promise<Page> {
  const page = await session.browser.newPage();
  // As DevTools inject it: into the page, and not into the frames in it.
  if (recorded) await page.evaluateOnNewDocument(`if (self === top) { ${recorderScript()} }`);
  await page.goto(`${origin}${path}`);
  return page;
}

async function callsOf(page: Page): Promise<readonly string[]> {
  const records: PageRecords = await page.evaluate((name) => {
    const read = (globalThis as unknown as Record<symbol, () => string>)[Symbol.for(name)];
    return JSON.parse(read?.() ?? 'null');
  }, HOOK);
  return records.calls.map(({ via, url, credentials }) => `${via} ${url} ${credentials}`);
}

/** Makes a frame in one of the ways, and gives everything that can be seen of that. */
async function made(page: Page, way: string, text: string, sandbox: string | null): Promise<unknown> {
  const loads = `window.loads = 0; document.addEventListener('load', ({ target }) => { if (target.localName === 'iframe') loads += 1; }, true);`;
  const attribute = sandbox === null ? '' : `frame.setAttribute('sandbox', ${JSON.stringify(sandbox)});`;
  await page.evaluate(
    `(async () => { ${LISTEN} ${loads} const text = ${JSON.stringify(text)};
      let frame = document.createElement('iframe'); ${attribute} ${way};
      window.frame = frame; })()`,
  );
  await page.waitForFunction('told.length > 0');
  return page.evaluate(
    `({ told, also, loads, length: history.length, own: [frame.srcdoc, frame.getAttribute('srcdoc'), frame.getAttributeNS(null, 'srcdoc')] })`,
  );
}

/** The same in a page that is not recorded and in one that is, with the calls that the latter told. */
async function compared(way: string, text: string, sandbox: string | null) {
  const plain = await open('/deep/', false);
  const usual = await made(plain, way, text, sandbox);
  await plain.close();
  const page = await open('/deep/', true);
  const seen = await made(page, way, text, sandbox);
  const calls = await waitFor(async () => {
    const told = await callsOf(page);
    return told.length >= 2 && told;
  }, 'both calls of the frame to be told');
  await page.close();
  return { usual, seen, calls };
}

const CALLS = () => [`fetch ${origin}/deep/told?by=fetch omit`, `xhr ${origin}/deep/told?by=xhr include`];

describe('a srcdoc frame of a recorded page sees and does what it does in any other page, and its calls are told', () => {
  it.each(Object.keys(WAYS))('when it was made by %s', async (way) => {
    const { usual, seen, calls } = await compared(WAYS[way] ?? '', DOCUMENT, 'allow-scripts');
    expect(seen).toEqual(usual);
    expect(calls).toEqual(CALLS());
  });

  it.each(Object.keys(DOCUMENTS))('when it is %s', async (name) => {
    const { usual, seen, calls } = await compared(SET, DOCUMENTS[name] ?? '', 'allow-scripts');
    expect(seen).toEqual(usual);
    expect(calls).toEqual(CALLS());
  });

  it.each(SANDBOXES)('with the sandbox %j', async (sandbox) => {
    const { usual, seen, calls } = await compared(SET, DOCUMENT, sandbox);
    expect(seen).toEqual(usual);
    expect(calls).toEqual(CALLS());
  });

  it('within another one', async () => {
    const outer = `<script>
      addEventListener('message', ({ data }) => parent.postMessage(data, '*'));
      const inner = document.createElement('iframe'); inner.srcdoc = ${JSON.stringify(DOCUMENT).replaceAll('</', '<\\/')};
      document.documentElement.append(inner);</script>`;
    const { usual, seen, calls } = await compared(SET, outer, 'allow-scripts');
    expect(seen).toEqual(usual);
    expect(calls).toEqual(CALLS());
  });

  it('when the page has it in its markup', async () => {
    const look = async (recorded: boolean) => {
      const page = await open('/deep/markup', recorded);
      await page.waitForFunction('told.length > 0');
      const told = await page.evaluate('told');
      const calls = recorded ? await callsOf(page) : [];
      await page.close();
      return { told, calls };
    };
    const usual = await look(false);
    const { told, calls } = await look(true);
    expect(told).toEqual(usual.told);
    expect(calls).toEqual(CALLS());
  });
});

describe('a srcdoc frame is left as it is', () => {
  /** Its attribute as it stands in the markup, once the frame was loaded. */
  const markupOf = async (page: Page, sandbox: string | null): Promise<unknown> =>
    page.evaluate(
      (value) =>
        new Promise((resolve) => {
          const frame = document.createElement('iframe');
          if (value !== null) frame.setAttribute('sandbox', value);
          frame.setAttribute('srcdoc', '<p>text');
          frame.onload = () => resolve(frame.outerHTML.includes('currentScript') ? 'recorded' : 'as it was');
          document.body.append(frame);
        }),
      sandbox,
    );

  it.each([
    ['/', '', 'as it was'],
    ['/', 'allow-same-origin', 'as it was'],
    ['/', 'allow-scripts', 'recorded'],
    ['/strict', 'allow-scripts', 'as it was'],
    ['/meta', 'allow-scripts', 'as it was'],
  ])('where nothing else may be: in %s with the sandbox %j it is %s', async (path, sandbox, expected) => {
    const page = await open(path, true);
    expect(await markupOf(page, sandbox)).toBe(expected);
    await page.close();
  });

  it('in a page that lets nobody write markup, or has its own say in that', async () => {
    const page = await open('/typed', true);
    const asked = await page.evaluate(async () => {
      const types = (
        globalThis as unknown as {
          trustedTypes: { createPolicy(name: string, rules: object): { createHTML(text: string): string } };
        }
      ).trustedTypes;
      const names: string[] = [];
      const say = (kind: string) => (text: string) => {
        names.push(kind);
        return text;
      };
      const own = types.createPolicy('own', { createHTML: (text: string) => text });
      types.createPolicy('default', { createHTML: say('html'), createScript: say('script') });
      const frame = document.createElement('iframe');
      frame.srcdoc = own.createHTML('<p>text');
      const loaded = new Promise((resolve) => {
        frame.onload = resolve;
      });
      document.body.append(frame);
      await loaded;
      return [frame.outerHTML.replace('<p>', '&lt;p&gt;'), ...names];
    });
    expect(asked).toEqual(['<iframe srcdoc="&lt;p&gt;text"></iframe>']);
    await page.close();
  });

  it('in a page that is loaded again without the recorder', async () => {
    const page = await open('/', true);
    expect(await markupOf(page, 'allow-scripts')).toBe('recorded');
    await page.close();
    const next = await open('/', false);
    expect(await markupOf(next, 'allow-scripts')).toBe('as it was');
    await next.close();
  });
});

it('nobody but the frame itself is heard, not even with its token', async () => {
  const page = await open('/', true);
  const seen = await page.evaluate(
    () =>
      new Promise((resolve) => {
        const frame = document.createElement('iframe');
        frame.setAttribute('sandbox', 'allow-scripts');
        frame.srcdoc = '<p>text';
        frame.onload = () => {
          const token = /"token":"([\d ]+)"/.exec(frame.outerHTML.replaceAll('&quot;', '"'))?.[1];
          const call = { via: 'fetch', method: 'GET', url: 'http://localhost/forged', at: 1 };
          addEventListener('message', ({ data }) => resolve([typeof token, data.endsWith('}')]));
          postMessage(token + JSON.stringify(call), '*');
        };
        document.body.append(frame);
      }),
  );
  expect(seen).toEqual(['string', true]);
  expect(await callsOf(page)).toEqual([]);
  await page.close();
});
