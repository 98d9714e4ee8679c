import { serializedOriginOf } from '../fetch/origin.ts';
import { CORS_CHECK } from '../fetch/spec.ts';
import { answerHeader, requestHeader, responseHeader } from './evidence.ts';
import { code, type Prose, prose } from './prose.ts';
import { type Change, defineRule, type RuleContext } from './rule.ts';
import { ALLOW_ORIGIN } from './wording.ts';

export const redirectOriginTainted = defineRule({
  id: 'redirect-origin-tainted',
  title: 'A redirect to another origin turned the Origin into null',
  short: 'null after a redirect',
  effect: 'blocks',
  refines: ['allow-origin-missing', 'allow-origin-mismatch', 'allow-origin-invalid'],
  spec: [CORS_CHECK.step('4')],
  browserNames: {
    chromium: [
      'MissingAllowOriginHeader',
      'AllowOriginMismatch',
      'InvalidAllowOriginValue',
      'PreflightMissingAllowOriginHeader',
      'PreflightAllowOriginMismatch',
      'PreflightInvalidAllowOriginValue',
    ],
    firefox: ['CORSMissingAllowOrigin', 'CORSAllowOriginNotMatchingOrigin'],
  },
  match: (context) => {
    const { serializedOrigin, judgement, trace, hopIndex } = context;
    const page = judgement.origins[0];
    const first = trace.hops[0];
    if (serializedOrigin !== 'null' || page === undefined || page === 'null' || hopIndex === 0 || !first)
      return undefined;
    return {
      page,
      from: first.url,
      evidence: [requestHeader(context, 'Origin'), responseHeader(context, 'Access-Control-Allow-Origin')],
    };
  },
  explain: ({ page, from }, context) => ({
    headline: prose`After the redirect from ${code(serializedOriginOf(from))} the request's origin is ${code('null')}, and ${code(context.serverOrigin)} answered ${whatItSaid(context)}`,
    explanation: prose`A redirect between two origins that are both foreign to ${code(page)} makes the browser send ${code('Origin: null')}, so the last server cannot know who asks. A page that requests ${code(context.hop.url)} directly keeps its origin.`,
  }),
  fix: ({ page, from }, context) => {
    const changes: readonly Change[] = [
      { kind: 'request-url', from, to: context.hop.url },
      { kind: 'allow-origin', origin: page },
    ];
    return changes;
  },
  examples: {
    failing: [
      `page http://localhost:3000
       > GET http://localhost:8000/download
       < 302
       Location: http://localhost:9000/file
       Access-Control-Allow-Origin: http://localhost:3000
       > GET http://localhost:9000/file
       < 200
       Access-Control-Allow-Origin: http://localhost:3000
       ! net::ERR_FAILED`,
    ],
    passing: [
      `page http://localhost:3000
       > GET http://localhost:8000/download
       < 302
       Location: http://localhost:9000/file
       Access-Control-Allow-Origin: http://localhost:3000
       > GET http://localhost:9000/file
       < 200
       Access-Control-Allow-Origin: *
       ! completed`,
    ],
  },
});

function whatItSaid(context: RuleContext): Prose {
  const value = answerHeader(context, 'access-control-allow-origin');
  return value === null ? prose`without ${ALLOW_ORIGIN}` : prose`with ${ALLOW_ORIGIN} ${code(value)}`;
}
