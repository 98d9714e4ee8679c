import type { Scenario } from '../scenario.ts';

export const font: Scenario = {
  id: 'font',
  cause: 'elements',
  title: 'A font without CORS',
  shows: 'Fonts are always fetched with CORS.',
  expect: { verdict: 'blocked', rule: 'font-allow-origin-missing', chromium: 'MissingAllowOriginHeader' },
  serve({ api }) {
    api.get('/icons.woff2', (_request, response) => {
      response.type('font/woff2').send(Buffer.from('wOF2'));
    });
  },
  run: ({ api, see }) => see(new FontFace('Lab', `url(${api}/icons.woff2)`).load()),
};
