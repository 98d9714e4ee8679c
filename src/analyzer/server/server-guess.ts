/** Stacks that WhyCORS can recognise or write snippets for. */
export type StackId = 'django' | 'flask' | 'express';

/** Who is likely to have answered, read from response headers alone. */
export interface ServerGuess {
  readonly stack: StackId | ForeignStack | null;
  readonly confidence: 'certain' | 'likely' | null;
  /** Header lines and statuses that the guess rests on, as plain text. */
  readonly evidence: readonly string[];
  /** What the CORS middleware did, as far as the headers tell. */
  readonly middleware: 'ran-and-allowed' | 'ran-and-refused' | 'never-ran' | 'somebody-else-answered' | 'cannot-tell';
}

/** Recognised, but no snippets yet. */
export type ForeignStack =
  | 'starlette'
  | 'spring'
  | 'nginx'
  | 'apache'
  | 'caddy'
  | 'cloudflare'
  | 'api-gateway'
  | 'tunnel';
