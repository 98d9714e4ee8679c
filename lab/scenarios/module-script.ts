import type { Scenario } from '../scenario.ts';

export const moduleScript: Scenario = {
  id: 'module-script',
  cause: 'elements',
  title: 'A module script without CORS',
  shows: 'type=module turns a plain script into a CORS request.',
  expect: { verdict: 'blocked', rule: 'module-script-allow-origin-missing', chromium: 'MissingAllowOriginHeader' },
  serve({ api }) {
    api.get('/widget.js', (_request, response) => {
      response.type('text/javascript').send('export {};');
    });
  },
  run: ({ api, load, see }) => see(load('script', { type: 'module', src: `${api}/widget.js` })),
};
