import type { Scenario } from '../scenario.ts';

export const resourcePolicy: Scenario = {
  id: 'resource-policy',
  cause: 'policy',
  title: 'Cross-Origin-Resource-Policy',
  shows: 'An image is refused by a header of its own server.',
  expect: { verdict: 'blocked', rule: 'resource-policy-blocked', chromium: null },
  serve({ other }) {
    other.get('/pixel.svg', (_request, response) => {
      response.set('Cross-Origin-Resource-Policy', 'same-origin').type('svg');
      response.send('<svg xmlns="http://www.w3.org/2000/svg"/>');
    });
  },
  run: ({ other, load, see }) => see(load('img', { src: `${other}/pixel.svg` })),
};
