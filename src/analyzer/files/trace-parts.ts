import type { HeaderList } from '../fetch/header-list.ts';
import type { CredentialsMode } from '../fetch/network-error.ts';
import { serializedOriginOf } from '../fetch/origin.ts';
import type { PageFacts, PageRequestMode, RedirectMode } from '../trace/observation.ts';
import {
  count,
  field,
  filledText,
  finite,
  flag,
  items,
  oneOf,
  optional,
  type Place,
  ShapeError,
  text,
} from './shape.ts';

/** -1 stands for "no tab". */
export function wholeNumber(place: Place): number {
  return place.value === -1 ? -1 : count(place);
}

/** What the page told, each fact optional. */
export function pageFacts(place: Place): PageFacts {
  const credentialsMode = optional(field(place, 'credentialsMode'), (p) =>
    oneOf<CredentialsMode>(p, ['omit', 'same-origin', 'include']),
  );
  const mode = optional(field(place, 'mode'), (p) => oneOf<PageRequestMode>(p, ['cors', 'no-cors', 'same-origin']));
  const redirectMode = optional(field(place, 'redirectMode'), (p) =>
    oneOf<RedirectMode>(p, ['follow', 'error', 'manual']),
  );
  const couldRead = optional(field(place, 'couldRead'), flag);
  return {
    ...(credentialsMode === undefined ? {} : { credentialsMode }),
    ...(mode === undefined ? {} : { mode }),
    ...(redirectMode === undefined ? {} : { redirectMode }),
    ...(couldRead === undefined ? {} : { couldRead }),
  };
}

/** Milliseconds since the epoch. */
export function time(place: Place): number {
  const value = finite(place);
  if (value < 0) throw new ShapeError(place, 'a time');
  return value;
}

/** Pairs of name and value, as reports have them. */
export function headerPairs(place: Place): HeaderList {
  return items(place).map((pair) => {
    const [name, value, more] = items(pair);
    if (!name || !value || more) throw new ShapeError(pair, 'a list of a name and a value');
    return [filledText(name), text(value)];
  });
}

/** Where a page was loaded from: `file:` or an origin, as a trace has it. */
export function documentFrom(place: Place): string {
  const value = text(place);
  if (value !== 'file:' && (value === 'null' || serializedOriginOf(value) !== value)) {
    throw new ShapeError(place, '"file:" or an origin');
  }
  return value;
}
