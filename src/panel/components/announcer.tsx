import type { PanelState } from '../state.ts';

/** What is said without being looked at: new blocked requests for screen readers, what was just done for everybody. */
export function Announcer({ state }: { readonly state: PanelState }) {
  const said = state.said.value;
  return (
    <>
      <p class="hidden-text" data-part="announcement" aria-live="polite">
        {state.announced.value}
      </p>
      <p class="toast" data-part="toast" data-shown={said !== ''} role="status">
        {said}
      </p>
    </>
  );
}
