import type { Scenario } from '../scenario.ts';

export const cachePoisoned: Scenario = {
  id: 'cache-poisoned',
  cause: 'cache',
  title: 'An image filled the cache',
  shows: 'The first answer went to a request without Origin and was stored without the header.',
  expect: { verdict: 'blocked', rule: 'cached-response-poisoned', chromium: 'MissingAllowOriginHeader' },
  serve({ api }) {
    api.get('/pixel.svg', (request, response) => {
      if (request.headers.origin !== undefined) response.set('Access-Control-Allow-Origin', request.headers.origin);
      response.set('Cache-Control', 'max-age=600').type('svg').send('<svg xmlns="http://www.w3.org/2000/svg"/>');
    });
  },
  run: async ({ api, see, load }) => {
    await load('img', { src: `${api}/pixel.svg` });
    return see(fetch(`${api}/pixel.svg`));
  },
};
