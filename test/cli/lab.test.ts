import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Lab, startLab } from '../../lab/main.ts';
import { SCENARIOS } from '../../lab/scenarios/index.ts';
import { requestOf, type ScenarioRequest } from '../support/scenario-request.ts';
import { probed } from './terminal.ts';

/** What a command line has no part in: caches, other connections, modes other than cors. */
const NOT_PROBED: Readonly<Record<string, string>> = {
  aborted: 'the page gives it up',
  'cache-poisoned': 'the browser’s HTTP cache answers it',
  'connection-lost-midway': 'the body breaks off, and a probe does not read it',
  'cookie-unsent': 'the browser’s cookies decide',
  font: 'it is no fetch()',
  'local-network': 'the browser’s permission decides',
  'local-network-elsewhere': 'the browser’s permission decides',
  'module-script': 'it is no fetch()',
  'no-cors': 'its mode is no-cors',
  'opaque-response-blocking': 'it is no fetch()',
  'preflight-stale': 'the browser’s preflight cache answers it',
  'resource-policy': 'it is no fetch()',
};

let lab: Lab;

beforeAll(async () => {
  lab = await startLab();
});
afterAll(() => lab.close());

describe('a probe of a request of the lab', () => {
  it.each(SCENARIOS.filter(({ id }) => !(id in NOT_PROBED)))(
    'gives the declared verdict and cause: $id',
    async (scenario) => {
      const request = await requestOf(scenario, lab.origins);
      expect(request, 'the scenario makes a request with fetch()').toBeDefined();
      if (!request) return;
      const { code, trace } = await probed(...argumentsOf(request));
      const { verdict, rule, chromium } = scenario.expect;
      expect({
        verdict: trace.verdict,
        rule: trace.cause?.rule ?? null,
        chromium: trace.cause?.chromium ?? null,
      }).toEqual({
        verdict,
        rule,
        chromium,
      });
      expect(code).toBe(verdict === 'allowed' ? 0 : 1);
    },
  );

  it.each(SCENARIOS.filter(({ expect: { firefox } }) => firefox !== undefined))(
    'gives the verdict and cause of Firefox on demand: $id',
    async (scenario) => {
      const request = await requestOf(scenario, lab.origins);
      if (!request) throw new Error('it makes no request with fetch()');
      const { code, trace } = await probed(...argumentsOf(request), '--browser', 'firefox');
      expect({ verdict: trace.verdict, rule: trace.cause?.rule ?? null }).toEqual(scenario.expect.firefox);
      expect(code).toBe(1);
    },
  );

  it('is left out only for the reasons given', () => {
    const ids = SCENARIOS.map(({ id }) => id);
    expect(Object.keys(NOT_PROBED).filter((id) => !ids.includes(id))).toEqual([]);
  });
});

function argumentsOf({ url, init, origin }: ScenarioRequest): readonly string[] {
  const headers = [...new Headers(init.headers)].map(([name, value]) => ['--header', `${name}: ${value}`]);
  return [
    url,
    ...['--origin', origin, '--method', init.method ?? 'GET'],
    ...headers.flat(),
    ...(init.credentials === 'include' ? ['--credentials'] : []),
    ...(typeof init.body === 'string' ? ['--body', init.body] : []),
    ...(init.redirect === undefined ? [] : ['--redirect', init.redirect]),
  ];
}
