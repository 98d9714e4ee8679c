import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { type Lab, startLab } from '../../lab/main.ts';
import { SCENARIOS } from '../../lab/scenarios/index.ts';
import type { TraceJson } from '../../src/analyzer/report-json.ts';
import { type FirefoxSession, launchFirefoxWithExtension } from '../support/firefox.ts';
import { backgroundState, letBackgroundStop, STOPS_SOON } from '../support/firefox-background.ts';
import { releaseFirefox } from '../support/firefox-release.ts';
import { closeFirefoxToolbox, type FirefoxPanel, openFirefoxPanel } from '../support/firefox-toolbox.ts';
import { waitFor } from '../support/wait-for.ts';

/** One scenario for each way that Firefox has of telling an extension about a request, all decided by headers alone. */
const IDS = ['middleware-missing', 'options-404', 'header-unlisted', 'redirect-missing', 'origin-port', 'allowed-put'];

let lab: Lab;
/** Why there is nothing to test; undefined: there is. */
let missing: string | undefined;
let firefox: FirefoxSession | undefined;

beforeAll(async () => {
  const found = await releaseFirefox();
  if ('missing' in found) {
    missing = found.missing;
    process.stderr.write(`No Firefox of the release channel: ${missing}\n`);
    return;
  }
  lab = await startLab();
  firefox = await launchFirefoxWithExtension(STOPS_SOON, undefined, found.program);
  const version = await firefox.inBrowser<string>('return [Services.appinfo.name, Services.appinfo.version].join(" ")');
  process.stderr.write(`The release channel is at ${version}\n`);
}, 900_000);
afterAll(async () => {
  await firefox?.close();
  await lab?.close();
});

function running({ skip }: TestContext): FirefoxSession {
  return firefox ?? skip(`no Firefox of the release channel: ${missing}`);
}

/** The last trace of a scenario, once its answer is there. */
async function traceOf(session: FirefoxSession, id: string): Promise<TraceJson> {
  return waitFor(async () => {
    const { traces } = await session.exportReport();
    const trace = traces.findLast(({ url }) => url.includes(`/${id}/`));
    return trace !== undefined && !trace.missing.includes('response') && trace;
  }, `a trace of ${id}`);
}

async function runScenario(session: FirefoxSession, id: string): Promise<void> {
  await session.inPage('return window.wrappedJSObject.lab.run(arguments[0]).then(() => true);', id);
}

describe('in the newest Firefox', () => {
  it('each request has the declared verdict and cause', async (context) => {
    const session = running(context);
    await session.open(lab.pageUrl);
    await waitFor(() => session.inPage('return "lab" in window.wrappedJSObject;'), 'the lab page to be ready');
    const found: Record<string, unknown> = {};
    for (const id of IDS) {
      await runScenario(session, id);
      const { verdict, cause } = await traceOf(session, id);
      found[id] = [verdict, cause?.rule ?? null];
    }
    const declared = SCENARIOS.filter(({ id }) => IDS.includes(id));
    expect(found).toEqual(
      Object.fromEntries(declared.map(({ id, expect: { verdict, rule } }) => [id, [verdict, rule]])),
    );
  });

  it('the panel in the toolbox has a row for each, and explains the selected one with a snippet', async (context) => {
    const session = running(context);
    const panel = await openFirefoxPanel(session);
    await expectRows(panel);
    await panel.select('header-unlisted');
    const { cause } = await traceOf(session, 'header-unlisted');
    expect(await panel.text('[data-part="headline"]')).toContain(cause?.headline ?? 'no headline');
    expect(await panel.text('[data-part="snippet"]')).toContain(new URL(lab.pageUrl).origin);
    await closeFirefoxToolbox(session);
  });

  it('the event page is woken by traffic after it was stopped, and has what was before', async (context) => {
    const session = running(context);
    await letBackgroundStop(session);
    await runScenario(session, 'origin-slash');
    await waitFor(async () => (await backgroundState(session)) === 'running', 'the event page to run again');
    await session.openInExtension('src/popup/popup.html');
    expect((await traceOf(session, 'origin-slash')).cause?.rule).toBe('allow-origin-slash-mismatch');
    expect((await traceOf(session, 'header-unlisted')).cause?.rule).toBe('header-unlisted');
  });

  it('the extension leaves no error in the console and gets no warning', async (context) => {
    const said = await running(context).inBrowser<string[]>(`
      const { baseURL, extension } = WebExtensionPolicy.getByID('whycors@whycors.dev');
      const errors = Services.console.getMessageArray().filter((message) =>
        message instanceof Ci.nsIScriptError && !(message.flags & Ci.nsIScriptError.warningFlag) &&
        (message.sourceName.startsWith(baseURL) || message.errorMessage.includes(baseURL))).map(String);
      return [...errors, ...extension.warnings, ...extension.errors];`);
    expect(said).toEqual([]);
  });
});

async function expectRows(panel: FirefoxPanel): Promise<void> {
  const rows = await waitFor(async () => {
    const found = await panel.run<string[]>(
      `return [...document.querySelectorAll('[data-trace-id]')].map((row) => row.getAttribute('data-verdict'));`,
    );
    return found.length >= IDS.length && !found.includes('undetermined') && found;
  }, 'a decided row for each request');
  expect(rows.filter((verdict) => verdict === 'blocked')).toHaveLength(IDS.length - 1);
}
