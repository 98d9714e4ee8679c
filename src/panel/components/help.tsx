import { useLayoutEffect, useRef } from 'preact/hooks';
import { FILTER_KEYS, KINDS } from '../filter-text.ts';

const SHORTCUTS: readonly (readonly [keys: readonly string[], what: string])[] = [
  [['↑', '↓'], 'the row before, the next one'],
  [['←', '→'], 'to the server and close it, open it again'],
  [['Home', 'End'], 'the first row, the last one'],
  [['Page Up', 'Page Down'], 'a screen up, a screen down'],
  [['Enter'], 'from the list to the detail'],
  [['Esc'], 'back to the list, then close the detail'],
  [['Shift+F10'], 'what can be done with the request'],
  [['/'], 'to the filter'],
  [['?'], 'this help'],
];

const EXAMPLES: readonly (readonly [text: string, what: string])[] = [
  ['items put', 'both words occur'],
  ['"cannot tell"', 'a text with spaces'],
  ['server:api.example.com -status:200', 'that server, but no 200'],
  ['cause:allow-origin-missing', 'one cause'],
  ['is:preflight status:4xx', 'had a preflight, and ended with 400 to 499'],
];

/** Shortcuts and the language of the filter, over the panel; Escape and a click beside it close it. */
export function Help({ onClose }: { readonly onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      class="help"
      data-part="help"
      aria-labelledby="help-title"
      ref={dialog}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === dialog.current) dialog.current?.close();
      }}
      // DevTools opens its drawer for an Escape that reaches the document.
      onKeyDown={(event) => event.stopPropagation()}
    >
      <div class="help-body">
        <header class="help-head">
          <h2 id="help-title">Keys and filter</h2>
          <button type="button" class="button quiet" data-action="close-help" onClick={() => dialog.current?.close()}>
            Close
          </button>
        </header>
        <section aria-label="Keys">
          <h3>Keys</h3>
          <dl class="help-list">
            {SHORTCUTS.map(([keys, what]) => (
              <div key={what}>
                <dt>
                  {keys.map((key) => (
                    <kbd key={key}>{key}</kbd>
                  ))}
                </dt>
                <dd>{what}</dd>
              </div>
            ))}
          </dl>
        </section>
        <section aria-label="Filter">
          <h3>Filter</h3>
          <p>All words must occur. A word with a colon looks in one place; a minus in front excludes.</p>
          <dl class="help-list">
            {Object.entries(FILTER_KEYS).map(([key, about]) => (
              <div key={key}>
                <dt>
                  <code>{key}:</code>
                </dt>
                <dd>{key === 'is' ? KINDS.join(', ') : about}</dd>
              </div>
            ))}
          </dl>
          <h4>For example</h4>
          <dl class="help-list wide">
            {EXAMPLES.map(([text, what]) => (
              <div key={text}>
                <dt>
                  <code>{text}</code>
                </dt>
                <dd>{what}</dd>
              </div>
            ))}
          </dl>
        </section>
      </div>
    </dialog>
  );
}
