import type { Prose } from '../../rules/prose.ts';
import type { StackId } from '../../server/server-guess.ts';
import type { Policy } from '../policy-type.ts';

/** A stack file: how one framework's CORS library is told a policy. One file a stack; a stack never imports a stack. */
export interface Stack {
  readonly id: StackId;
  /** As the framework writes itself: "Django". */
  readonly title: string;
  /** The CORS library: "django-cors-headers". */
  readonly library: string;
  readonly language: 'python' | 'javascript';
  render(policy: Policy, context: SnippetContext): Snippet | Refusal;
  /**
   * Framework and library versions that the test suite has run this file's snippets with, newest first. Written by hand
   * together with the lock files of `test/backends`, which a meta-test compares; the panel shows it as "proven with".
   */
  readonly verifiedWith: readonly { readonly framework: string; readonly library: string }[];
}

/** What the request showed beyond the policy. */
export interface SnippetContext {
  /** Page and server are on different sites as far as is known, so cookies need `SameSite=None; Secure`. */
  readonly crossSiteCookies: boolean;
  /** Credentials are sent, and as far as is known with methods other than GET or HEAD too: cross-site request forgery checks apply. */
  readonly unsafeMethodsWithCredentials: boolean;
}

export interface Snippet {
  /** Shell command, one line. */
  readonly install: string;
  /** `settings.py`, or "where the Flask app is created" when the name cannot be known. */
  readonly file: string;
  /** Where in the file, one sentence. */
  readonly placement: Prose;
  /** What to paste: complete, no placeholders. */
  readonly code: string;
  readonly language: 'python' | 'javascript';
  /** How the change takes effect, one sentence. */
  readonly restart: Prose;
  /** Only those that are true of this policy: order traps, cookies, security. */
  readonly notes: readonly Prose[];
}

/** A value cannot be written safely in this language: nothing is rendered, and the reason is shown. */
export interface Refusal {
  readonly refused: Prose;
}
