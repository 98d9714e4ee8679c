/**
 * Runs in the page: milliseconds of so many frames in a row, in each of which something changes. `wheel` scrolls by a notch
 * of 120 pixels, `scrollbar` by a third of the list.
 */
export async function frames(kind: string, count: number): Promise<number[]> {
  const list = document.querySelector('.timeline-rows') as HTMLElement;
  document.querySelector<HTMLElement>('[data-trace-id][tabindex="0"]')?.focus();
  const small = document.createElement('div');
  small.style.cssText = 'position:fixed;bottom:0;left:0;height:1px;background:red';
  if (kind === 'small') document.body.append(small);
  const act = (index: number) => {
    if (kind === 'small') small.style.width = `${1 + (index % 2)}px`;
    else if (kind === 'wheel') list.scrollTop += 120;
    else if (kind === 'scrollbar') list.scrollTop += 260;
    else if (kind === 'arrows') {
      const event = new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true, cancelable: true });
      (document.activeElement ?? document.body).dispatchEvent(event);
    }
  };
  const times: number[] = [];
  let last = await new Promise<number>((resolve) => requestAnimationFrame(resolve));
  for (let index = 0; index < count; index += 1) {
    act(index);
    const now = await new Promise<number>((resolve) => requestAnimationFrame(resolve));
    times.push(now - last);
    last = now;
  }
  small.remove();
  return times;
}

/** Runs in the page: milliseconds of the frames of a second in which nothing happens. */
export async function idleFrames(): Promise<number[]> {
  const times: number[] = [];
  let last = performance.now();
  const end = last + 1000;
  while (last < end) {
    const now = await new Promise<number>((resolve) => requestAnimationFrame(resolve));
    times.push(now - last);
    last = now;
  }
  return times;
}
