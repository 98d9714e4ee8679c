import type { FirefoxSession } from './firefox.ts';

/** The text on the clipboard of a headless Firefox, which is one of its own. */
export async function readFirefoxClipboard(session: FirefoxSession): Promise<string> {
  return session.inBrowser<string>(`
    const transferable = Cc['@mozilla.org/widget/transferable;1'].createInstance(Ci.nsITransferable);
    transferable.init(null);
    transferable.addDataFlavor('text/plain');
    const { kGlobalClipboard } = Ci.nsIClipboard;
    Services.clipboard.getData(transferable, kGlobalClipboard, window.browsingContext.currentWindowContext);
    const data = {};
    transferable.getTransferData('text/plain', data);
    return data.value.QueryInterface(Ci.nsISupportsString).data;`);
}
