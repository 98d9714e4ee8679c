/** Stacks that WhyCORS can write snippets for, in the order in which they are offered. */
export const STACK_IDS = [
  'django',
  'flask',
  'express',
  'fastapi',
  'fastify',
  'koa',
  'hono',
  'nestjs',
  'nextjs',
  'nginx',
  'apache',
  'caddy',
  'rails',
  'spring-boot',
  'go-rs-cors',
  'go-jub0bs-cors',
  'laravel',
] as const;

export type StackId = (typeof STACK_IDS)[number];

/** Who is likely to have answered, read from response headers alone. */
export interface ServerGuess {
  readonly stack: StackId | ForeignStack | null;
  readonly confidence: 'certain' | 'likely' | null;
  /** Header lines and statuses that the guess rests on, as plain text. */
  readonly evidence: readonly string[];
  /** Each piece of software that is at least likely: the application, and what stands in front of it. */
  readonly layers: readonly ServerLayer[];
  /** What the CORS middleware did, as far as the headers tell. */
  readonly middleware: 'ran-and-allowed' | 'ran-and-refused' | 'never-ran' | 'somebody-else-answered' | 'cannot-tell';
}

/** One piece of software that left its mark on the responses. */
export interface ServerLayer {
  readonly stack: StackId | ForeignStack;
  /** As it writes itself. */
  readonly name: string;
  /** `front`: stands before an application and passes its responses on. */
  readonly role: 'app' | 'front';
  readonly confidence: 'certain' | 'likely';
  readonly evidence: readonly string[];
}

/** Recognised, but there is nothing to paste: they stand in front of the server. */
export type ForeignStack = 'cloudflare' | 'api-gateway' | 'tunnel';
