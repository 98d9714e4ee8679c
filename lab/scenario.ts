import type { Router } from 'express';
import type { ServerGuess } from '../src/analyzer/server/server-guess.ts';

/** The origins of a running lab, without a trailing slash. */
export interface LabOrigins {
  /** The lab page: `http://localhost:…`. */
  readonly page: string;
  /** The first API: same site as the page, another port. */
  readonly api: string;
  /** The second API, on `127.0.0.1`: another site for cookies. */
  readonly other: string;
  /** A bare server that gives each scenario a host of its own in place of the `*`. */
  readonly own: string;
  /** An origin with nothing behind it: connections are refused. */
  readonly down: string;
  /** A second page server, which the browser is told to treat as a public address. */
  readonly publicPage: string;
}

/** Where a scenario puts its routes. Each router is mounted at `/<scenario id>` of its server, with nothing before it. */
export interface Backends {
  readonly api: Router;
  readonly other: Router;
  /** A server that nobody else answers for, and that leaves no mark of its own: for showing another software's answers. */
  readonly own: Router;
  readonly page: Router;
  readonly origins: LabOrigins;
}

/** What the page itself could tell about its request. */
export interface Seen {
  readonly outcome: 'read' | 'opaque' | 'failed';
  /** One line for people. */
  readonly text: string;
}

/** What a scenario's `run` gets in the page. URLs end with the scenario's own path. */
export interface PageTools {
  readonly api: string;
  readonly other: string;
  readonly own: string;
  readonly page: string;
  readonly down: string;
  /** Waits for a response, an element or anything else to arrive, and says what the page saw. */
  see(result: Promise<unknown>): Promise<Seen>;
  /** Adds `<tag>` with these properties to the document; settles with its load or error event. */
  load(tag: 'img' | 'script', properties: Record<string, string>): Promise<void>;
  /** Makes the request in a sandboxed frame, whose origin is opaque. */
  seeSandboxed(url: string, init?: RequestInit): Promise<Seen>;
  /** Makes the request in a frame of the public page server. */
  seeFromPublicPage(url: string, init?: RequestInit): Promise<Seen>;
}

export type Verdict = 'allowed' | 'blocked' | 'opaque';

export interface Expectation {
  readonly verdict: Verdict;
  /** The rule of the primary diagnosis; null when nothing is blocked. */
  readonly rule: string | null;
  /** The `CorsError` that Chromium's protocol reports; null when it reports none. */
  readonly chromium: string | null;
  /**
   * The events leave the verdict open until the page itself has told this ("Reload and settle it"); `verdict` and `rule` are
   * what is said then. Before, the verdict is `undetermined`, for want of this fact.
   */
  readonly untilTold?: 'redirect-mode';
  /** What Firefox makes of it, where the engines differ. */
  readonly firefox?: { readonly verdict: Verdict; readonly rule: string | null };
  /** Rules that must be among the further findings. */
  readonly findings?: readonly string[];
  /** The software whose answers the scenario's own server shows. Left out: the lab's Express answers, if anything does. */
  readonly stack?: NonNullable<ServerGuess['stack']>;
}

/** One way for a cross-origin request to go wrong, or right. */
export interface Scenario {
  /** The path of its routes and the stem of its file. */
  readonly id: string;
  readonly cause: Cause;
  readonly title: string;
  /** One sentence: what it shows. */
  readonly shows: string;
  readonly expect: Expectation;
  serve(backends: Backends): void;
  /** Runs in the page: it is sent there as text, so it may use nothing but its argument and the browser's own globals. */
  run(tools: PageTools): Promise<Seen>;
}

/** The groups of the lab page, in order. */
export const CAUSES = {
  missing: 'No Access-Control-Allow-Origin at all',
  error: 'An error hides behind CORS',
  origin: 'The allowed origin is another one',
  options: 'Nobody answers OPTIONS',
  auth: 'Authentication answers the preflight',
  wildcard: 'The wildcard together with credentials',
  headers: 'A request header is not allowed',
  redirect: 'A redirect is in the way',
  twice: 'The header is there twice',
  network: 'No response arrives',
  cookies: 'Cookies and credentials',
  methods: 'The method is not allowed',
  cache: 'The cache remembers the wrong answer',
  expose: 'A response header stays hidden',
  local: 'Local network access',
  opaque: 'The origin is null',
  gateway: 'Somebody in front answers',
  noCors: 'mode: no-cors',
  policy: 'Blocked by another policy',
  elements: 'Fonts and module scripts',
  misplaced: 'Tried in the wrong place',
  engines: 'Browsers differ',
  allowed: 'It works',
} as const;

export type Cause = keyof typeof CAUSES;
