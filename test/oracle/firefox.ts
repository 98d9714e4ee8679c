import type { ReportJson, TraceJson } from '../../src/analyzer/report-json.ts';
import type { Observation } from '../../src/analyzer/trace/observation.ts';
import { type FirefoxSession, launchFirefoxWithExtension } from '../support/firefox.ts';
import { waitFor } from '../support/wait-for.ts';
import { type Ask, keyOfUrl, type OracleCase, type Origins, type Placed, place } from './case.ts';
import type { Comparable } from './firefox-grade.ts';
import { type FirefoxTruth, listenForTruth, type TruthEvent } from './firefox-truth.ts';
import type { AskOutcome } from './grade.ts';
import { type OracleServers, PAGE_PATH, type Served, startOracleServers } from './server.ts';
import { holdEnds, observationsByCase } from './stored-observations.ts';

/** What Firefox said about one ask. */
export interface FirefoxSaid {
  /** The first CORS message that gives a reason, without the number at its end; `null`: none. */
  readonly category: string | null;
  /** All of them. */
  readonly all: readonly string[];
  /** The whole messages of that category. */
  readonly texts: readonly string[];
  /** Whether there was a request at all. */
  readonly began: boolean;
}

/** A case that was run in Firefox, with what everybody says about it. */
export interface FirefoxRun extends Comparable {
  /** What reached the servers, oldest first. */
  readonly served: readonly Served[];
  /** Traces that no ask explains. */
  readonly surplus: readonly TraceJson[];
  /** What the extension had stored, in no particular order. */
  readonly observations: readonly Observation[];
}

export interface FirefoxOracle {
  /** Name and version of the browser. */
  readonly version: string;
  readonly origins: Origins;
  readonly plainOrigins: Origins;
  /** Runs the cases, all at the same time. */
  run(cases: readonly OracleCase[]): Promise<readonly FirefoxRun[]>;
  close(): Promise<void>;
}

/** Whether a case has crossed origins, which is when the extension has something to tell about it. */
function leavesHome({ asks, hops }: OracleCase, served: readonly Served[]): boolean {
  const isOpaque = asks.some(({ from }) => from === 'sandboxed-frame');
  return isOpaque || hops[0].at !== 'O' || served.some(({ role }) => role !== 'O');
}

/** A no-cors request of an opaque origin to a server that is not told more: Firefox names neither to extensions. */
export function isNamelessAsk({ from, mode }: Ask, { plain }: OracleCase): boolean {
  return plain === true && from === 'sandboxed-frame' && mode === 'no-cors';
}

/** Starts servers and a Firefox with the extension in it, and opens the page that makes the requests. */
export async function openFirefoxOracle(): Promise<FirefoxOracle> {
  const servers = await startOracleServers();
  const { origins, plainOrigins } = servers;
  const plainHosts = new Set(Object.values(plainOrigins).map((origin) => new URL(origin).hostname));
  const firefox = await launchFirefoxWithExtension({ 'network.dns.localDomains': [...plainHosts].join() });
  const truth = await listenForTruth(firefox, `${origins.T}/fence`);
  const version = await firefox.inBrowser<string>('return [Services.appinfo.name, Services.appinfo.version].join(" ")');
  let batch = 0;
  let opened: Origins | undefined;
  const run = async (cases: readonly OracleCase[], from: Origins) => {
    if (cases.length === 0) return [];
    if (opened !== from) await firefox.open(`${from.O}${PAGE_PATH}`);
    opened = from;
    batch += 1;
    return runBatch({ servers, firefox, truth, origins: from }, cases, `f${batch}`);
  };
  return {
    version,
    origins,
    plainOrigins,
    run: async (cases) => {
      const runs = [
        ...(await run(
          cases.filter(({ plain }) => !plain),
          origins,
        )),
        ...(await run(
          cases.filter(({ plain }) => plain),
          plainOrigins,
        )),
      ];
      return runs.sort((a, b) => cases.indexOf(a.placed.case) - cases.indexOf(b.placed.case));
    },
    close: async () => {
      await firefox.close();
      await servers.close();
    },
  };
}

interface Parts {
  readonly servers: OracleServers;
  readonly firefox: FirefoxSession;
  readonly truth: FirefoxTruth;
  /** Of the servers that the page in front belongs to. */
  readonly origins: Origins;
}

async function runBatch(parts: Parts, cases: readonly OracleCase[], prefix: string): Promise<readonly FirefoxRun[]> {
  const { servers, firefox, truth, origins } = parts;
  const placed = cases.map((one, index) => place(one, `${prefix}-${index}`, origins));
  for (const one of placed) servers.serve(one);
  const rounds = await runRounds(parts, placed);
  const seen = await untilEnded(parts, placed, rounds);
  // What the page was not told of may have ended only now.
  const late = await truth.take();
  const observations = await storedObservations(firefox, seen);
  const runs = placed.map((one): FirefoxRun => {
    const { key } = one;
    const own = rounds.flatMap(({ outcomes, events }) => {
      const asked = outcomes[key];
      return asked === undefined ? [] : [{ asked, events: events.get(key) ?? [] }];
    });
    own.at(-1)?.events.push(...(late.get(key) ?? []));
    return {
      placed: one,
      outcomes: own.flatMap(({ asked }) => asked),
      said: own.flatMap(({ asked, events }) => saidOf(asked.length, events)),
      served: servers.servedFor(key),
      left: leavesHome(one.case, servers.servedFor(key)),
      reported: (seen.get(key) ?? []).slice(0, one.case.asks.length),
      surplus: (seen.get(key) ?? []).slice(one.case.asks.length),
      observations: observations.get(key) ?? [],
    };
  });
  for (const { key } of placed) servers.forget(key);
  await firefox.clearTraces();
  return runs;
}

