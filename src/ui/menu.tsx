import { useLayoutEffect, useRef } from 'preact/hooks';

export interface MenuItem {
  readonly id: string;
  readonly label: string;
  /** Present: an item that is on or off. */
  readonly checked?: boolean;
  readonly onChoose: () => void;
}

interface Props {
  readonly label: string;
  readonly items: readonly MenuItem[];
  /** Where it was asked for, in pixels of the window; it is moved as far as it must be to fit in. */
  readonly at: { readonly x: number; readonly y: number };
  /** Something was chosen, or Escape, Tab or a click elsewhere ended it. The focus is back where it was. */
  readonly onClose: () => void;
}

/**
 * A menu of actions: arrows, Home, End and first letters move, Enter and Space choose, Escape closes.
 *
 * @see https://www.w3.org/WAI/ARIA/apg/patterns/menubar/
 */
export function Menu({ label, items, at, onClose }: Props) {
  const menu = useRef<HTMLDivElement>(null);
  const before = useRef<Element | null>(null);
  const close = () => {
    const { current } = before;
    onClose();
    if (current instanceof HTMLElement && current.isConnected) current.focus({ preventScroll: true });
  };
  useLayoutEffect(() => {
    before.current = document.activeElement;
    if (menu.current) place(menu.current, at);
    focusItem(menu.current, 0);
  }, []);
  useLayoutEffect(() => {
    const isOutside = (event: Event) => event.target instanceof Node && !menu.current?.contains(event.target);
    const onPointer = (event: Event) => {
      if (isOutside(event)) onClose();
    };
    const onLeave = () => onClose();
    document.addEventListener('pointerdown', onPointer, true);
    window.addEventListener('resize', onLeave);
    return () => {
      document.removeEventListener('pointerdown', onPointer, true);
      window.removeEventListener('resize', onLeave);
    };
  }, []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' || event.key === 'Tab') close();
    else if (!moveFocus(menu.current, event.key)) return;
    event.preventDefault();
    // Neither the list below nor DevTools has anything to do with it.
    event.stopPropagation();
  };
  return (
    <div
      class="menu"
      role="menu"
      aria-label={label}
      tabIndex={-1}
      ref={menu}
      onKeyDown={onKeyDown}
      onContextMenu={(event) => event.preventDefault()}
    >
      {items.map(({ id, label: name, checked, onChoose }) => (
        <button
          key={id}
          type="button"
          role={checked === undefined ? 'menuitem' : 'menuitemcheckbox'}
          {...(checked === undefined ? {} : { 'aria-checked': checked })}
          tabIndex={-1}
          data-action={id}
          onMouseEnter={(event) => event.currentTarget.focus()}
          onClick={() => {
            close();
            onChoose();
          }}
        >
          <span class="menu-check" aria-hidden="true">
            {checked ? '✓' : ''}
          </span>
          {name}
        </button>
      ))}
    </div>
  );
}

/** Below and right of the point where there is room, else on its other side. */
function place(menu: HTMLElement, { x, y }: Props['at']): void {
  const { width, height } = menu.getBoundingClientRect();
  const left = x + width > innerWidth ? Math.max(0, innerWidth - width) : x;
  const top = y + height > innerHeight ? Math.max(0, y - height) : y;
  menu.style.left = `${left}px`;
  menu.style.top = `${top}px`;
}

/** Whether the key is one that moves. */
function moveFocus(menu: HTMLElement | null, key: string): boolean {
  const items = itemsOf(menu);
  const at = items.indexOf(document.activeElement as HTMLElement);
  if (key === 'ArrowDown') focusItem(menu, (at + 1) % items.length);
  else if (key === 'ArrowUp') focusItem(menu, (at - 1 + items.length) % items.length);
  else if (key === 'Home') focusItem(menu, 0);
  else if (key === 'End') focusItem(menu, items.length - 1);
  else if (/^\S$/.test(key)) {
    const later = [...items.slice(at + 1), ...items.slice(0, at + 1)];
    later.find((item) => item.textContent.toLowerCase().replace('✓', '').startsWith(key.toLowerCase()))?.focus();
  } else return false;
  return true;
}

function focusItem(menu: HTMLElement | null, index: number): void {
  itemsOf(menu)[index]?.focus();
}

function itemsOf(menu: HTMLElement | null): readonly HTMLElement[] {
  return [...(menu?.querySelectorAll<HTMLElement>('[role^="menuitem"]') ?? [])];
}
