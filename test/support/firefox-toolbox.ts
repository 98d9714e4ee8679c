import type { FirefoxSession } from './firefox.ts';
import { waitFor } from './wait-for.ts';

/** The panel's document inside Firefox's own toolbox. */
export interface FirefoxPanel {
  /**
   * Runs the body of an async function in the panel's process, with `document` and `args` at hand; what it returns comes
   * back as JSON. It sees the DOM as the browser made it, and is no script of the page.
   */
  run<T>(body: string, ...args: readonly unknown[]): Promise<T>;
  /** Waits for an element and clicks it, with the rights that a user's click gives to a page. */
  click(selector: string): Promise<void>;
  /** Waits for an element. Returns its text. */
  text(selector: string): Promise<string>;
  /** Waits for the last row that shows `urlPart`, selects it and waits for its detail. Returns the trace id. */
  select(urlPart: string): Promise<string>;
}

/** Opens the toolbox for the tab that requests are made from, and brings the CORS panel to the front. */
export async function openFirefoxPanel(session: FirefoxSession): Promise<FirefoxPanel> {
  await session.inBrowser(OPEN_TOOLBOX);
  await waitFor(() => session.inBrowser<boolean>(SHOW_PANEL), 'the toolbox to show the CORS panel');
  const panel = panelOf(session);
  const hasContent = 'return (document.querySelector("#app")?.childElementCount ?? 0) > 0;';
  // The panel's document may still move to another process, and what was sent to the one before is never answered.
  const asked = () => session.inBrowser<{ value?: boolean }>(RUN_IN_PANEL, hasContent, [], 1000);
  await waitFor(async () => (await asked()).value, 'the panel to show something');
  return panel;
}

export async function closeFirefoxToolbox(session: FirefoxSession): Promise<void> {
  await session.inBrowser(CLOSE_TOOLBOX);
}

function panelOf(session: FirefoxSession): FirefoxPanel {
  const run = async <T>(body: string, ...args: readonly unknown[]) => {
    const { value, error } = await session.inBrowser<{ value?: T; error?: string }>(RUN_IN_PANEL, body, args);
    if (error !== undefined) throw new Error(`in the panel: ${error}`);
    return value as T;
  };
  return {
    run,
    async click(selector) {
      await waitFor(() => run<boolean>(CLICK, selector), `${selector} to click in the panel`);
    },
    async text(selector) {
      const found = await waitFor(() => run<{ text: string } | null>(TEXT, selector), `${selector} in the panel`);
      return found.text;
    },
    async select(urlPart) {
      const id = await waitFor(() => run<string | null>(SELECT, urlPart), `a row of ${urlPart} in the panel`);
      await waitFor(() => run<boolean>(IS_SELECTED, id), `the detail of ${urlPart}`);
      return id;
    },
  };
}

const TOOLBOX = `
  const { require } = ChromeUtils.importESModule('resource://devtools/shared/loader/Loader.sys.mjs');
  const { gDevTools } = require('devtools/client/framework/devtools');
  const [tab] = gBrowser.tabs;`;

const OPEN_TOOLBOX = `${TOOLBOX}
  return gDevTools.showToolboxForTab(tab).then(() => true);`;

const CLOSE_TOOLBOX = `${TOOLBOX}
  return Promise.resolve(gDevTools.getToolboxForTab(tab)?.destroy()).then(() => true);`;

const PANEL_ID = `
  const toolbox = gDevTools.getToolboxForTab(tab);
  const id = toolbox?.getAdditionalTools().map((tool) => tool.id).find((it) => it.startsWith('webext-devtools-panel-'));`;

/** False until the extension's DevTools page has registered the panel. */
const SHOW_PANEL = `${TOOLBOX}${PANEL_ID}
  return id === undefined ? false : toolbox.selectTool(id).then(() => true);`;

/** The panel lives in the extensions' process, behind a browser element in the toolbox; a frame script reaches into it. `patience`: milliseconds, endless when left out. */
const RUN_IN_PANEL = `${TOOLBOX}${PANEL_ID}
  const frame = toolbox.doc.getElementById('toolbox-panel-' + id).querySelector('iframe');
  const { messageManager } = frame.contentDocument.querySelector('browser');
  const [body, args, patience] = arguments;
  const answer = 'whycors-test:' + Services.uuid.generateUUID();
  const script = '(async () => {' +
    ' const { document } = content;' +
    ' const args = ' + JSON.stringify(args) + ';' +
    ' try { return { value: await (async () => {' + body + '})() }; } catch (error) { return { error: String(error) }; }' +
    '})().then((result) => sendAsyncMessage(' + JSON.stringify(answer) + ', result));';
  return new Promise((resolve) => {
    const listener = ({ data }) => {
      messageManager.removeMessageListener(answer, listener);
      resolve(data);
    };
    messageManager.addMessageListener(answer, listener);
    if (patience !== undefined) setTimeout(listener, patience, { data: { error: 'no answer' } });
    messageManager.loadFrameScript('data:text/javascript;charset=utf-8,' + encodeURIComponent(script), false);
  });`;

const CLICK = `
  const element = document.querySelector(args[0]);
  if (element === null || element.disabled) return false;
  document.notifyUserGestureActivation();
  element.click();
  return true;`;

const TEXT = `
  const element = document.querySelector(args[0]);
  return element && { text: element.textContent };`;

const SELECT = `
  const shows = (element) => [element, ...element.querySelectorAll('[title]')].some((part) =>
    part.textContent.includes(args[0]) || (part.getAttribute('title') ?? '').includes(args[0]));
  const row = [...document.querySelectorAll('[data-trace-id]')].findLast(shows);
  if (row === undefined) return null;
  row.click();
  return row.getAttribute('data-trace-id');`;

const IS_SELECTED = `
  return document.querySelector('[data-trace-id="' + args[0] + '"][aria-selected="true"]') !== null &&
    document.querySelector('[data-part="detail"] [data-part="headline"]') !== null;`;
