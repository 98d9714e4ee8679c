import { useState } from 'preact/hooks';
import { isServerOrigin, MOST_IGNORED } from '../../protocol/settings-values.ts';
import type { PanelState } from '../state.ts';

/** Servers that are not recorded: the list, and what adds to it and takes from it. */
export function IgnoredServers({ state: { actions, settings } }: { readonly state: PanelState }) {
  const { ignoredServers } = settings.value;
  const [text, setText] = useState('');
  const [problem, setProblem] = useState('');
  const add = () => {
    const origin = originIn(text);
    if (origin === undefined) setProblem('Write the scheme and the host, such as https://api.example.com');
    else if (ignoredServers.length >= MOST_IGNORED) setProblem('The list is full.');
    else {
      setText('');
      setProblem('');
      void actions.ignoreServer(origin);
    }
  };
  return (
    <section class="settings-part" aria-labelledby="settings-ignored">
      <h3 id="settings-ignored">Ignored servers</h3>
      <p class="settings-note">Their requests are not recorded, and what was recorded of them goes.</p>
      <ul class="settings-servers">
        {ignoredServers.map((server) => (
          <li key={server} data-server={server}>
            <code>{server}</code>
            <button
              type="button"
              class="button quiet"
              data-action="record-server"
              aria-label={`Record ${server} again`}
              onClick={() =>
                void actions.saveSettings({ ignoredServers: ignoredServers.filter((other) => other !== server) })
              }
            >
              Remove
            </button>
          </li>
        ))}
      </ul>
      <form
        class="settings-line"
        onSubmit={(event) => {
          event.preventDefault();
          add();
        }}
      >
        <input
          type="text"
          data-setting="ignored-server"
          aria-label="Server to ignore"
          aria-invalid={problem !== ''}
          aria-describedby="ignored-problem"
          placeholder="https://api.example.com"
          spellcheck={false}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <button type="submit" class="button quiet" data-action="ignore-server">
          Ignore
        </button>
      </form>
      <p id="ignored-problem" class="settings-problem" data-part="ignored-problem" role="status">
        {problem}
      </p>
    </section>
  );
}

/** The origin of an address somebody typed or pasted. */
function originIn(text: string): string | undefined {
  const address = text.trim();
  if (!URL.canParse(address)) return undefined;
  const { origin } = new URL(address);
  return isServerOrigin(origin) ? origin : undefined;
}
