import type { TraceJson } from '../../src/analyzer/report-json.ts';
import type { Ask, CaseHop, OracleCase, Placed, RawAnswer } from './case.ts';
import { type FirefoxSaid, isNamelessAsk } from './firefox.ts';
import type { AskOutcome, Grade } from './grade.ts';

/**
 * As for Chromium, and `hidden-input`: an input that Firefox keeps from extensions and that is on the list below decided
 * otherwise than what is visible.
 */
export type FirefoxGrade = Grade | 'hidden-input';

export interface GradedInFirefox {
  readonly grade: FirefoxGrade;
  /** What differs, for people. Empty when nothing does. */
  readonly difference: string;
  /** Name of the hidden input. */
  readonly hidden?: string;
}

/** One request with what everybody says about it. */
interface Asked {
  readonly ask: Ask;
  readonly placed: Placed;
  readonly outcome: AskOutcome;
  readonly said: FirefoxSaid;
  readonly reported: TraceJson | undefined;
  /** Whether it crossed origins. */
  readonly left: boolean;
}

/** A case that was run, as far as it is compared. */
export interface Comparable {
  readonly placed: Placed;
  /** Per ask. */
  readonly outcomes: readonly AskOutcome[];
  /** Per ask; of concurrent asks in no particular order. */
  readonly said: readonly FirefoxSaid[];
  /** In the order in which the requests began. */
  readonly reported: readonly TraceJson[];
  /** Whether it crossed origins. */
  readonly left: boolean;
}

/** Something that decides in Firefox and that no extension can see there. Each of them is told in docs/limits.md. */
interface HiddenInput {
  readonly name: string;
  /** Only with this in the game, which the table of cases leaves out. */
  readonly needs?: 'other-extension';
  /** Whether the request has it, and whether what Firefox says is what it does with it. */
  explains(asked: Asked): boolean;
}

const TOO_MANY = 'CORSMultipleAllowOriginNotAllowed';
const NOT_MATCHING = 'CORSAllowOriginNotMatchingOrigin';

export const HIDDEN_INPUTS: readonly HiddenInput[] = [
  {
    // Events show the other line alone, or the two with nothing after the comma.
    name: 'an empty Access-Control-Allow-Origin line beside another one',
    explains: ({ placed, said }) =>
      (said.category === TOO_MANY || said.category === NOT_MATCHING) &&
      allowOriginLines(placed.case).some((lines) => lines.length > 1 && lines.includes('')),
  },
  {
    // Events show one line, the values joined with a comma.
    name: 'Access-Control-Allow-Origin lines that are repeated',
    explains: ({ placed, said, reported }) =>
      said.category === TOO_MANY &&
      reported?.cause?.firefox === NOT_MATCHING &&
      allowOriginLines(placed.case).some((lines) => lines.length > 1),
  },
  {
    name: 'the mode of a request that another extension blocks before it is sent',
    needs: 'other-extension',
    explains: ({ said, reported }) =>
      said.category === 'CORSDidNotSucceed' &&
      reported?.blockedBy === 'client' &&
      reported.cause?.firefox === null &&
      reported.hops.every(({ requestHeaders }) => requestHeaders.length === 0),
  },
  {
    name: 'the mode of a POST to a plain http server that fails outside of CORS',
    explains: ({ ask, placed, said, reported }) =>
      hidesMode(ask, placed) &&
      (said.category === 'CORSDidNotSucceed' || said.category === TOO_MANY) &&
      (reported?.blockedBy === 'network' || reported?.blockedBy === 'redirect') &&
      reported.cause?.firefox === null &&
      reported.hops.every(({ preflight }) => preflight === null),
  },
  {
    name: 'the redirect mode, when a preflight is redirected',
    explains: ({ ask, said, reported }) =>
      ask.redirect !== 'follow' &&
      said.category === 'CORSPreflightDidNotSucceed' &&
      reported?.cause?.firefox === 'CORSExternalRedirectNotAllowed',
  },
];

/** Compares the extension's answers with Firefox's own words, ask by ask. */
export function gradesOf(run: Comparable): readonly GradedInFirefox[] {
  const { placed, reported, outcomes, said, left } = run;
  const { asks, concurrent, situation } = placed.case;
  if (concurrent) return gradeAtOnce(run);
  const isOpaque = situation?.kind === 'service-worker' && situation.does === 'opaque';
  return asks.map((ask, index) =>
    grade({
      // What extensions see is the service worker's own request.
      ask: isOpaque ? { ...ask, mode: 'no-cors' } : ask,
      placed,
      outcome: outcomes[index] ?? 'unseen',
      said: said[index] ?? { category: null, all: [], texts: [], began: false },
      reported: reported[index],
      left,
    }),
  );
}

/** Which message belongs to which of the requests is unknown, so they are compared as a whole. */
function gradeAtOnce({ placed, said, reported }: Comparable): readonly GradedInFirefox[] {
  const { asks } = placed.case;
  const sorted = (names: readonly (string | null | undefined)[]) => names.map((name) => name ?? '').sort();
  const expected = sorted(said.map(({ category }) => category));
  const actual = sorted(asks.map((_, index) => reported[index]?.cause?.firefox));
  if (reported.length === expected.length && JSON.stringify(expected) === JSON.stringify(actual))
    return asks.map(() => right('exact'));
  const difference = `the report says ${JSON.stringify(actual)}; Firefox says ${JSON.stringify(expected)}`;
  return asks.map(() => ({ grade: 'wrong-reason', difference }));
}

