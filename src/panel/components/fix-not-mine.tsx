import type { PanelState } from '../state.ts';

interface Props {
  readonly server: string;
  readonly state: PanelState;
}

/** Turns the fix for the server into a way around it, and back. */
export function NotMine({ server, state }: Props) {
  const isForeign = state.fixChoices.foreign.value.has(server);
  return (
    <button
      type="button"
      class="toggle"
      data-action="not-my-server"
      aria-pressed={isForeign}
      title="For a server that you cannot change: a development proxy, or a small route in your own backend"
      onClick={() => state.fixChoices.setForeign(server, !isForeign)}
    >
      Not my server
    </button>
  );
}
