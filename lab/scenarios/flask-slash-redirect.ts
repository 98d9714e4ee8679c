import type { Scenario } from '../scenario.ts';

export const flaskSlashRedirect: Scenario = {
  id: 'flask-slash-redirect',
  cause: 'redirect',
  title: 'Flask wants a slash at the end',
  shows: 'Its router redirects OPTIONS, too, and a preflight follows no redirect.',
  expect: {
    verdict: 'blocked',
    rule: 'preflight-slash-redirected',
    chromium: 'PreflightDisallowedRedirect',
    stack: 'flask',
  },
  serve({ own }) {
    own.use((_request, response, next) => {
      response.set({
        Server: 'Werkzeug/3.1.3 Python/3.12.7',
        'Access-Control-Allow-Origin': '*',
      });
      next();
    });
    own.all('/items', (request, response) => {
      response.redirect(308, `http://${request.headers.host}${request.originalUrl}/`);
    });
  },
  run: ({ own, see }) => see(fetch(`${own}/items`, { method: 'PUT' })),
};
