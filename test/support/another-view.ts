import type { HeaderList } from '../../src/analyzer/fetch/header-list.ts';
import type { Exchange, FetchTrace, Hop } from '../../src/analyzer/trace/fetch-trace.ts';

/**
 * A fetch of another page view: other times and ids, another document, another path where that decides nothing, and what
 * servers write anew into each answer. It is alike.
 */
export function anotherView(trace: FetchTrace, number = 1): FetchTrace {
  const { documentId } = trace;
  const { outcome } = trace;
  return {
    ...trace,
    id: `${trace.id}-again-${number}`,
    tabId: trace.tabId + number,
    ...(documentId === undefined ? {} : { documentId: `${documentId}-${number}` }),
    startedAt: trace.startedAt + 50 * number,
    hops: trace.hops.map((hop) => anotherHop(hop, number, trace.hops.length === 1 && !locates(hop))),
    outcome: 'at' in outcome ? { ...outcome, at: outcome.at + 50 * number } : outcome,
  };
}

function anotherHop(hop: Hop, number: number, isElsewhere: boolean): Hop {
  const { preflight } = hop;
  return {
    ...anotherExchange(hop, number, isElsewhere),
    ...(preflight
      ? {
          preflight: {
            ...anotherExchange(preflight, number, isElsewhere),
            requestId: `${preflight.requestId}-${number}`,
          },
        }
      : {}),
  };
}

function anotherExchange<E extends Exchange>(exchange: E, number: number, isElsewhere: boolean): E {
  const { url, startedAt, sentAt, endedAt, response } = exchange;
  const later = 50 * number;
  return {
    ...exchange,
    url: isElsewhere ? url.replace(/^(https?:\/\/[^/]+\/).*/, `$1other?b=${number}`) : url,
    startedAt: startedAt + later,
    ...(sentAt === undefined ? {} : { sentAt: sentAt + later }),
    ...(endedAt === undefined ? {} : { endedAt: endedAt + later }),
    ...(response
      ? {
          response: {
            ...response,
            receivedAt: response.receivedAt + later,
            headers: withDate(response.headers, number),
          },
        }
      : {}),
  };
}

function withDate(headers: HeaderList, number: number): HeaderList {
  return headers.map(([name, value]) => [
    name,
    /^(?:date|etag|x-request-id)$/i.test(name) ? `${value} again ${number}` : value,
  ]);
}

function locates({ response }: Hop): boolean {
  return response?.headers.some(([name]) => name.toLowerCase() === 'location') ?? false;
}
