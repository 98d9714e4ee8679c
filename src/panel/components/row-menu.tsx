import type { AnalyzedTrace } from '../../analyzer/report.ts';
import { copyText } from '../../ui/clipboard.ts';
import { Menu } from '../../ui/menu.tsx';
import { rowActions } from '../row-actions.ts';
import type { PanelState } from '../state.ts';

interface Props {
  readonly analyzed: AnalyzedTrace;
  readonly at: { readonly x: number; readonly y: number };
  readonly state: PanelState;
  readonly onClose: () => void;
}

/** What can be done with one request, where it was asked for. */
export function RowMenu({ analyzed, at, state, onClose }: Props) {
  const copy = async (text: string | Promise<string>, what: string) => {
    const copied = await copyText(await text).catch(() => false);
    state.actions.say(copied ? `Copied: ${what}` : `Could not copy: ${what}`);
  };
  const items = rowActions(analyzed, state, (text, what) => void copy(text, what));
  return <Menu label="Request" items={items} at={at} onClose={onClose} />;
}
