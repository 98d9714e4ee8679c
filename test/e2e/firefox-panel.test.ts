import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { close, listen, portOf } from '../../lab/servers.ts';
import type { ReportJson, TraceJson } from '../../src/analyzer/report-json.ts';
import { type FirefoxSession, launchFirefoxWithExtension } from '../support/firefox.ts';
import { readFirefoxClipboard } from '../support/firefox-clipboard.ts';
import { type FirefoxPanel, openFirefoxPanel } from '../support/firefox-toolbox.ts';
import { waitFor } from '../support/wait-for.ts';

/** What the page asks for while it loads; each path is answered by {@link answer}. */
const CALLS = (api: string) => `<!doctype html><link rel="icon" href="data:,"><script>
  const ask = (path, init) => fetch('${api}' + path, init).catch(() => undefined);
  const all = [ask('/refused', { method: 'PUT', headers: { 'X-Token': '1' } }),
    ask('/readable'), ask('/missing'), ask('/include', { credentials: 'include' })];
  Promise.all(all).then(() => { document.title = 'done'; });
</script>`;

let app: Server;
let api: Server;
let appOrigin: string;
let apiOrigin: string;
let downloads: string;
let firefox: FirefoxSession;
let panel: FirefoxPanel;

beforeAll(async () => {
  [app, api, downloads] = await Promise.all([listen(), listen(), mkdtemp(join(tmpdir(), 'whycors-downloads-'))]);
  appOrigin = `http://localhost:${portOf(app)}`;
  apiOrigin = `http://localhost:${portOf(api)}`;
  app.on('request', (_request: IncomingMessage, response: ServerResponse) => {
    response.setHeader('Content-Type', 'text/html').end(CALLS(apiOrigin));
  });
  api.on('request', answer);
  firefox = await launchFirefoxWithExtension({
    'browser.download.folderList': 2,
    'browser.download.dir': downloads,
    'browser.download.useDownloadDir': true,
  });
  await firefox.open(`${appOrigin}/page`);
  panel = await openFirefoxPanel(firefox);
});
afterAll(async () => {
  await firefox?.close();
  await Promise.all([app, api].map(close));
  await rm(downloads, { recursive: true, force: true });
});

/** `*` for what may be read without credentials, nothing for the others. */
function answer({ url, method }: IncomingMessage, response: ServerResponse): void {
  if (url !== '/missing') response.setHeader('Access-Control-Allow-Origin', '*');
  response.setHeader('X-Powered-By', 'Express');
  response.writeHead(method === 'OPTIONS' ? 204 : 200).end();
}

/** The last trace of a path in the exported report, once `is` says so of it. */
async function traceOf(path: string, is: (trace: TraceJson) => boolean): Promise<TraceJson> {
  return waitFor(async () => {
    const { traces } = await firefox.exportReport();
    const trace = traces.findLast(({ url }) => url === apiOrigin + path);
    return trace !== undefined && is(trace) && trace;
  }, `the wanted trace of ${path}`);
}

