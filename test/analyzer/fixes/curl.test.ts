import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { curlPair } from '../../../src/analyzer/fixes/curl.ts';
import { shellWord } from '../../../src/analyzer/fixes/shell.ts';
import type { FetchTrace } from '../../../src/analyzer/trace/fetch-trace.ts';
import { judge } from '../../../src/analyzer/trace/judge.ts';
import { HOSTILE } from './hostile.ts';
import { subject } from './subject.ts';

const COMMON = ['-s', '-o', '/dev/null', '-D', '-'];

function pairOf(transcript: string) {
  const { trace, judgement } = subject(transcript);
  return curlPair(trace, judgement);
}

describe('curlPair', () => {
  const PATCH = `
    page http://localhost:3000
    > OPTIONS http://localhost:8000/api?page=2
    Access-Control-Request-Method: PATCH
    Access-Control-Request-Headers: authorization,content-type
    < 204
    Access-Control-Allow-Origin: http://localhost:3000
    Access-Control-Allow-Methods: PATCH
    Access-Control-Allow-Headers: authorization, content-type
    > PATCH http://localhost:8000/api?page=2
    Authorization: Bearer ‹redacted›
    Content-Type: application/json
    Cookie: ‹redacted›
    Accept: */*
    < 200
    ! net::ERR_FAILED`;

  it('asks for permission as the browser did', () => {
    expect(argumentsOf([pairOf(PATCH).preflight ?? ''])).toEqual([
      [
        ...COMMON,
        '-X',
        'OPTIONS',
        'http://localhost:8000/api?page=2',
        '-H',
        'Origin: http://localhost:3000',
        '-H',
        'Access-Control-Request-Method: PATCH',
        '-H',
        'Access-Control-Request-Headers: authorization,content-type',
      ],
    ]);
  });

  it('sends what the page sent, with secrets from the environment', () => {
    expect(argumentsOf([pairOf(PATCH).actual], { TOKEN: 't0ken', COOKIE: 'a=b' })).toEqual([
      [
        ...COMMON,
        '-X',
        'PATCH',
        'http://localhost:8000/api?page=2',
        '-H',
        'Origin: http://localhost:3000',
        '-H',
        'Authorization: Bearer t0ken',
        '-H',
        'Content-Type: application/json',
        '-H',
        'Cookie: a=b',
      ],
    ]);
  });

  it('leaves the preflight out when none is needed', () => {
    const { preflight, actual } = pairOf(
      'page http://localhost:3000\n> GET http://localhost:8000/\n< 200\n! net::ERR_FAILED',
    );
    expect(preflight).toBeNull();
    expect(actual).toBe(`curl -s -o /dev/null -D - 'http://localhost:8000/' -H 'Origin: http://localhost:3000'`);
  });

  it('asks for the values of a request that never went out', () => {
    const blocked = PATCH.slice(0, PATCH.indexOf('    < 204')).concat('    < 500\n    ! net::ERR_FAILED');
    const [words] = argumentsOf([pairOf(blocked).actual], { TOKEN: 't0ken', CONTENT_TYPE: 'text/csv' });
    expect(words).toContain('authorization: t0ken');
    expect(words).toContain('content-type: text/csv');
  });

  it('asks the hop that failed, with the origin that the browser sent there', () => {
    const { actual } = pairOf(`
      page http://localhost:3000
      > GET http://localhost:8000/a
      < 302
      Access-Control-Allow-Origin: *
      Location: http://localhost:9000/b
      > GET http://localhost:9000/b
      < 200
      ! net::ERR_FAILED`);
    expect(actual).toContain(`'http://localhost:9000/b' -H 'Origin: null'`);
  });

  it('writes no secret even if one was not redacted', () => {
    const { preflight, actual } = pairOf(PATCH.replaceAll('‹redacted›', 's3cret'));
    expect(`${preflight}${actual}`).not.toContain('s3cret');
  });

  it('shows a redacted part of the URL as masked', () => {
    const url = 'http://localhost:8000/a?token=‹redacted›&page=1';
    for (const shown of [url, new URL(url).href]) {
      const { actual } = pairOf(`page http://localhost:3000\n> GET ${shown}\n< 200\n! net::ERR_FAILED`);
      expect(actual).toContain(`'http://localhost:8000/a?token=<masked>&page=1'`);
    }
  });

  it('asks with --head instead of -X HEAD, which would wait for a body', () => {
    const { actual } = pairOf('page http://localhost:3000\n> HEAD http://localhost:8000/\n< 200\n! net::ERR_FAILED');
    expect(actual).toContain(' --head ');
    expect(actual).not.toContain('-X');
  });

  it('turns off what curl reads into brackets', () => {
    const { actual } = pairOf('page http://localhost:3000\n> GET http://[::1]:8000/{a}[1-9]\n< 200\n! net::ERR_FAILED');
    expect(actual).toContain('--globoff');
  });

  it('never follows redirects', () => {
    expect(pairOf(PATCH).actual).not.toMatch(/ (?:-L|--location)\b/);
  });

  it('reaches the shell as the words it was made of, whatever page and server put into them', () => {
    const values = [...HOSTILE, ...fc.sample(fc.string({ unit: 'binary', maxLength: 40 }), { numRuns: 300, seed: 3 })];
    const traces = values.map((value) => hostileTrace(value));
    const commands = traces.map((trace) => curlPair(trace, judge(trace)).actual);
    const all = argumentsOf(commands);
    expect(all).toHaveLength(values.length);
    all.forEach((words, index) => {
      const value = asBytes(values[index]?.replaceAll('\0', '').replaceAll(/[\r\n]+/g, ' ') ?? '');
      const url = asBytes(traces[index]?.hops[0]?.url.replaceAll('\0', '').replaceAll(/[\r\n]+/g, ' ') ?? '');
      expect(words.filter((word) => word !== '--globoff')).toEqual([
        ...COMMON,
        url,
        '-H',
        'Origin: http://localhost:3000',
        '-H',
        value === '' ? 'x-a;' : `x-a: ${value}`,
      ]);
    });
  });
});

