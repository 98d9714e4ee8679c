import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReportJson, TraceJson } from '../../src/analyzer/report-json.ts';
import type { Observation } from '../../src/analyzer/trace/observation.ts';
import { type FirefoxSession, launchFirefoxWithExtension } from '../support/firefox.ts';
import type { Preferences } from '../support/firefox-process.ts';
import { waitFor } from '../support/wait-for.ts';
import { type Ask, keyOfUrl, type OracleCase, type Origins, type Placed, place } from './case.ts';
import type { Comparable } from './firefox-grade.ts';
import { type FirefoxTruth, listenForTruth, type TruthEvent } from './firefox-truth.ts';
import type { AskOutcome } from './grade.ts';
import { type OracleServers, PAGE_PATH, type Served, startOracleServers } from './server.ts';
import { keyEnding, originsAt, pageAt, publicPorts, type Where, whereOf, writeOtherExtension } from './situations.ts';
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
  /** The browser, with the page in front that made the last requests. */
  readonly firefox: FirefoxSession;
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

/**
 * Starts servers and a Firefox with the extension in it. `situations`: also make it possible to run these cases, which need
 * another extension and a network of their own.
 */
export async function openFirefoxOracle(situations?: readonly OracleCase[]): Promise<FirefoxOracle> {
  const servers = await startOracleServers();
  const { origins, plainOrigins } = servers;
  const plainHosts = new Set(Object.values(plainOrigins).map((origin) => new URL(origin).hostname));
  const firefox = await launchFirefoxWithExtension({
    'network.dns.localDomains': [...plainHosts].join(),
    ...(situations ? preferencesOf(servers) : {}),
  });
  const folder = await mkdtemp(join(tmpdir(), 'oracle-'));
  if (situations) await installOther(firefox, await writeOtherExtension(folder, situations, servers));
  // A page that the browser takes for one of the internet may ask the server of U only.
  const fence = new URL('/fence', origins.U);
  fence.hostname = 'fence.localhost';
  const truth = await listenForTruth(firefox, fence.href);
  const version = await firefox.inBrowser<string>('return [Services.appinfo.name, Services.appinfo.version].join(" ")');
  let batch = 0;
  let opened: Place | undefined;
  const run = async (cases: readonly OracleCase[], where: Place) => {
    if (cases.length === 0) return [];
    if (opened !== where) await openPage(firefox, servers, where);
    opened = where;
    batch += 1;
    const from = where === 'plain' ? plainOrigins : originsAt(where, servers);
    return runBatch({ servers, firefox, truth, origins: from }, cases, `f${batch}`);
  };
  return {
    version,
    origins,
    plainOrigins,
    run: async (cases) => {
      const runs: FirefoxRun[] = [];
      for (const where of new Set(cases.map(placeOf))) {
        const own = cases.filter((one) => placeOf(one) === where);
        runs.push(...(await run(own, where)));
      }
      return runs.sort((a, b) => cases.indexOf(a.placed.case) - cases.indexOf(b.placed.case));
    },
    firefox,
    close: async () => {
      await firefox.close();
      await servers.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

type Place = Where | 'plain';

function placeOf(one: OracleCase): Place {
  return one.plain ? 'plain' : whereOf(one);
}

/** Opens the page that makes the requests there, controlled by a service worker if that is what it is about. */
async function openPage(firefox: FirefoxSession, servers: OracleServers, where: Place): Promise<void> {
  const url = where === 'plain' ? `${servers.plainOrigins.O}${PAGE_PATH}` : pageAt(where, servers);
  // A file keeps the place in the network that the page before it had.
  if (where === 'file') await firefox.open(`${servers.origins.O}${PAGE_PATH}`);
  await firefox.open(url);
  if (where !== 'service-worker') return;
  await firefox.inPage(
    `const workers = navigator.serviceWorker;
     const controlled = new Promise((resolve) => workers.addEventListener('controllerchange', resolve));
     return workers.register('/service-worker.js', { scope: arguments[0] }).then(() => controlled).then(() => null);`,
    url,
  );
}

/** Puts the server of `U` into the internet and that of `S` into the local network, to which no page may go. */
function preferencesOf(servers: OracleServers): Preferences {
  const { internet, local } = publicPorts(servers);
  return {
    'network.lna.address_space.public.override': internet,
    'network.lna.address_space.private.override': local,
    'permissions.default.loopback-network': DENY,
    'permissions.default.local-network': DENY,
    // Remote control makes all files one origin, which they are not for users.
    'security.fileuri.strict_origin_policy': true,
  };
}

/** `nsIPermissionManager.DENY_ACTION`: what is not asked is answered with no. */
const DENY = 2;

/** Installs another extension for as long as the browser runs, and waits until its rules apply. */
async function installOther(firefox: FirefoxSession, path: string): Promise<void> {
  await firefox.inBrowser(
    `const { AddonManager } = ChromeUtils.importESModule('resource://gre/modules/AddonManager.sys.mjs');
     const { ExtensionDNR } = ChromeUtils.importESModule('resource://gre/modules/ExtensionDNR.sys.mjs');
     const folder = Cc['@mozilla.org/file/local;1'].createInstance(Ci.nsIFile);
     folder.initWithPath(arguments[0]);
     return AddonManager.installTemporaryAddon(folder)
       .then(({ id }) => ExtensionDNR.ensureInitialized(WebExtensionPolicy.getByID(id).extension))
       .then(() => null);`,
    path,
  );
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
  const placed = cases.map((one, index) => place(one, `${prefix}-${index}${keyEnding(one)}`, origins));
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
      return asked === undefined ? [] : [{ asked, events: [...eventsOf(one, events)] }];
    });
    own.at(-1)?.events.push(...eventsOf(one, late));
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

/**
 * What was said about the requests that extensions see of a case. Where a service worker steps in, those are its own; the
 * last message is about that of the page then, if the worker let it down.
 */
function eventsOf({ key, case: { situation } }: Placed, all: Round['events']): readonly TruthEvent[] {
  const events = all.get(key) ?? [];
  if (situation?.kind !== 'service-worker' || situation.does === 'let-be') return events;
  const letDown = events.some(({ kind }) => kind === 'let-down');
  const last = letDown
    ? events.findLast((event) => event.kind === 'message' && event.category === AFTERMATH)
    : undefined;
  return events.filter((event) => event !== last && !(event.kind === 'began' && event.byDocument));
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
    .map((one) => {
      const events = rounds.flatMap((round) => eventsOf(one, round.events));
      const began = events.filter(({ kind }) => kind === 'began').length;
      // Firefox puts a prefetch off while something else loads, and then begins it anew.
      return [one.key, Math.min(began, one.case.asks.length)] as const;
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
