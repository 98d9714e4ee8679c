import { useComputed, useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { afterPaint } from '../after-paint.ts';
import { type Completion, completions } from '../filter-completion.ts';
import { parseFilter } from '../filter-text.ts';
import type { PanelState } from '../state.ts';

/**
 * The filter box: completes keys and the values that occur, and says what it cannot understand.
 *
 * @see https://www.w3.org/WAI/ARIA/apg/patterns/combobox/
 */
export function TextFilter({ state }: { readonly state: PanelState }) {
  const input = useRef<HTMLInputElement>(null);
  const caret = useSignal(0);
  const open = useSignal(false);
  const active = useSignal(-1);
  const wantedCaret = useRef<number | undefined>(undefined);
  const { text } = state.filter.value;
  const offered = useComputed(() =>
    open.value ? completions(state.filter.value.text, caret.value, () => state.vocabulary.value) : [],
  ).value;
  const { problems } = parseFilter(text);

  useLayoutEffect(() => {
    if (wantedCaret.current === undefined) return;
    input.current?.setSelectionRange(wantedCaret.current, wantedCaret.current);
    wantedCaret.current = undefined;
  }, [text]);

  const setText = (value: string, at: number) => {
    caret.value = at;
    active.value = -1;
    state.actions.setFilter({ text: value });
  };
  const take = (completion: Completion) => {
    wantedCaret.current = completion.caret;
    setText(completion.result, completion.caret);
    open.value = completion.text.endsWith(':');
    input.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const chosen = offered[active.value];
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by !== undefined) {
      if (offered.length === 0) openAt(event);
      else active.value = (active.value + by + offered.length + (active.value < 0 && by < 0 ? 1 : 0)) % offered.length;
    } else if ((event.key === 'Enter' || event.key === 'Tab') && chosen) take(chosen);
    else if (event.key === 'Enter') open.value = false;
    else if (event.key === 'Escape') leave();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const openAt = (event: Event) => {
    caret.value = (event.currentTarget as HTMLInputElement).selectionStart ?? text.length;
    open.value = true;
  };
  const leave = () => {
    open.value = false;
    if (offered.length > 0) return;
    if (text !== '') setText('', 0);
    else document.querySelector<HTMLElement>('.timeline-rows [tabindex="0"]')?.focus();
  };
  return (
    <div class="filter-box">
      <input
        ref={input}
        class="text-filter"
        data-part="text-filter"
        type="text"
        role="combobox"
        autocomplete="off"
        spellcheck={false}
        placeholder="Filter"
        aria-label="Filter by text"
        aria-autocomplete="list"
        aria-expanded={offered.length > 0}
        aria-controls="filter-options"
        aria-activedescendant={offered[active.value] ? `filter-option-${active.value}` : undefined}
        aria-invalid={problems.length > 0}
        aria-describedby="filter-problem"
        title="Words, or server: cause: method: status: is: origin: type:, with - in front to exclude. Press ? for all of it."
        value={text}
        onInput={(event) => {
          const { value, selectionStart } = event.currentTarget;
          setText(value, selectionStart ?? 0);
          // Between words everything could come: that is shown when it is asked for, with the arrow.
          open.value = /\S$/.test(value.slice(0, selectionStart ?? 0));
        }}
        onKeyDown={onKeyDown}
        onFocus={() => afterPaint(state.prepareFilter)}
        onBlur={() => {
          open.value = false;
        }}
      />
      <Options offered={offered} active={active.value} onTake={take} />
      <p id="filter-problem" class="filter-problem" data-part="filter-problem" role="status">
        {offered.length === 0 && problems[0] && (
          <>
            <code>{problems[0].word}</code> {problems[0].problem}
          </>
        )}
      </p>
    </div>
  );
}

interface OptionsProps {
  readonly offered: readonly Completion[];
  readonly active: number;
  readonly onTake: (completion: Completion) => void;
}

function Options({ offered, active, onTake }: OptionsProps) {
  return (
    <div
      id="filter-options"
      class="filter-options"
      role="listbox"
      aria-label="Completions"
      hidden={offered.length === 0}
    >
      {offered.map((completion, index) => (
        // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the box, which names the active option.
        // biome-ignore lint/a11y/useKeyWithClickEvents: the box handles the keys.
        <div
          key={completion.text}
          id={`filter-option-${index}`}
          role="option"
          aria-selected={index === active}
          data-completion={completion.text}
          // The box would lose the focus, and the list would close before the click.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onTake(completion)}
        >
          <code>{completion.text}</code>
          <span class="option-about">{completion.about}</span>
        </div>
      ))}
    </div>
  );
}
