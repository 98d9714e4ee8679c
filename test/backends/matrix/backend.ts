import type { StackId } from '../../../src/analyzer/server/server-guess.ts';
import type { Command } from '../dev-server.ts';

/**
 * What is wrong with an application's CORS, in the ways in which people get it wrong.
 *
 * - `bare`: nothing is there, the library is not used.
 * - `other-origin`: the library allows another page only.
 * - `hand-written`: the application's own code names another page.
 * - `wildcard`: every origin, by `*`.
 * - `no-credentials`, `few-methods`, `few-headers`, `star-headers`, `unexposed`: the list of this page's origin is right,
 *   something else is not.
 * - `auth-first`: a login check answers before the library can.
 * - `redirecting`: a redirect answers before the library can, or in spite of it.
 * - `https-redirecting`: the same, from http to https.
 * - `bare-errors`: only answers that are no errors have the headers.
 */
export type Broken =
  | 'bare'
  | 'other-origin'
  | 'hand-written'
  | 'wildcard'
  | 'no-credentials'
  | 'few-methods'
  | 'few-headers'
  | 'star-headers'
  | 'unexposed'
  | 'auth-first'
  | 'redirecting'
  | 'https-redirecting'
  | 'bare-errors';

/** What a fault is about. */
export interface Around {
  /** Of the page that the application should have allowed. */
  readonly origin: string;
  /** Host and port under which the application is reached by https, behind a proxy that ends TLS. */
  readonly secureHost: string;
}

/** The lines of an application that make it broken in each way. */
export type Faults = Readonly<Record<Broken, (origin: string, around: Around) => string>>;

/** What the panel says to do, word for word. */
export interface ShownFix {
  readonly extent: 'full' | 'change';
  readonly code: string;
  readonly placement: string;
  readonly notes: string;
  /** What the notes show in the code font. */
  readonly notedCode: readonly string[];
}

/**
 * A small application of one framework, as somebody would have written it:
 *
 * - `GET /login` begins a session; `GET /api/session` answers `{ user, token }`: who that is, or null, and a CSRF token where
 *   the framework has one; `PATCH /api/profile` changes something for that user, with the CSRF check of the framework.
 * - `GET`, `HEAD` and `POST /api/items`, with `X-Total`; `PUT`, `PATCH` and `DELETE /api/items/1`.
 * - `GET /api/private` answers 401 without `Authorization`, `GET /broken` fails with an unhandled exception.
 * - `GET /api/slash/` has to be called with the slash where the framework has a difference.
 */
export interface MatrixBackend {
  /** Names the pair of versions: `django-5.2`. */
  readonly id: string;
  readonly stack: StackId;
  /** Of the stack's versions the one whose text is used; absent where all have one text. */
  readonly version?: string;
  /** With the versions that are installed. */
  readonly framework: string;
  readonly library: string;
  /** Writes the application into an empty folder. */
  create(folder: string, broken: Broken, around: Around): Promise<void>;
  /** Does what a fix's text says. */
  apply(folder: string, fix: ShownFix): Promise<void>;
  /** Whether the install command would leave this installation as it is; throws with what it says when not. */
  checkInstall(command: string): Promise<void>;
  command(folder: string, port: number): Command;
}
