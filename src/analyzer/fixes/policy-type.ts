/**
 * The least a server must allow, stack-neutral. All names are as the wire has them: methods verbatim, header names
 * lower-case and sorted, origins serialised.
 */
export interface Policy {
  /** Origin of the server that the policy is for. */
  readonly server: string;
  readonly origins: readonly string[];
  /** Methods that need listing or were used; includes GET, HEAD and POST when they were used. */
  readonly methods: readonly string[];
  readonly requestHeaders: readonly string[];
  readonly exposeHeaders: readonly string[];
  readonly credentials: boolean;
  /** Seconds, 600 unless the page needs otherwise. */
  readonly maxAge: number;
  /** Paths that were requested, without query; for stacks that limit CORS by path. */
  readonly paths: readonly string[];
  /** What the server's answers list by name today; a change of its configuration keeps these. Absent: nothing was seen. */
  readonly listed?: ListedToday;
}

export interface ListedToday {
  readonly origins: readonly string[];
  readonly methods: readonly string[];
  readonly requestHeaders: readonly string[];
  readonly exposeHeaders: readonly string[];
}
