import { type HeaderList, headerLines } from '../fetch/header-list.ts';
import { isToken } from '../fetch/token-list.ts';
import type { Hop } from '../trace/fetch-trace.ts';
import { normaliseOrigin } from './normalise-origin.ts';
import type { ListedToday } from './policy-type.ts';

/**
 * What one server's answers list by name: origins as browsers write them, methods verbatim, header names in lower case.
 * Wildcards, `null` and what is no origin or token are left out. Lists are sorted and free of repeats.
 */
export function listedToday(hops: readonly Hop[]): ListedToday {
  const answers = hops.flatMap((hop) => [hop.response, hop.preflight?.response].flatMap((answer) => answer ?? []));
  const items = (name: string) => answers.flatMap(({ headers }) => itemsOf(headers, name));
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

function itemsOf(headers: HeaderList, name: string): readonly string[] {
  return headerLines(headers, name)
    .flatMap((line) => line.split(','))
    .map((item) => item.trim());
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
