import { type Signal, signal } from '@preact/signals';
import { createContext } from 'preact';
import { useContext, useMemo } from 'preact/hooks';

/** One direction of one exchange: what an arrow of the diagram, a step of the story and a table of headers have in common. */
export interface ExchangeSide {
  readonly hop: number;
  readonly phase: 'preflight' | 'actual';
  readonly side: 'request' | 'response';
}

/** `0 preflight response`: equal for everything that is about the same lines. */
function linkOf({ hop, phase, side }: ExchangeSide): string {
  return `${hop} ${phase} ${side}`;
}

/** What is under the pointer or has the focus, so that everything about the same lines can show it. */
export const Linked = createContext<Signal<string | null>>(signal(null));

/** For one element: whether it is linked with what is pointed at, and the handlers by which it points itself. */
export function useLink(exchange: ExchangeSide | null) {
  const linked = useContext(Linked);
  const link = exchange && linkOf(exchange);
  const point = useMemo(
    () => ({
      on: () => {
        linked.value = link;
      },
      off: () => {
        if (linked.value === link) linked.value = null;
      },
    }),
    [linked, link],
  );
  if (link === null) return {};
  return {
    'data-exchange': link,
    'data-linked': linked.value === link,
    onPointerEnter: point.on,
    onPointerLeave: point.off,
    onFocus: point.on,
    onBlur: point.off,
  };
}
