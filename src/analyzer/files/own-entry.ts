import type { HeaderList } from '../fetch/header-list.ts';
import type { EpochMs, PageFacts } from '../trace/observation.ts';
import { field, filledText, flag, oneOf, optional, type Place, text } from './shape.ts';
import { documentFrom, headerPairs, pageFacts, time, wholeNumber } from './trace-parts.ts';

/**
 * What an entry of an exported HAR says beyond the format, under `_whycors`: the facts that a browser's own export leaves
 * to guessing. Other programs ignore it.
 */
export interface OwnEntry {
  /** One value for all hops of a redirect chain, another one for each preflight. */
  readonly request: string;
  readonly type: string;
  readonly tabId: number;
  readonly frameId: number;
  readonly documentId: string | undefined;
  readonly initiatorOrigin: string | undefined;
  readonly documentFrom: string | undefined;
  readonly fromServiceWorker: boolean;
  readonly wasSent: boolean;
  readonly byExtension: boolean;
  readonly redirectUrl: string | undefined;
  readonly times: { readonly [K in 'startedAt' | 'sentAt' | 'receivedAt' | 'endedAt']: EpochMs };
  /** How the request ended, on its last hop only. */
  readonly end: 'pending' | 'response-started' | 'completed' | 'error' | undefined;
  /** The error came after the browser had let the response through. */
  readonly afterResponseStarted: boolean;
  readonly pageReport: PageFacts | undefined;
  /** What the server sent, where another extension changed it. */
  readonly headersBeforeExtensions: HeaderList | undefined;
}

/** As it stands in the file. */
export type OwnEntryJson = {
  readonly [K in keyof OwnEntry]: undefined extends OwnEntry[K] ? Exclude<OwnEntry[K], undefined> | null : OwnEntry[K];
};

/**
 * Undefined when there is none.
 *
 * @throws ShapeError when there is one and it is not as this program writes it.
 */
export function ownEntry(place: Place): OwnEntry | undefined {
  return optional(place, (own) => ({
    request: filledText(field(own, 'request')),
    type: filledText(field(own, 'type')),
    tabId: wholeNumber(field(own, 'tabId')),
    frameId: wholeNumber(field(own, 'frameId')),
    documentId: optional(field(own, 'documentId'), text),
    initiatorOrigin: optional(field(own, 'initiatorOrigin'), text),
    documentFrom: optional(field(own, 'documentFrom'), documentFrom),
    fromServiceWorker: flag(field(own, 'fromServiceWorker')),
    wasSent: flag(field(own, 'wasSent')),
    byExtension: flag(field(own, 'byExtension')),
    redirectUrl: optional(field(own, 'redirectUrl'), text),
    times: timesOf(field(own, 'times')),
    end: optional(field(own, 'end'), (end) => oneOf(end, ['pending', 'response-started', 'completed', 'error'])),
    afterResponseStarted: flag(field(own, 'afterResponseStarted')),
    pageReport: optional(field(own, 'pageReport'), pageFacts),
    headersBeforeExtensions: optional(field(own, 'headersBeforeExtensions'), headerPairs),
  }));
}

function timesOf(place: Place): OwnEntry['times'] {
  const at = (name: string) => time(field(place, name));
  return { startedAt: at('startedAt'), sentAt: at('sentAt'), receivedAt: at('receivedAt'), endedAt: at('endedAt') };
}
