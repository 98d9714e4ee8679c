import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { analyze } from '../../src/analyzer/analyze.ts';
import { curlPair } from '../../src/analyzer/fixes/curl.ts';
import { POWER_SHELL } from '../../src/analyzer/fixes/power-shell.ts';
import { POSIX_SHELL, type Shell } from '../../src/analyzer/fixes/shell.ts';
import { assemble } from '../../src/analyzer/trace/assemble.ts';
import { HOSTILE_VALUES, hostileSession, PLACES } from './hostile-values.ts';
import { legacyArguments, powerShellArguments } from './power-shell-reader.ts';

const ANALYZED = HOSTILE_VALUES.flatMap(([, value]) =>
  PLACES.flatMap((place) => analyze(assemble(hostileSession(value, place), 'chromium')).traces),
);

function commandsFor(shell: Shell): readonly string[] {
  return ANALYZED.flatMap(({ trace, judgement }) => {
    const { preflight, actual } = curlPair(trace, judgement, shell);
    return preflight === null ? [actual] : [preflight, actual];
  });
}

/** What curl is given by a real shell, as this system's would be: the same requests, so the same arguments. */
function givenBySh(): readonly (readonly string[])[] {
  const script = `curl() { printf '%s\\0' "$@"; printf '\\036\\0'; }\n${commandsFor(POSIX_SHELL).join('\n')}\n`;
  const { stdout } = spawnSync('sh', ['-s'], { input: script, maxBuffer: 1e9 });
  const calls = stdout.toString('utf8').split('\x1e\0');
  return calls.slice(0, -1).map((call) => call.split('\0').slice(0, -1));
}

describe('the curl commands of every hostile value, for PowerShell', () => {
  const read = commandsFor(POWER_SHELL).map(powerShellArguments);

  test('are one call of curl each, with the arguments that a real sh gives it', () => {
    const given = read.map(([program, ...found]) => {
      expect(program?.value).toBe('curl.exe');
      return found.map(({ value }) => (value === 'NUL' ? '/dev/null' : Buffer.from(value).toString('utf8')));
    });
    expect(given.length).toBeGreaterThan(1000);
    expect(given).toEqual(givenBySh());
  });

  test('give the same arguments in versions that do not escape them', () => {
    for (const found of read) {
      expect(legacyArguments(found)).toEqual(found.map(({ value }) => value).filter((value) => value !== ''));
    }
  });
});

test.each([
  ["curl.exe 'a' 'b''c'", ['curl.exe', 'a', "b'c"]],
  ["curl.exe 'a\u2019\u2019b'", ['curl.exe', 'a\u2019b']],
])('the reader of PowerShell reads %j', (command, values) => {
  expect(powerShellArguments(command).map(({ value }) => value)).toEqual(values);
});

test.each([
  ["curl.exe 'a'; calc"],
  ["curl.exe 'a\u2019; calc; \u2018b'"],
  ['curl.exe $(calc)'],
  ["curl.exe 'a' | calc"],
  ["curl.exe 'a'\ncalc"],
  ["curl.exe (Exact 'a')"],
  ["curl.exe 'a' 'b"],
])('the reader of PowerShell refuses %j', (command) => {
  expect(() => powerShellArguments(command)).toThrow();
});

test('what older versions pass on unescaped would be more than one argument', () => {
  expect(legacyArguments([{ value: 'a" -o "b', isExact: false }])).not.toEqual(['a" -o "b']);
  expect(legacyArguments([{ value: 'a" -o "b\\', isExact: true }])).toEqual(['a" -o "b\\']);
});
