import { elided } from './elided.ts';
import type { Lane, Message, Sequence } from './sequence.ts';

/** Lengths are CSS pixels; the origin is the upper left corner. */
export interface SequenceLayout {
  readonly width: number;
  readonly height: number;
  /** Of the boxes that bear the names, and of where the lines below them end. */
  readonly boxHeight: number;
  readonly lanes: readonly PlacedLane[];
  readonly messages: readonly PlacedMessage[];
}

export interface PlacedLane {
  readonly lane: Lane;
  /** The middle, where the line is. */
  readonly x: number;
  readonly boxWidth: number;
  /** The name as it fits the box. */
  readonly name: string;
}

export interface PlacedMessage {
  readonly message: Message;
  /** Height of the line. */
  readonly y: number;
  readonly fromX: number;
  /** Where the line ends: before the lane when nothing arrived there. */
  readonly toX: number;
  readonly label: PlacedText;
  /** The mark under the line of the message that broke the fetch. */
  readonly mark: (PlacedText & { readonly signX: number }) | null;
  /** What takes pointer and focus: the whole breadth between the lanes. */
  readonly area: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
}

export interface PlacedText {
  readonly x: number;
  readonly y: number;
  readonly text: string;
}

const BOX_HEIGHT = 22;
const MOST_BOX_WIDTH = 170;
const BOX_GAP = 8;
/** Breadth of a character of the code font at the size of labels, a little more than measured. */
const CHARACTER = 6.7;
const ROW = 30;
const MARK_HEIGHT = 16;
const LABEL_ABOVE = 5;
const LABEL_INDENT = 8;
const SIGN = 14;
const LOST_SHORT_OF = 16;

/** Places lanes and messages in a given breadth. Names and labels lose their middle rather than leave the picture. */
export function sequenceLayout({ lanes, messages }: Sequence, width: number): SequenceLayout {
  const count = Math.max(lanes.length, 2);
  const boxWidth = Math.max(Math.min(MOST_BOX_WIDTH, (width - BOX_GAP * (count - 1)) / count), 20);
  const between = (width - boxWidth) / (count - 1);
  const placed = lanes.map((lane, index): PlacedLane => {
    const fitting = Math.max(Math.floor((boxWidth - 8) / CHARACTER), 3);
    return {
      lane,
      x: round(boxWidth / 2 + index * between),
      boxWidth: round(boxWidth),
      name: elided(lane.name, fitting),
    };
  });
  let y = BOX_HEIGHT;
  const rows = messages.map((message): PlacedMessage => {
    const row = placeMessage(message, placed, y, width);
    y += row.area.height;
    return row;
  });
  return { width, height: y + 8, boxHeight: BOX_HEIGHT, lanes: placed, messages: rows };
}

function placeMessage(message: Message, lanes: readonly PlacedLane[], top: number, width: number): PlacedMessage {
  const fromX = lanes[message.from]?.x ?? 0;
  const arrivesAt = lanes[message.to]?.x ?? 0;
  const toX = message.lost ? arrivesAt - LOST_SHORT_OF : arrivesAt;
  const y = top + ROW - 6;
  const left = Math.min(fromX, toX);
  const right = Math.max(fromX, toX);
  const height = ROW + (message.broke === null ? 0 : MARK_HEIGHT);
  return {
    message,
    y,
    fromX,
    toX,
    label: placeText(message.label, left + LABEL_INDENT, y - LABEL_ABOVE, width),
    mark: message.broke === null ? null : placeMark(message.broke, left + LABEL_INDENT, y + 14, width),
    area: { x: left, y: top + 2, width: Math.max(right - left, width - left), height },
  };
}

/** Begins at `x`, or further left where the text would not fit; never before the left edge. */
function placeText(text: string, x: number, y: number, width: number): PlacedText {
  const needed = [...text].length * CHARACTER;
  const start = Math.max(Math.min(x, width - needed), Math.min(x, width / 3));
  return { x: round(start), y, text: elided(text, Math.max(Math.floor((width - start) / CHARACTER), 3)) };
}

function placeMark(text: string, x: number, y: number, width: number): PlacedText & { readonly signX: number } {
  const placed = placeText(text, x + SIGN, y, width);
  return { ...placed, signX: round(placed.x - SIGN) };
}

function round(value: number): number {
  return Math.round(value * 2) / 2;
}
