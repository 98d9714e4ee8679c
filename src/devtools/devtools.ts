import { addPanel } from '../platform/add-panel.ts';
import { inspectedTabId } from '../platform/devtools.ts';
import { watchChanges } from '../platform/reconnecting-port.ts';

void addPanel('CORS', '/icons/32.png', '/src/panel/panel.html');

// The panel's own page is loaded when it is first shown. Until then this connection sees to it that the background runs.
watchChanges(inspectedTabId(), { changed: () => undefined, connection: () => undefined });
