import { startLab } from '../../../lab/main.ts';
import { launchFirefoxWithExtension } from '../firefox.ts';
import { traceOf } from '../lab.ts';
import { waitFor } from '../wait-for.ts';
import { RECORDED_SCENARIOS, writeRecordedHar } from './recorded-har.ts';

/** Runs the lab in Firefox with its Network panel open and keeps that panel's HAR beside what the extension reported. */
export async function recordFirefoxHar(): Promise<void> {
  const lab = await startLab();
  const firefox = await launchFirefoxWithExtension();
  try {
    await firefox.open(lab.pageUrl);
    await firefox.inBrowser(OPEN_NETWORK_PANEL, lab.pageUrl);
    for (const id of RECORDED_SCENARIOS) {
      await firefox.inPage('return window.wrappedJSObject.lab.run(arguments[0]).then(() => null);', id);
    }
    const report = await waitFor(async () => {
      const seen = await firefox.exportReport();
      return RECORDED_SCENARIOS.every((id) => traceOf(seen.traces, id) !== undefined) && seen;
    }, 'a trace for each scenario');
    const log = await firefox.inBrowser(READ_HAR);
    writeRecordedHar('firefox', { log }, report);
  } finally {
    await firefox.close();
    await lab.close();
  }
}

const OPEN_NETWORK_PANEL = `
  const { require } = ChromeUtils.importESModule('resource://devtools/shared/loader/Loader.sys.mjs');
  const { gDevTools } = require('devtools/client/framework/devtools');
  const tab = gBrowser.tabs.find(({ linkedBrowser }) => linkedBrowser.currentURI.spec === arguments[0]);
  return gDevTools.showToolboxForTab(tab, { toolId: 'netmonitor' }).then((toolbox) => {
    window.whycorsToolbox = toolbox;
    return true;
  });`;

const READ_HAR = 'return window.whycorsToolbox.getHARFromNetMonitor();';
