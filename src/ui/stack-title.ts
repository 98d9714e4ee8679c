import type { ServerGuess } from '../analyzer/server/server-guess.ts';

const TITLES: Readonly<Record<NonNullable<ServerGuess['stack']>, string>> = {
  django: 'Django',
  flask: 'Flask',
  express: 'Express',
  starlette: 'Starlette or FastAPI',
  spring: 'Spring',
  nginx: 'nginx',
  apache: 'Apache',
  caddy: 'Caddy',
  cloudflare: 'Cloudflare',
  'api-gateway': 'an API gateway',
  tunnel: 'a tunnel',
};

/** A stack as it writes itself. */
export function stackTitle(stack: NonNullable<ServerGuess['stack']>): string {
  return TITLES[stack];
}
