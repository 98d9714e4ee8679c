import type { Language, Refusal, Snippet } from '../stacks/stack.ts';

/** Ways around a server that cannot be changed, in the order in which they are offered. */
export const DETOUR_IDS = [
  'vite',
  'webpack-dev-server',
  'next-rewrites',
  'relay-django',
  'relay-flask',
  'relay-express',
] as const;

export type DetourId = (typeof DETOUR_IDS)[number];

/** A detour file: how one tool fetches from a foreign server what the page then gets from its own origin. */
export interface Detour {
  readonly id: DetourId;
  /** As the tool writes itself: "Vite". */
  readonly title: string;
  /** `dev-proxy`: exists while developing only. `relay`: a route of the user's own backend, for production too. */
  readonly kind: 'dev-proxy' | 'relay';
  readonly language: Language;
  render(need: DetourNeed): DetourSnippet | Refusal;
}

/** What the page asks of the foreign server; names and values as on the wire, see `Policy`. */
export interface DetourNeed {
  /** Origin of the foreign server. */
  readonly server: string;
  readonly paths: readonly string[];
  readonly methods: readonly string[];
  readonly requestHeaders: readonly string[];
  readonly exposeHeaders: readonly string[];
  /** The page sends credentials to the server. */
  readonly credentials: boolean;
  /** Origin of the page; "null" when it has none. */
  readonly pageOrigin: string;
}

export interface DetourSnippet extends Snippet {
  /** What the page has to change: the URLs that it calls, without query. */
  readonly calls: readonly Call[];
}

export interface Call {
  /** The URL of the foreign server. */
  readonly from: string;
  /** The path, on the page's own origin, that answers in its stead. */
  readonly to: string;
}