interface Round {
  /** Of every case that had something to ask in this round. */
  readonly outcomes: Readonly<Record<string, readonly AskOutcome[]>>;
  readonly events: ReadonlyMap<string, TruthEvent[]>;
}

/** Asks of one case that follow each other go into rounds of their own, so that each has its own messages. */
async function runRounds({ firefox, truth }: Parts, placed: readonly Placed[]): Promise<readonly Round[]> {
  const rounds: Round[] = [];
  for (;;) {
    const asking = placed.flatMap(({ key, urls, case: { asks, concurrent = false } }) => {
      const now =
        concurrent && rounds.length === 0 ? asks : concurrent ? [] : asks.slice(rounds.length, rounds.length + 1);
      return now.length === 0 ? [] : [{ key, url: urls[0] ?? '', asks: now, concurrent }];
    });
    if (asking.length === 0) return rounds;
    const outcomes = await firefox.inPage<string>(
      'return window.wrappedJSObject.runCases(JSON.parse(arguments[0])).then((outcomes) => JSON.stringify(outcomes))',
      JSON.stringify(asking),
    );
    rounds.push({ outcomes: JSON.parse(outcomes), events: await truth.take() });
  }
}

/** After a failed preflight there is a message about the request that was not sent, too. It may come first. */
const AFTERMATH = 'CORSDidNotSucceed';

/** What was said about asks that were made at the same time, if they were several. */
function saidOf(asks: number, events: readonly TruthEvent[]): readonly FirefoxSaid[] {
  const messages = events.filter((event) => event.kind === 'message');
  const all = messages.map(({ category }) => category);
  const textsOf = (wanted: string | null) =>
    messages.filter(({ category }) => category === wanted).map(({ text }) => text);
  const began = events.filter(({ kind }) => kind === 'began').length;
  const reasons = all.filter((category) => category !== AFTERMATH);
  const said = (category: string | null, one: number) => ({
    category,
    all,
    texts: textsOf(category),
    began: one < began,
  });
  if (asks === 1) return [said(reasons[0] ?? all[0] ?? null, 0)];
  return Array.from({ length: asks }, (_, index) => said(reasons[index] ?? null, index));
}

/** By case, in the order in which the requests began. */
type Seen = ReadonlyMap<string, readonly TraceJson[]>;

/** Waits until the extension has seen the end of every request that began. */
async function untilEnded(
  { servers, firefox, truth }: Parts,
  placed: readonly Placed[],
  rounds: readonly Round[],
): Promise<Seen> {
  const wanted = placed
    .filter(
      ({ key, case: one }) =>
        leavesHome(one, servers.servedFor(key)) && !one.asks.some((ask) => isNamelessAsk(ask, one)),
    )
    .map(({ key, case: one }) => {
      const events = rounds.flatMap((round) => round.events.get(key) ?? []);
      const began = events.filter(({ kind }) => kind === 'began').length;
      // Firefox puts a prefetch off while something else loads, and then begins it anew.
      return [key, Math.min(began, one.asks.length)] as const;
    });
  let missing: readonly string[] = [];
  await waitFor(
    async () => {
      const reply = await firefox.traces();
      const ended = reply.traces.filter(({ outcome }) => outcome.kind === 'completed' || outcome.kind === 'error');
      const urls = ended.map(({ hops }) => hops[0]?.url ?? '');
      const keys = urls.map(keyOfUrl);
      missing = wanted.filter(([key, count]) => keys.filter((one) => one === key).length < count).map(([key]) => key);
      const isLast = urls.includes(truth.lastFence());
      return isLast && ended.length === reply.traces.length && missing.length === 0 && reply;
    },
    () => `the extension to see the end of every request of ${describe(placed, missing)}`,
  );
  return byCase(await firefox.exportReport());
}

function describe(placed: readonly Placed[], keys: readonly string[]): string {
  return placed
    .filter(({ key }) => keys.includes(key))
    .map(({ case: { id, title } }) => `${id} (${title})`)
    .join(', ');
}

function byCase({ traces }: ReportJson): Seen {
  const seen = new Map<string, TraceJson[]>();
  for (const trace of inOrder(traces)) {
    const key = keyOfUrl(trace.url);
    if (key === undefined) continue;
    const known = seen.get(key);
    if (known) known.push(trace);
    else seen.set(key, [trace]);
  }
  return seen;
}

/** Firefox numbers its requests. Their times would not do: several may begin within a millisecond. */
export function inOrder(traces: readonly TraceJson[]): readonly TraceJson[] {
  return traces.toSorted((a, b) => Number(a.id) - Number(b.id));
}

/** Waits until everything is stored: events are kept in memory for a moment. */
async function storedObservations(
  firefox: FirefoxSession,
  seen: Seen,
): Promise<ReadonlyMap<string, readonly Observation[]>> {
  return waitFor(async () => {
    const stored = observationsByCase(
      await firefox.inExtension<Record<string, unknown>>('return browser.storage.session.get(null)'),
    );
    const isWhole = [...seen].every(([key, traces]) =>
      holdEnds(
        stored.get(key) ?? [],
        traces.map(({ id }) => id),
      ),
    );
    return isWhole && stored;
  }, 'the extension to store what it has seen');
}