describe('shellWord', () => {
  it('stands for exactly its value', () => {
    const values = [...HOSTILE, ...fc.sample(fc.string({ unit: 'binary' }), { numRuns: 300, seed: 4 })];
    const [words] = argumentsOf([`curl ${values.map(shellWord).join(' ')}`]);
    expect(words).toEqual(values.map((value) => asBytes(value.replaceAll('\0', ''))));
  });
});

/** Redacted and parsed before it gets here in real life; the commands must be safe even if it were not. */
function hostileTrace(value: string): FetchTrace {
  const { trace } = subject(
    'page http://localhost:3000\n> GET http://localhost:8000/\nX-A: 1\n< 200\n! net::ERR_FAILED',
  );
  const [hop] = trace.hops;
  if (!hop) throw new Error('the transcript has one hop');
  const requestHeaders = [
    ['Origin', 'http://localhost:3000'],
    ['Sec-Fetch-Mode', 'cors'],
    ['x-a', value],
  ] as const;
  return { ...trace, hops: [{ ...hop, url: `http://localhost:8000/${value}`, requestHeaders }] };
}

/** A lone surrogate has no bytes of its own; the pipe replaces it. */
function asBytes(value: string): string {
  return Buffer.from(value).toString();
}

/** What each command hands to curl: a real shell runs them all, with a curl that prints its arguments. */
function argumentsOf(commands: readonly string[], environment: Readonly<Record<string, string>> = {}): string[][] {
  const script = `curl() { for word in "$@"; do printf '%s\\0' "$word"; done; }\n${commands
    .map((command) => `${command}\nprintf '\\n\\0'`)
    .join('\n')}\n`;
  const { stdout, stderr, status } = spawnSync('sh', ['-s'], {
    input: script,
    env: { ...environment },
    encoding: 'utf8',
  });
  if (status !== 0 || stderr !== '') throw new Error(`the shell ended with ${status}: ${stderr}`);
  const lists: string[][] = [[]];
  for (const word of stdout.split('\0').slice(0, -1)) {
    if (word === '\n') lists.push([]);
    else lists.at(-1)?.push(word);
  }
  return lists.slice(0, -1);
}
