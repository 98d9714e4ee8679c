/** A stretch of one of two compared strings. */
export interface Stretch {
  readonly text: string;
  readonly differs: boolean;
}

export interface Difference {
  readonly left: readonly Stretch[];
  readonly right: readonly Stretch[];
  /** Parts of an origin or URL that differ, in order, for a caption: "port", "trailing slash". */
  readonly named: readonly string[];
}

interface Part {
  readonly name: string;
  readonly text: string;
}

const PARTS = /^([^:/?#]*:\/\/)([^/?#:]*|\[[^\]]*\])(:[^/?#]*)?([^?#]*)(.*)$/s;

/**
 * Compares two origins or URLs part by part. Schemes and ports are marked whole, because a marked `5` in `5173` helps
 * nobody; within hosts and paths only the characters that differ are marked. Values that are not URLs are compared as text.
 */
export function differenceOf(left: string, right: string): Difference {
  const leftParts = partsOf(left);
  const rightParts = partsOf(right);
  if (!leftParts || !rightParts) return wholeDifference(left, right);
  const marked = leftParts.map((part, index) => {
    const other = rightParts[index] ?? { name: part.name, text: '' };
    const whole = part.name === 'scheme' || part.name === 'port';
    return { name: part.name, left: part.text, right: other.text, ...marks(part.text, other.text, whole) };
  });
  return {
    left: joined(marked.flatMap((part) => part.leftStretches)),
    right: joined(marked.flatMap((part) => part.rightStretches)),
    named: marked.filter((part) => part.left !== part.right).map(captionOf),
  };
}

function partsOf(value: string): readonly Part[] | undefined {
  const match = PARTS.exec(value);
  if (!match) return undefined;
  const [, scheme = '', host = '', port = '', path = '', query = ''] = match;
  return [
    { name: 'scheme', text: scheme },
    { name: 'host', text: host },
    { name: 'port', text: port },
    { name: 'path', text: path },
    { name: 'query', text: query },
  ];
}

function captionOf(part: { name: string; left: string; right: string }): string {
  if (part.name === 'path' && (part.left === `${part.right}/` || part.right === `${part.left}/`)) {
    return 'trailing slash';
  }
  if (part.name === 'host' && part.left.toLowerCase() === part.right.toLowerCase()) return 'letter case of the host';
  return part.name;
}

function wholeDifference(left: string, right: string): Difference {
  const { leftStretches, rightStretches } = marks(left, right, false);
  return { left: joined(leftStretches), right: joined(rightStretches), named: left === right ? [] : ['value'] };
}

function marks(left: string, right: string, whole: boolean) {
  if (left === right) return { leftStretches: [plain(left)], rightStretches: [plain(right)] };
  if (whole) return { leftStretches: wholly(left, right), rightStretches: wholly(right, left) };
  const shortest = Math.min(left.length, right.length);
  let head = 0;
  while (head < shortest && left[head] === right[head]) head += 1;
  let tail = 0;
  while (tail < shortest - head && left.at(-1 - tail) === right.at(-1 - tail)) tail += 1;
  return { leftStretches: split(left, head, tail), rightStretches: split(right, head, tail) };
}

/** A port without its colon when both sides have one. */
function wholly(text: string, other: string): readonly Stretch[] {
  const colon = text.startsWith(':') && other.startsWith(':') ? 1 : 0;
  return [plain(text.slice(0, colon)), differing(text.slice(colon))];
}

function split(text: string, head: number, tail: number): readonly Stretch[] {
  const end = text.length - tail;
  return [plain(text.slice(0, head)), differing(text.slice(head, end)), plain(text.slice(end))];
}

function joined(stretches: readonly Stretch[]): readonly Stretch[] {
  const out: Stretch[] = [];
  for (const stretch of stretches) {
    const last = out.at(-1);
    if (stretch.text === '') continue;
    if (last && last.differs === stretch.differs) out[out.length - 1] = { ...last, text: last.text + stretch.text };
    else out.push(stretch);
  }
  return out;
}

function plain(text: string): Stretch {
  return { text, differs: false };
}

function differing(text: string): Stretch {
  return { text, differs: true };
}
