import { MAIN_FETCH } from '../fetch/spec.ts';
import { netErrorEvidence } from './evidence.ts';
import { code, prose } from './prose.ts';
import { defineRule } from './rule.ts';

export const schemeInvalid = defineRule({
  id: 'scheme-invalid',
  title: 'The URL is of a kind that cannot be requested across origins',
  short: 'scheme without CORS',
  effect: 'blocks',
  refines: ['scheme-not-cors-enabled'],
  spec: [MAIN_FETCH.step('12')],
  browserNames: { chromium: ['CorsDisabledScheme'], firefox: ['CORSRequestNotHttp'] },
  match: (context) =>
    context.reason?.kind === 'scheme-not-cors-enabled'
      ? { scheme: context.reason.scheme, evidence: netErrorEvidence(context) }
      : undefined,
  explain: ({ scheme }) => ({
    headline: prose`The request leads to a ${code(`${scheme}:`)} URL, and cross-origin requests are supported for ${code('http:')} and ${code('https:')} only`,
    explanation:
      scheme === 'file'
        ? prose`A page that is a file has the origin ${code('null')}, so every file is of another origin. A web server on this machine, even for one folder, gives page and files the same one.`
        : prose`No header could allow it: a URL of this kind has no server that answers.`,
  }),
  fix: () => [],
  examples: {
    failing: [
      `page null
       > GET file:///home/me/site/items.json
       Origin: null
       ! net::ERR_FAILED`,
    ],
    passing: [
      `page null
       > GET http://localhost:8000/api/items
       < 200
       ! net::ERR_FAILED`,
    ],
  },
});
