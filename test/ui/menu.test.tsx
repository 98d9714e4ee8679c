// @vitest-environment happy-dom
import { render } from 'preact';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Menu, type MenuItem } from '../../src/ui/menu.tsx';

beforeEach(() => {
  document.body.innerHTML = '<button id="opener">Open</button><div id="root"></div>';
  find('#opener').focus();
});
afterEach(() => {
  render(null, find('#root'));
  document.body.innerHTML = '';
});

function find(selector: string): HTMLElement {
  const element = document.querySelector<HTMLElement>(selector);
  if (!element) throw new Error(`${selector} is not in the document`);
  return element;
}

/** The menu as its owners use it: it is taken away when it says that it is closed. */
function open(at = { x: 10, y: 20 }) {
  const onClose = vi.fn(() => render(null, find('#root')));
  const chosen: string[] = [];
  const item = (id: string, label: string, checked?: boolean): MenuItem => ({
    id,
    label,
    ...(checked === undefined ? {} : { checked }),
    onChoose: () => chosen.push(id),
  });
  const items = [item('copy', 'Copy'), item('filter', 'Filter'), item('mine', 'Not my server', true)];
  render(<Menu label="Request" items={items} at={at} onClose={onClose} />, find('#root'));
  return { chosen, onClose };
}

function press(key: string): KeyboardEvent {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true });
  (document.activeElement ?? document.body).dispatchEvent(event);
  return event;
}

const focused = () => document.activeElement?.getAttribute('data-action') ?? document.activeElement?.id;

test('is a named menu with its first item focused, and items that say whether they are on', () => {
  open();
  expect(find('[role="menu"]').getAttribute('aria-label')).toBe('Request');
  expect(focused()).toBe('copy');
  const roles = [...document.querySelectorAll('[data-action]')].map((item) => [
    item.getAttribute('role'),
    item.getAttribute('aria-checked'),
  ]);
  expect(roles).toEqual([
    ['menuitem', null],
    ['menuitem', null],
    ['menuitemcheckbox', 'true'],
  ]);
});

test('arrows go round, Home and End to the ends, a letter to the next item that begins with it', () => {
  open();
  const visited = ['ArrowDown', 'ArrowUp', 'ArrowUp', 'ArrowDown', 'End', 'Home', 'n', 'f', 'x'].map((key) => {
    press(key);
    return focused();
  });
  expect(visited).toEqual(['filter', 'copy', 'mine', 'copy', 'mine', 'copy', 'mine', 'filter', 'filter']);
});

test('a choice closes it first, gives the focus back, and is made once', () => {
  const { chosen, onClose } = open();
  find('[data-action="filter"]').click();
  expect(chosen).toEqual(['filter']);
  expect(onClose).toHaveBeenCalledTimes(1);
  expect(document.activeElement?.id).toBe('opener');
  expect(document.querySelector('[role="menu"]')).toBeNull();
});

test.each(['Escape', 'Tab'])('%s closes it without a choice, gives the focus back, and reaches nothing else', (key) => {
  const outside = vi.fn();
  document.body.addEventListener('keydown', outside);
  const { chosen, onClose } = open();
  const event = press(key);
  document.body.removeEventListener('keydown', outside);
  expect(onClose).toHaveBeenCalledTimes(1);
  expect(chosen).toEqual([]);
  expect(document.activeElement?.id).toBe('opener');
  expect(event.defaultPrevented).toBe(true);
  expect(outside).not.toHaveBeenCalled();
});

test('a press beside it closes it and leaves the focus to what was pressed; one inside does not', () => {
  const { onClose } = open();
  find('[data-action="copy"]').dispatchEvent(new Event('pointerdown', { bubbles: true }));
  expect(onClose).not.toHaveBeenCalled();
  document.body.dispatchEvent(new Event('pointerdown', { bubbles: true }));
  expect(onClose).toHaveBeenCalledTimes(1);
});

test('other keys are left to whoever listens', () => {
  open();
  expect(press('F5').defaultPrevented).toBe(false);
});

test('where there is no room it opens to the other side of the point, inside the window', () => {
  const box = vi
    .spyOn(HTMLElement.prototype, 'getBoundingClientRect')
    .mockReturnValue({ width: 150, height: 100 } as DOMRect);
  open({ x: innerWidth - 10, y: innerHeight - 10 });
  box.mockRestore();
  const { left, top } = find('[role="menu"]').style;
  expect([left, top]).toEqual([`${innerWidth - 150}px`, `${innerHeight - 110}px`]);
});