function grade(asked: Asked): GradedInFirefox {
  const { reported, said } = asked;
  if (!reported) return gradeUntraced(asked);
  const found = said.category === null ? gradeOutcome(asked, reported) : gradeReason(asked, reported);
  if (!isWrongInFirefox(found)) return found;
  const kind = asked.placed.case.situation?.kind;
  const possible = HIDDEN_INPUTS.filter(({ needs }) => needs === undefined || needs === kind);
  const hidden = possible.find((input) => input.explains(asked))?.name;
  return hidden === undefined ? found : { ...found, grade: 'hidden-input', hidden };
}

export function isWrongInFirefox({ grade: name }: GradedInFirefox): boolean {
  return name === 'wrong-outcome' || name === 'wrong-reason' || name === 'missing-trace';
}

function right(name: FirefoxGrade): GradedInFirefox {
  return { grade: name, difference: '' };
}

function wrong(name: FirefoxGrade, asked: Asked): GradedInFirefox {
  return { grade: name, difference: `${sayReport(asked.reported)}; ${sayFirefox(asked)}` };
}

/** Without a request there is no event; within the page's own origin there is nothing to tell. */
function gradeUntraced(asked: Asked): GradedInFirefox {
  if (!asked.said.began || isNamelessAsk(asked.ask, asked.placed.case)) return right('unobservable');
  const nothingToTell = !asked.left && asked.said.category === null;
  return nothingToTell ? right('exact') : wrong('missing-trace', asked);
}

function gradeReason(asked: Asked, reported: TraceJson): GradedInFirefox {
  const { cause, candidates, verdict } = reported;
  if (leavesModeOpen(asked, reported)) return right('pair');
  const names = candidates.map(({ firefox }) => firefox);
  if (candidates.length === 0 && verdict === 'blocked' && cause?.firefox === asked.said.category) return right('exact');
  if (names.includes(asked.said.category) && hidesCredentials(asked, reported)) return right('pair');
  return wrong(verdict === 'blocked' ? 'wrong-reason' : 'wrong-outcome', asked);
}

/** Firefox said nothing: the page got it, or something other than CORS kept it away. */
function gradeOutcome(asked: Asked, reported: TraceJson): GradedInFirefox {
  const { ask, outcome } = asked;
  const { verdict, cause, candidates, missing } = reported;
  if (verdict === 'undetermined') {
    if (missing.includes('redirect-mode') && ask.redirect !== 'follow') return right('pair');
    if (leavesModeOpen(asked, reported)) return right('pair');
    const among = candidates.some(({ firefox }) => firefox === null);
    return among && hidesCredentials(asked, reported) ? right('pair') : wrong('wrong-outcome', asked);
  }
  if (cause !== null && cause.firefox !== null) return wrong('wrong-reason', asked);
  const possible = outcome === 'failed' ? ['blocked', 'not-cors', 'opaque'] : ['allowed', 'not-cors', 'opaque'];
  return !tellsByOutcome(ask) || possible.includes(verdict) ? right('exact') : wrong('wrong-outcome', asked);
}

function leavesModeOpen({ ask, placed }: Asked, { verdict, missing }: TraceJson): boolean {
  return hidesMode(ask, placed) && verdict === 'undetermined' && missing.includes('request-mode');
}

/** A server that is not told the mode gets an Origin header with every POST, in mode no-cors too. */
function hidesMode({ method }: Ask, placed: Placed): boolean {
  return placed.case.plain === true && method !== 'GET' && method !== 'HEAD';
}

/** Elements and EventSource fail for what is in a response too, and so does fetch() that compares its digest. */
function tellsByOutcome({ api, integrity }: Ask): boolean {
  return (api === 'fetch' && integrity === null) || api === 'xhr' || api === 'xhr-sync';
}

/**
 * Whether the credentials mode really could not be observed. It shows in requests that go to another site from the start
 * and in preflights that go to one, if they belong to a document; those of workers and with keepalive do not.
 */
function hidesCredentials({ ask, placed }: Asked, { credentials, hops }: TraceJson): boolean {
  const { case: one, origins } = placed;
  if (credentials.value !== null) return false;
  if (one.plain || ask.from === 'worker' || ask.keepalive) return true;
  if (ask.from === 'sandboxed-frame') return false;
  const home = new URL(origins.O).hostname;
  return hops.every(({ url, preflight, requestHeaders }, index) => {
    // Another extension may redirect what was not sent yet.
    const tells = preflight !== null || (index === 0 && requestHeaders.length > 0);
    return !tells || new URL(url).hostname === home;
  });
}

/** The values of the `Access-Control-Allow-Origin` lines of every answer of a case. */
function allowOriginLines({ hops }: OracleCase): readonly (readonly string[])[] {
  return hops.flatMap(answersOf).map((answer) =>
    'end' in answer
      ? []
      : answer.lines
          // A line break that no space follows begins another line.
          .flatMap((line) => line.split(/\r\n(?![ \t])/))
          .filter((line) => line.toLowerCase().startsWith('access-control-allow-origin:'))
          .map((line) => line.slice(line.indexOf(':') + 1).trim()),
  );
}

function answersOf({ preflight, actual }: CaseHop): readonly RawAnswer[] {
  return [...(preflight ? [preflight].flat() : []), ...[actual].flat()];
}

function sayFirefox({ said, outcome }: Asked): string {
  return `Firefox says ${said.all.length === 0 ? 'nothing' : said.all.join(', ')}, the page: ${outcome}`;
}

function sayReport(reported: TraceJson | undefined): string {
  if (!reported) return 'there is no trace';
  const { verdict, blockedBy, cause, candidates, missing, credentials } = reported;
  const names = [cause, ...candidates].map((one) => one?.firefox ?? 'no name');
  return ['the report says', verdict, blockedBy ?? '', ...names, `credentials ${credentials.value}`, ...missing].join(
    ' ',
  );
}
