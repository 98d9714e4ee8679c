import type { FirefoxSession } from './firefox.ts';
import { waitFor } from './wait-for.ts';

/** Takes the access to all sites away, as the switch on the extension's page in about:addons does. */
export async function withdrawAccess(session: FirefoxSession): Promise<void> {
  await session.inBrowser(`
    const { ExtensionPermissions } = ChromeUtils.importESModule('resource://gre/modules/ExtensionPermissions.sys.mjs');
    const { extension } = WebExtensionPolicy.getByID('whycors@whycors.dev');
    return ExtensionPermissions.remove(extension.id, { permissions: [], origins: ['<all_urls>'] }, extension)
      .then(() => true);`);
}

/**
 * Waits for Firefox's own question about the permission, answers it with a click on its button and goes back to the tab
 * that requests are made from.
 */
export async function answerPermissionPrompt(session: FirefoxSession, answer: 'allow' | 'deny'): Promise<void> {
  const button = answer === 'allow' ? 'button' : 'secondaryButton';
  await waitFor(
    () =>
      session.inBrowser<boolean>(
        `const [question] = PopupNotifications.panel.childNodes;
         if (PopupNotifications.panel.state !== 'open' || question?.id !== 'addon-webext-permissions-notification')
           return false;
         question[arguments[0]].click();
         return true;`,
        button,
      ),
    "Firefox's question about the permission",
  );
  await session.bringPageToFront();
}
