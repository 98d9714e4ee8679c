import { describe, expect, test } from 'vitest';
import { SCENARIOS } from '../../lab/scenarios/index.ts';
import { RULES } from '../../src/analyzer/rules/index.ts';

/** Rules that no page and server can show by themselves, and what is missing. */
const NOT_SHOWN: Readonly<Record<string, string>> = {
  'client-blocked': 'another extension has to block the request',
  'network-failed': 'it stands for the errors that have no rule, and what a server can bring about has one',
  'response-unexplained': 'another extension has to take headers away after they were seen',
  'scheme-invalid': 'the page has to be a file, and the extension has to be let see files',
};

describe('the lab', () => {
  const shown = new Set(
    SCENARIOS.flatMap(({ expect: { rule, firefox, findings = [] } }) => [rule, firefox?.rule, ...findings]),
  );

  test('has a scenario for every rule of the catalogue, but for those that take more than page and servers', () => {
    const missing = RULES.map(({ id }) => id).filter((id) => !shown.has(id));
    expect(missing.sort()).toEqual(Object.keys(NOT_SHOWN).sort());
  });

  test('has scenarios whose verdict only the page can tell', () => {
    expect(SCENARIOS.some(({ expect: { untilTold } }) => untilTold !== undefined)).toBe(true);
  });

  test('declares no rule that the catalogue does not have, and every scenario once', () => {
    const rules: readonly string[] = RULES.map(({ id }) => id);
    expect([...shown].filter((rule) => rule !== null && rule !== undefined && !rules.includes(rule))).toEqual([]);
    const ids = SCENARIOS.map(({ id }) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });
});
