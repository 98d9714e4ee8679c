// biome-ignore-all lint/a11y/useSemanticElements: a list of ten thousand rows is windowed, which table elements do not allow.
// biome-ignore-all lint/a11y/useFocusableInteractive: in this grid the rows of requests take the focus, cells do not.
import { Component, render } from 'preact';
import { StatusIcon } from '../../ui/status-icon.tsx';
import { type RowProps, type RowWord, rowWords } from '../row-words.ts';
import { drawBar } from '../waterfall-bar.ts';
import { areOtherProps } from './memo.ts';
import { ROW_HEIGHT } from './use-row-window.ts';

/** In which element of a row which word stands: as an attribute, or as its `text`. */
const PLACES: Readonly<Record<string, Readonly<Record<string, RowWord>>>> = {
  ':scope': {
    'aria-rowindex': 'rowIndex',
    'aria-level': 'level',
    'aria-selected': 'selected',
    tabindex: 'tabIndex',
    'data-key': 'id',
    'data-trace-id': 'id',
    'data-verdict': 'verdict',
    'data-rule': 'rule',
    'data-status': 'status',
  },
  '.status-icon': { 'data-status': 'status', 'aria-label': 'statusName' },
  '.status-icon path': { d: 'statusShape' },
  '.cell-code': { text: 'code' },
  '.cell-method': { text: 'method', title: 'methodTitle' },
  '.cell-name': { title: 'url', 'data-cut': 'isCut' },
  '.url-path': { text: 'path' },
  '.url-path-end': { text: 'pathEnd' },
  '.url-query': { text: 'query' },
  '.cell-server': { text: 'server', title: 'serverTitle' },
  '.turn': { text: 'turnName', 'data-turn': 'turn' },
  '.cell-cause': { title: 'causeTitle' },
  '.cause-words': { text: 'cause' },
  '.bar': { title: 'barTitle', 'aria-label': 'barName' },
};

/**
 * One fetch: preflight, redirects and the request itself are one row. Ten rows come into view with every frame of a fast
 * scroll: so a row is a copy of one template, and afterwards only those words in it are changed that differ.
 */
export class TraceRow extends Component<RowProps> {
  #row: HTMLElement | null = null;
  #places: readonly Place[] = [];
  #words: Partial<Record<RowWord, string | null>> = {};

  override componentDidMount(): void {
    const row = this.#row;
    if (!row) return;
    row.append(cells().cloneNode(true));
    this.#places = placesIn(row);
    this.#show(row, this.props);
  }

  override shouldComponentUpdate(next: Readonly<RowProps>): boolean {
    if (this.#row && areOtherProps(next, this.props)) this.#show(this.#row, next);
    return false;
  }

  override render() {
    const keep = (row: HTMLElement | null) => {
      this.#row = row;
    };
    return <div class="trace-row" role="row" ref={keep} />;
  }

  #show(row: HTMLElement, props: RowProps): void {
    const words = rowWords(props);
    for (const { element, as, word } of this.#places) {
      if (words[word] !== this.#words[word]) put(element, as, words[word]);
    }
    row.style.top = `${props.index * ROW_HEIGHT}px`;
    drawBar(row.querySelector('.bar') as HTMLElement, props.analyzed, props.scale);
    this.#words = words;
  }
}

interface Place {
  readonly element: Element;
  /** Name of an attribute, or `text`. */
  readonly as: string;
  readonly word: RowWord;
}

function placesIn(row: HTMLElement): readonly Place[] {
  return Object.entries(PLACES).flatMap(([at, words]) => {
    const element = at === ':scope' ? row : (row.querySelector(at) as Element);
    return Object.entries(words).map(([as, word]) => ({ element, as, word }));
  });
}

function put(element: Element, as: string, word: string | null): void {
  if (as === 'text') (element.firstChild ?? element.appendChild(new Text())).nodeValue = word;
  else if (word === null) element.removeAttribute(as);
  else element.setAttribute(as, word);
}

let copied: DocumentFragment | undefined;

/** The cells of a row that says nothing yet. */
function cells(): DocumentFragment {
  if (copied) return copied;
  copied = document.createDocumentFragment();
  render(
    <>
      <span role="gridcell" class="cell-status">
        <StatusIcon status="pending" />
        <span class="cell-code" />
      </span>
      <span role="gridcell" class="cell-method" />
      <span role="gridcell" class="cell-name">
        <span class="url-path" />
        <span class="url-path-end" />
        <span class="url-query" />
      </span>
      <span role="gridcell" class="cell-server" />
      <span role="gridcell" class="cell-cause">
        <b class="turn" />
        <span class="cause-words" />
      </span>
      <span role="gridcell" class="cell-time bar" />
    </>,
    copied,
  );
  return copied;
}
