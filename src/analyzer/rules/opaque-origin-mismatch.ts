import { CORS_CHECK } from '../fetch/spec.ts';
import { answerHeader, requestHeader, responseHeader } from './evidence.ts';
import { code, type Prose, prose } from './prose.ts';
import { defineRule, type RuleContext } from './rule.ts';
import { ALLOW_ORIGIN, answerOf } from './wording.ts';

export const opaqueOriginMismatch = defineRule({
  id: 'opaque-origin-mismatch',
  title: 'The page has no origin that a server can allow',
  short: 'page origin is null',
  effect: 'blocks',
  refines: ['allow-origin-missing', 'allow-origin-mismatch', 'allow-origin-invalid'],
  spec: [CORS_CHECK.step('2'), CORS_CHECK.step('4')],
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
    if (context.serializedOrigin !== 'null' || context.judgement.origins[0] !== 'null') return undefined;
    return {
      evidence: [requestHeader(context, 'Origin'), responseHeader(context, 'Access-Control-Allow-Origin')],
    };
  },
  explain: (_match, context) => ({
    headline: prose`${whatItIs(context)}, and ${code(context.serverOrigin)} ${whatItSaid(context)} on ${answerOf(context)}`,
    explanation: prose`${whereFrom(context)} Every such page of any site looks the same, so a server that allows ${code('null')} allows them all.`,
  }),
  fix: () => [{ kind: 'give-page-an-origin' }],
  examples: {
    failing: [
      `page null
       > GET http://localhost:8000/api/items
       < 200
       Access-Control-Allow-Origin: http://localhost:3000
       ! net::ERR_FAILED`,
      `page null
       document file:
       > GET http://localhost:8000/api/items
       < 200
       ! net::ERR_FAILED`,
      `page null
       document http://localhost:3000
       > GET http://localhost:8000/api/items
       < 200
       Access-Control-Allow-Origin: http://localhost:3000
       ! net::ERR_FAILED`,
    ],
    passing: [
      `page null
       > GET http://localhost:8000/api/items
       < 200
       Access-Control-Allow-Origin: *
       ! completed`,
    ],
  },
});

function whatItSaid(context: RuleContext): Prose {
  const value = answerHeader(context, 'access-control-allow-origin');
  return value === null ? prose`has no ${ALLOW_ORIGIN}` : prose`allows ${code(value)}`;
}

/** Whose origin is opaque, in the words of the headline. */
function whatItIs({ trace }: RuleContext): Prose {
  if (trace.documentFrom === undefined) return prose`The page's origin is ${code('null')}`;
  return trace.documentFrom === 'file:'
    ? prose`The page was opened as a file and has the origin ${code('null')}`
    : prose`The page is in a sandbox and has the origin ${code('null')}`;
}

function whereFrom({ trace }: RuleContext): Prose {
  const { documentFrom } = trace;
  if (documentFrom === 'file:') {
    return prose`A page with a ${code('file:')} URL has no origin of its own. The same file served from ${code('http://localhost')} has one.`;
  }
  if (documentFrom !== undefined) {
    return prose`The page was loaded from ${code(documentFrom)}, so it is a ${code('sandbox')} without ${code('allow-same-origin')}, of its frame or in its ${code('Content-Security-Policy')}, that took its origin away.`;
  }
  return trace.frameId > 0
    ? prose`A frame gets the origin ${code('null')} from a ${code('sandbox')} without ${code('allow-same-origin')} or from a ${code('data:')} URL.`
    : prose`A document gets the origin ${code('null')} when it is opened as a ${code('file:')} or ${code('data:')} URL, or is sandboxed.`;
}
