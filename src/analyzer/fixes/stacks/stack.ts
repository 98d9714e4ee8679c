import type { Prose } from '../../rules/prose.ts';
import type { Change } from '../../rules/rule.ts';
import type { StackId } from '../../server/server-guess.ts';
import type { Policy } from '../policy-type.ts';

/** A stack file: how one framework's CORS library is told a policy. One file a stack; a stack never imports a stack. */
export interface Stack {
  readonly id: StackId;
  /** As the framework writes itself: "Django". */
  readonly title: string;
  /** The CORS library: "django-cors-headers"; the framework's own name when it needs none. */
  readonly library: string;
  readonly language: Language;
  /**
   * Versions whose snippets differ, newest first; the first is the one that is shown unasked. Left out where one text
   * serves every version that is still in use.
   */
  readonly versions?: readonly StackVersion[];
  /** Everything to paste into a server that knows nothing of CORS. `version`: id of one of {@link versions}. */
  render(policy: Policy, context: SnippetContext, version?: string): Snippet | Refusal;
  /**
   * Only what has to change in a server that runs the library already; `changes` are those of the diagnosis, `policy`
   * what has to hold afterwards. Undefined when none of the changes is a matter of this library's configuration.
   */
  renderChange?(
    changes: readonly Change[],
    policy: Policy,
    context: SnippetContext,
    version?: string,
  ): Snippet | Refusal | undefined;
}

/** Markup of code blocks; the name of the language that the snippet is written in. */
export type Language =
  | 'python'
  | 'javascript'
  | 'typescript'
  | 'go'
  | 'java'
  | 'ruby'
  | 'php'
  | 'nginx'
  | 'apache'
  | 'caddyfile';

export interface StackVersion {
  /** "4", "3.2": what the user picks by. */
  readonly id: string;
  /** "Django 4, django-cors-headers 4". */
  readonly title: string;
}

/** What the request showed beyond the policy. */
export interface SnippetContext {
  /** Page and server are on different sites as far as is known, so cookies need `SameSite=None; Secure`. */
  readonly crossSiteCookies: boolean;
  /** Credentials are sent, and as far as is known with methods other than GET or HEAD too: cross-site request forgery checks apply. */
  readonly unsafeMethodsWithCredentials: boolean;
  /** Something answered a preflight before the CORS library could: authentication, a login page, a route. */
  readonly preflightAnsweredEarly?: boolean;
  /** An answer had an `Access-Control-Allow-Origin` that is not for the page: it may come from somewhere else than the library. */
  readonly unfitAllowOrigin?: boolean;
}

export interface Snippet {
  /** Shell command, one line; null when there is nothing to install. */
  readonly install: string | null;
  /** `settings.py`, or "where the Flask app is created" when the name cannot be known. */
  readonly file: string;
  /** Where in the file, one sentence. */
  readonly placement: Prose;
  /** What to paste: complete, no placeholders. */
  readonly code: string;
  readonly language: Language;
  /** How the change takes effect, one sentence. */
  readonly restart: Prose;
  /** Only those that are true of this policy: order traps, cookies, security. */
  readonly notes: readonly Prose[];
}

/** A value cannot be written safely in this language: nothing is rendered, and the reason is shown. */
export interface Refusal {
  readonly refused: Prose;
}
