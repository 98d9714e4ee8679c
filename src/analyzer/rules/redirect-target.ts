import { locationUrl, redirectLocation } from '../fetch/http-redirect.ts';
import type { RuleContext } from './rule.ts';

/** Absolute URL that the judged response redirects to; undefined when it is no redirect or its `Location` is no URL. */
export function redirectTarget({ exchange }: Pick<RuleContext, 'exchange'>): string | undefined {
  const location = exchange.response ? redirectLocation(exchange.response) : null;
  return location === null ? undefined : (locationUrl(location, exchange.url) ?? undefined);
}
