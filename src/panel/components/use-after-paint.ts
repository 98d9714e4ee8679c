import { useLayoutEffect } from 'preact/hooks';
import { afterPaint } from '../after-paint.ts';

/** Does the rest of the work when what is there now has been painted, if `isSomethingLeft` for then. */
export function useAfterPaint(isSomethingLeft: boolean, rest: () => void): void {
  useLayoutEffect(() => (isSomethingLeft ? afterPaint(rest) : undefined));
}