describe('the panel in the toolbox of Firefox', () => {
  it('has a row with the verdict for each request of the page', async () => {
    const rowsOf = `return [...document.querySelectorAll('[data-trace-id]')].map((row) => [
      row.querySelector('.cell-name').textContent, row.getAttribute('data-verdict'), row.getAttribute('data-rule')]);`;
    const told = await waitFor(async () => {
      const rows = await panel.run<[string, string, string][]>(rowsOf);
      const byName = new Map(rows.map(([name, verdict, rule]) => [name.replace(/^.*\//, ''), [verdict, rule]]));
      // Those that need no credentials mode to be decided; a row is there before its answer.
      const decided = ['refused', 'missing'].every((name) => byName.get(name)?.[0] !== 'undetermined');
      return byName.size === 4 && decided && byName;
    }, 'four rows, of which two are decided');
    expect(told.get('refused')).toEqual(['blocked', 'method-unlisted']);
    expect(told.get('missing')?.[0]).toBe('blocked');
    expect([...told.keys()].sort()).toEqual(['include', 'missing', 'readable', 'refused']);
  });

  it('explains the selected request, with a snippet that has its values', async () => {
    await panel.select('/refused');
    const trace = await traceOf('/refused', ({ verdict }) => verdict === 'blocked');
    expect(await panel.text('[data-part="headline"]')).toContain(trace.cause?.headline ?? 'no headline');
    const snippet = await panel.text('[data-part="snippet"]');
    expect(snippet).toContain(appOrigin);
    expect(snippet).toContain('PUT');
    expect(snippet.toLowerCase()).toContain('x-token');
  });

  it('puts the snippet on the clipboard', async () => {
    await panel.click('[data-action="copy-snippet"]');
    await waitFor(
      () => panel.run<boolean>(`return document.querySelector('[data-feedback="copied"]') !== null;`),
      'the button to say that it copied',
    );
    expect((await readFirefoxClipboard(firefox)).trim()).toBe((await panel.text('[data-part="snippet"]')).trim());
  });

  it('saves the report that every page of the extension gets', async () => {
    await panel.click('[data-action="export"]');
    await panel.click('[data-action="export-json"]');
    const saved = await waitFor(async () => {
      const [name] = (await readdir(downloads)).filter((file) => file.endsWith('.json'));
      return name !== undefined && (JSON.parse(await readFile(join(downloads, name), 'utf8')) as ReportJson);
    }, 'the saved report');
    const { format, browser, tab, traces } = await firefox.exportReport();
    expect(saved).toMatchObject({ format, browser, tab });
    expect(saved.traces.map(({ id, verdict }) => [id, verdict])).toEqual(
      traces.map(({ id, verdict }) => [id, verdict]),
    );
  });

  it('reads from the page whether it could read an answer, which the events of Firefox do not tell', async () => {
    expect(await pageOutcome('/missing')).toBe('false');
    expect(await pageOutcome('/readable')).toBe('true');
    expect((await traceOf('/missing', () => true)).observed).toBeNull();
  });

  it('settles with one reload what only the page knows', async () => {
    const isOpen = ({ candidates }: TraceJson) => candidates.length === 2;
    const before = await traceOf('/include', isOpen);
    await panel.select('/include');
    await panel.click('[data-action="settle"]');
    const settled = await traceOf(
      '/include',
      ({ id, credentials }) => id !== before.id && credentials.source === 'page',
    );
    expect(settled).toMatchObject({ credentials: { value: 'include' }, verdict: 'blocked', candidates: [] });
    expect(settled.cause?.firefox).toBe('CORSNotSupportingCredentials');
    const readable = await traceOf('/readable', ({ credentials }) => credentials.source === 'page');
    expect(readable).toMatchObject({ verdict: 'allowed', candidates: [] });
  });

  it('follows the theme of the toolbox', async () => {
    const shows = (theme: string) =>
      waitFor(
        () => panel.run<boolean>('return document.documentElement.getAttribute("data-theme") === args[0];', theme),
        `the ${theme} theme`,
      );
    for (const theme of ['dark', 'light']) {
      await firefox.inBrowser('Services.prefs.setCharPref("devtools.theme", arguments[0]);', theme);
      expect(await shows(theme)).toBe(true);
    }
  });

  it('has no call sites, no way into the sources and no search of the toolbox, which Firefox does not offer', async () => {
    await panel.select('/refused');
    expect(await panel.run(`return document.querySelector('[data-part="call-site"]');`)).toBeNull();
    const offered = await panel.run<string[]>(`
      const { panels } = content.wrappedJSObject.browser.devtools;
      const { prototype } = panels.ExtensionPanel ?? {};
      return [...Object.keys(panels), ...Object.keys(prototype ?? {})].filter((name) => /^(openResource|onSearch)$/.test(name));`);
    expect(offered).toEqual([]);
  });

  it('leaves no error of the extension in the console', async () => {
    const errors = await firefox.inBrowser<string[]>(`
      const { baseURL } = WebExtensionPolicy.getByID('whycors@whycors.dev');
      return Services.console.getMessageArray().filter((message) =>
        message instanceof Ci.nsIScriptError && !(message.flags & Ci.nsIScriptError.warningFlag) &&
        (message.sourceName.startsWith(baseURL) || message.errorMessage.includes(baseURL))).map(String);`);
    expect(errors).toEqual([]);
  });
});

/** Selects a request and returns what the panel shows of the page's own word about its outcome. */
async function pageOutcome(path: string): Promise<string> {
  await panel.select(path);
  await panel.text('[data-part="page-outcome"]');
  return panel.run(`return document.querySelector('[data-part="page-outcome"]').getAttribute('data-could-read');`);
}
