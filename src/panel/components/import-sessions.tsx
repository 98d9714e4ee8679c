import type { createSessions } from '../sessions.ts';
import { App } from './app.tsx';

let sessionCount = 0;
const KEYS = new WeakMap<object, number>();

/** The panel of whichever session is shown: each is a panel of its own. */
export function Sessions({ sessions }: { readonly sessions: ReturnType<typeof createSessions> }) {
  const state = sessions.current.value;
  return <App key={keyOf(state)} state={state} />;
}

function keyOf(state: object): number {
  const known = KEYS.get(state);
  if (known !== undefined) return known;
  sessionCount += 1;
  KEYS.set(state, sessionCount);
  return sessionCount;
}
