import { type Ask, ask, type CaseHop, type OracleCase, type RawAnswer } from './case.ts';

/**
 * Makes a failing case as small as it gets: of all cases that are one step simpler, the first that still fails is taken,
 * until none does. `failing` runs many cases at once and returns those that fail.
 */
export async function shrink(
  one: OracleCase,
  failing: (cases: readonly OracleCase[]) => Promise<readonly OracleCase[]>,
): Promise<OracleCase> {
  let smallest = one;
  for (;;) {
    const [simpler] = await failing(simplerCases(smallest));
    if (!simpler) return smallest;
    smallest = simpler;
  }
}

/** Every case that is one step simpler, the greatest steps first. Empty when there is nothing left to leave out. */
function simplerCases(one: OracleCase): readonly OracleCase[] {
  const [first, ...more] = one.asks;
  const { plain, ...trusted } = one;
  return [
    ...(plain ? [trusted] : []),
    ...fewerHops(one),
    ...simplerAsks(first).map((simpler): OracleCase => ({ ...one, asks: [simpler, ...more] })),
    ...one.hops.flatMap((hop, index) => simplerHops(hop).map((simpler) => withHop(one, index, simpler))),
  ];
}

function withHop(one: OracleCase, at: number, hop: CaseHop): OracleCase {
  const [first, ...more] = one.hops.map((old, index) => (index === at ? hop : old));
  return first ? { ...one, hops: [first, ...more] } : one;
}

/** The last hop left out; the one before it then answers for good. */
function fewerHops(one: OracleCase): readonly OracleCase[] {
  const [first, ...more] = one.hops.slice(0, -1);
  if (!first) return [];
  const shorter: OracleCase = { ...one, hops: [first, ...more] };
  const last = shorter.hops.length - 1;
  const hop = shorter.hops[last];
  const answer = hop && [hop.actual].flat()[0];
  if (!hop || !answer || 'end' in answer) return [];
  const lines = answer.lines.filter((line) => !line.startsWith('Location:'));
  return [withHop(shorter, last, { ...hop, actual: { status: '200 OK', lines } })];
}

function simplerAsks(one: Ask): readonly Ask[] {
  const plain = ask();
  const keys = [
    'api',
    'from',
    'keepalive',
    'cache',
    'redirect',
    'mode',
    'credentials',
    'body',
    'uploadListener',
  ] as const;
  const simpler = keys.filter((key) => one[key] !== plain[key]).map((key): Ask => ({ ...one, [key]: plain[key] }));
  const methods = ['GET', 'POST', 'PUT'].filter((method) => method < one.method && method.length <= one.method.length);
  return [
    ...simpler,
    ...methods.map((method): Ask => ({ ...one, method, body: method === 'GET' ? null : one.body })),
    ...one.headers.map((_, at): Ask => ({ ...one, headers: one.headers.filter((_header, index) => index !== at) })),
    ...one.headers
      .filter(([name]) => name !== 'X-Test' && !one.headers.some(([other]) => other === 'X-Test'))
      .map((header): Ask => ({ ...one, headers: one.headers.map((old) => (old === header ? ['X-Test', '1'] : old)) })),
  ];
}

function simplerHops(hop: CaseHop): readonly CaseHop[] {
  const { preflight, actual } = hop;
  const { preflight: _, ...without } = hop;
  return [
    ...(preflight ? [without] : []),
    ...(preflight && 'status' in preflight
      ? simplerAnswers(preflight).map((answer) => ({ ...hop, preflight: answer }))
      : []),
    ...('status' in actual ? simplerAnswers(actual).map((answer) => ({ ...hop, actual: answer })) : []),
    ...(hop.at === 'U' || hop.at === 'S' ? [{ ...hop, at: 'T' }] : []),
  ];
}

function simplerAnswers(answer: RawAnswer): readonly RawAnswer[] {
  if ('end' in answer) return answer.end === 'reset' ? [{ end: 'close' }] : [];
  const { status, lines } = answer;
  const redirects = lines.some((line) => line.startsWith('Location:'));
  return [
    ...(status === '200 OK' || redirects ? [] : [{ ...answer, status: '200 OK' }]),
    ...lines.flatMap((line, at) =>
      line.startsWith('Location:') ? [] : [{ ...answer, lines: lines.filter((_, index) => index !== at) }],
    ),
    ...lines.flatMap((line, at) => simplerLines(line).map((text) => ({ ...answer, lines: lines.with(at, text) }))),
  ];
}

const PLAIN_VALUES: readonly (readonly [name: string, values: readonly string[]])[] = [
  ['Access-Control-Allow-Origin', ['*', '{O}']],
  ['Access-Control-Allow-Credentials', ['true']],
  ['Access-Control-Allow-Methods', ['*']],
  ['Access-Control-Allow-Headers', ['*']],
];

/** The line with one of the values that raise no questions. Those that have one already stay. */
function simplerLines(line: string): readonly string[] {
  const [name, values] = PLAIN_VALUES.find(([prefix]) => line.toLowerCase().startsWith(prefix.toLowerCase())) ?? [];
  if (name === undefined || values === undefined) return [];
  const plain = values.map((value) => `${name}: ${value}`);
  return plain.slice(0, plain.includes(line) ? plain.indexOf(line) : plain.length);
}
