import { trimHttpWhitespace } from '../fetch/header-list.ts';
import { isToken } from '../fetch/token-list.ts';
import type { Hop } from '../trace/fetch-trace.ts';
import { normaliseOrigin } from './normalise-origin.ts';
import type { ListedToday } from './policy-type.ts';

/**
 * What one server's answers list by name: origins as browsers write them, methods verbatim, header names in lower case.
 * Wildcards, `null` and what is no origin or token are left out. Lists are sorted and free of repeats.
 */
export function listedToday(hops: readonly Hop[]): ListedToday {
  const lines = linesOf(hops);
  const items = (name: string) => itemsOf(lines.get(name) ?? []);
  const names = (name: string) =>
    sorted(
      items(name)
        .filter(isName)
        .map((item) => item.toLowerCase()),
    );
  return {
    origins: sorted(items('access-control-allow-origin').flatMap(origin)),
    methods: sorted(items('access-control-allow-methods').filter(isName)),
    requestHeaders: names('access-control-allow-headers'),
    exposeHeaders: names('access-control-expose-headers'),
  };
}

/** The different values of each `Access-Control-*` header: a server that answers thousands of times says few things. */
function linesOf(hops: readonly Hop[]): ReadonlyMap<string, ReadonlySet<string>> {
  const lines = new Map<string, Set<string>>();
  for (const hop of hops) {
    for (const response of [hop.response, hop.preflight?.response]) {
      for (const [name, value] of response?.headers ?? []) {
        if (!/^access-control-/i.test(name)) continue;
        const lower = name.toLowerCase();
        const values = lines.get(lower);
        if (values) values.add(value);
        else lines.set(lower, new Set([value]));
      }
    }
  }
  return lines;
}

function itemsOf(lines: Iterable<string>): readonly string[] {
  return [...lines].flatMap((line) => trimHttpWhitespace(line).split(',')).map((item) => item.trim());
}

function isName(item: string): boolean {
  return item !== '*' && isToken(item);
}

function origin(item: string): readonly string[] {
  const allowable = normaliseOrigin(item);
  return 'origin' in allowable ? [allowable.origin] : [];
}

function sorted(values: readonly string[]): readonly string[] {
  return [...new Set(values)].sort();
}
