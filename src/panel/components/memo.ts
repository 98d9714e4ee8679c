import { Component, type ComponentChildren, type FunctionComponent } from 'preact';

/**
 * Renders again only when a prop changed by identity: what keeps thousands of updates from touching every row. The view is
 * part of this component, not another one below it.
 */
export function memo<P extends object>(view: (props: P) => ComponentChildren): FunctionComponent<P> {
  class Memo extends Component<P> {
    override shouldComponentUpdate(next: Readonly<P>): boolean {
      return areOtherProps(next, this.props);
    }
    override render() {
      return view(this.props);
    }
  }
  return Memo as unknown as FunctionComponent<P>;
}

/** Whether one of them is another value than before. */
export function areOtherProps<P extends object>(next: Readonly<P>, before: Readonly<P>): boolean {
  const keys = Object.keys(next) as (keyof P)[];
  return keys.some((key) => next[key] !== before[key]);
}
