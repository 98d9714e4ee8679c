import type { StackId } from '../../src/analyzer/server/server-guess.ts';
import type { Command } from './dev-server.ts';

/**
 * A small application of one framework without anything about CORS, as somebody would have written it:
 *
 * - `GET /login` sets a session cookie.
 * - `GET /api/session` answers `{ session, token }`: the cookie's value or null, and a CSRF token where the framework has one.
 * - `PATCH /api/items/1` answers `{ session, authorization, item }`: what arrived.
 * - `GET /api/broken` fails with an unhandled exception.
 */
export interface Backend<Fix = string> {
  readonly stack: StackId;
  /** Writes the application into an empty folder. */
  create(folder: string): Promise<void>;
  /** Pastes a snippet where its placement says. */
  paste(folder: string, snippet: Fix): Promise<void>;
  command(folder: string, port: number): Command;
}

/**
 * A stack that is proven with one policy that has everything in it. Its application has more routes:
 *
 * - `GET /api/session` also answers with `X-Total: 2`, which the application exposes by hand already:
 *   `Access-Control-Expose-Headers: X-Total`. It is the only thing about CORS that it knows.
 * - `DELETE /api/items/1` answers like `PATCH`.
 * - `GET /api/private` answers 401.
 */
export interface FullPolicyBackend {
  /** Names the row of what is proven: `koa-3`. */
  readonly id: string;
  readonly stack: StackId;
  /** Installs what is missing and asks what is installed; `missing` says in one sentence without a full stop why it cannot run. */
  prepare(): Promise<PreparedBackend | { readonly missing: string }>;
}

export interface PreparedBackend extends Backend {
  /** Id of the stack's version whose text is pasted; the newest unless stated. */
  readonly version?: string;
  /** With its version, as installed: `Koa 3.3.0`. */
  readonly framework: string;
  /** The same; null when the framework needs none. */
  readonly library: string | null;
  /** Stacks that answer on behalf of this one, and are rightly recognised instead. */
  readonly runsOn?: readonly StackId[];
  /** Rule of the cause while nothing is configured and a page asks for permission; unless stated no route takes OPTIONS. */
  readonly unconfigured?: string;
  /** Says `no` to what is not listed by one rule for methods and headers, for it leaves out the lists or adds an error status. */
  readonly refusesAsAWhole?: true;
  /** Errors that the page cannot read whatever is pasted, and why. */
  readonly unreadable?: Partial<Readonly<Record<401 | 404 | 500, string>>>;
}
