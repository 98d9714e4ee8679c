import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assemble } from '../../../src/analyzer/trace/assemble.ts';
import type { Observation } from '../../../src/analyzer/trace/observation.ts';
import { generatedSession } from '../../support/generated-session.ts';
import { RECORDED_SESSIONS } from '../../support/recorded-sessions.ts';

describe.each(RECORDED_SESSIONS)('$name', ({ observations, browser }) => {
  test('amounts to the same traces whatever order its events come in, and however often', () => {
    const expected = assemble(observations, browser);
    expect(expected.length).toBeGreaterThan(0);
    const shuffled = fc
      .shuffledSubarray([...observations], { minLength: observations.length })
      .chain((all) => fc.subarray([...observations]).map((again) => [...again, ...all]));
    fc.assert(
      fc.property(shuffled, (events) => {
        expect(assemble(events, browser)).toEqual(expected);
      }),
    );
  });

  test('makes traces of whatever part of it was seen', () => {
    fc.assert(
      fc.property(fc.subarray([...observations]), fc.integer(), (part, seed) => {
        const mixed = part.toSorted((a, b) => mix(a, seed) - mix(b, seed));
        const traces = assemble(mixed, browser);
        expect(traces).toEqual(assemble(part, browser));
        expect(traces).toEqual(assemble([...mixed, ...part], browser));
        for (const { hops } of traces) expect(hops.length).toBeGreaterThan(0);
      }),
    );
  });
});

test('any session makes the same traces when each of its events comes twice', () => {
  fc.assert(
    fc.property(generatedSession, ({ observations, browser }) => {
      expect(assemble([...observations, ...observations], browser)).toEqual(assemble(observations, browser));
    }),
  );
});

test('a chain of redirects is followed in order, whatever its length and however fast it was', () => {
  const urls = fc.uniqueArray(fc.webUrl({ authoritySettings: { withPort: true } }), { minLength: 2, maxLength: 8 });
  fc.assert(
    fc.property(urls, fc.integer({ min: 0, max: 1 }), fc.infiniteStream(fc.nat()), (chain, tick, random) => {
      const observations = redirectChain(chain, tick);
      const order = new Map(observations.map((observation) => [observation, random.next().value ?? 0]));
      const mixed = observations.toSorted((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
      expect(assemble(mixed, 'firefox').map(({ hops }) => hops.map(({ url }) => url))).toEqual([chain]);
    }),
  );
});

function redirectChain(urls: readonly string[], tick: number): Observation[] {
  const common = (index: number) => ({ requestId: '1', url: urls[index] ?? '', at: 1000 + index * 3 * tick });
  const begin = { method: 'GET', type: 'xmlhttprequest', tabId: 1, frameId: 0, initiatorOrigin: 'null' };
  return urls.flatMap((_, index): Observation[] => {
    const redirectUrl = urls[index + 1];
    const began: Observation = { kind: 'before-request', ...common(index), ...begin };
    if (redirectUrl === undefined) return [began];
    const left = { status: 302, redirectUrl, responseHeaders: [], fromCache: false };
    return [began, { kind: 'before-redirect', ...common(index), ...left, at: 1000 + (index * 3 + 1) * tick }];
  });
}

/** Some fixed but arbitrary order. */
function mix({ at, requestId, kind }: Observation, seed: number): number {
  let hash = seed;
  for (const char of `${requestId}${kind}${at}`) hash = Math.imul(hash ^ char.charCodeAt(0), 0x9e3779b1);
  return hash;
}
