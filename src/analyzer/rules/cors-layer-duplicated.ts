import { CORS_CHECK } from '../fetch/spec.ts';
import type { ServerLayer } from '../server/server-guess.ts';
import { leaveNullOrigin } from './changes.ts';
import { requestHeader, responseHeader } from './evidence.ts';
import { code, type Prose, prose } from './prose.ts';
import { defineRule, type RuleContext } from './rule.ts';
import { ALLOW_ORIGIN, answerOf, listOf, wireValue } from './wording.ts';

export const corsLayerDuplicated = defineRule({
  id: 'cors-layer-duplicated',
  title: 'Two layers of the server answer for CORS',
  short: 'two layers answer',
  effect: 'blocks',
  rank: 'root',
  refines: ['allow-origin-multiple'],
  spec: [CORS_CHECK.step('4')],
  browserNames: {
    chromium: ['MultipleAllowOriginValues', 'PreflightMultipleAllowOriginValues'],
    firefox: ['CORSMultipleAllowOriginNotAllowed', 'CORSAllowOriginNotMatchingOrigin'],
  },
  match: (context) => {
    const values = valuesOf(context);
    if (!values) return undefined;
    const marks = ['Server', 'Via', 'X-Powered-By']
      .map((name) => responseHeader(context, name))
      .filter(({ value }) => value !== null);
    return {
      values,
      evidence: [responseHeader(context, 'Access-Control-Allow-Origin'), requestHeader(context, 'Origin'), ...marks],
    };
  },
  explain: ({ values }, context) => ({
    headline: prose`Two layers of ${code(context.serverOrigin)} write ${ALLOW_ORIGIN} on ${answerOf(context)}`,
    explanation: prose`The header holds ${String(values.length)} values, ${shown(values)}, and a browser takes exactly one. ${whichLayers(context.server.layers)} One of them has to leave CORS to the other.`,
  }),
  fix: (_match, context) =>
    context.serializedOrigin === 'null'
      ? leaveNullOrigin(context)
      : [{ kind: 'single-layer', origin: context.serializedOrigin }],
  examples: {
    failing: [
      `page http://localhost:3000
       > GET http://localhost:8000/api/items
       < 200
       Server: nginx
       X-Powered-By: Express
       Access-Control-Allow-Origin: http://localhost:3000
       Access-Control-Allow-Origin: *
       ! net::ERR_FAILED`,
      `page http://localhost:3000
       > GET http://localhost:8000/api/items
       < 200
       Access-Control-Allow-Origin: http://localhost:3000, http://localhost:3000
       ! net::ERR_FAILED`,
    ],
    passing: [
      // Somebody wrote a list: one layer, which believes that several origins may stand there.
      `page http://localhost:3000
       > GET http://localhost:8000/api/items
       < 200
       Access-Control-Allow-Origin: http://localhost:3000, http://localhost:5173
       ! net::ERR_FAILED`,
    ],
  },
});

/** Lines of their own, or what a proxy or Firefox made one line of: a list that nobody writes by hand. */
function valuesOf({ reason }: RuleContext): readonly string[] | undefined {
  if (reason?.kind !== 'allow-origin-multiple') return undefined;
  if (reason.lines.length > 1) return reason.lines;
  const values = reason.value.split(',').map((value) => value.trim());
  const isMerged = values.length > 1 && (values.includes('*') || new Set(values).size < values.length);
  return isMerged ? values : undefined;
}

function shown(values: readonly string[]): Prose {
  return values.includes('')
    ? values.flatMap((value, index) => [index === 0 ? '' : ' and ', ...wireValue(value)])
    : listOf(values);
}

function whichLayers(layers: readonly ServerLayer[]): Prose {
  const front = layers.find(({ role }) => role === 'front');
  const app = layers.find(({ role }) => role === 'app');
  const mark = ({ name, evidence }: ServerLayer) => prose`${name} (${code(evidence[0] ?? '')})`;
  if (front && app) return prose`The responses bear the marks of two: ${mark(front)} in front of ${mark(app)}.`;
  const one = front ?? app;
  if (one)
    return prose`One of them is likely ${mark(one)}${front ? ', in front of the application' : ', and something else adds the other value'}.`;
  return prose`The headers do not tell which two, but a proxy and the application behind it are the usual pair.`;
}
