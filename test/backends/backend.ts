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
export interface Backend {
  readonly stack: StackId;
  /** Writes the application into an empty folder. */
  create(folder: string): Promise<void>;
  /** Pastes a snippet where its placement says. */
  paste(folder: string, snippet: string): Promise<void>;
  command(folder: string, port: number): Command;
}
