import { describe, expect, test } from 'vitest';
import { analyze } from '../../src/analyzer/analyze.ts';
import { describeCheck } from '../../src/analyzer/describe-check.ts';
import { plainText } from '../../src/analyzer/rules/prose.ts';
import { explainCredentials, explainPreflight, explainVerdict } from '../../src/analyzer/story.ts';
import { parseTranscript } from '../support/transcript.ts';

const PAGE = 'page http://localhost:3000';
const API = 'http://localhost:8000/api/items';
const OWN = 'Access-Control-Allow-Origin: http://localhost:3000';

function storyOf(text: string) {
  const [analyzed] = analyze([parseTranscript(text)]).traces;
  if (!analyzed) throw new Error('nothing was analysed');
  const { trace, judgement } = analyzed;
  return {
    headline: plainText(explainVerdict(analyzed).headline),
    explanation: plainText(explainVerdict(analyzed).explanation),
    preflight: plainText(explainPreflight(analyzed, 0)),
    credentials: plainText(explainCredentials(judgement)),
    checks: judgement.steps.map((step) => plainText(describeCheck(step, trace))),
  };
}

describe('explainVerdict', () => {
  test('an allowed fetch is explained by its deciding header and by its preflight', () => {
    const story = storyOf(`${PAGE}\n> GET ${API}\n< 200\n${OWN}\n! completed`);
    expect(story.headline).toContain('http://localhost:8000 lets http://localhost:3000 read');
    expect(story.explanation).toContain('byte for byte');
    expect(story.explanation).toContain('No preflight was needed');
  });

  test('the star is explained as a star', () => {
    expect(storyOf(`${PAGE}\n> GET ${API}\n< 200\nAccess-Control-Allow-Origin: *\n! completed`).explanation).toContain(
      'is *',
    );
  });

  test('a response that passed against its headers is not explained away', () => {
    expect(storyOf(`credentials omit\n${PAGE}\n> GET ${API}\n< 200\n! completed`).headline).toContain('do not explain');
  });

  test('each verdict that is not about CORS has words of its own', () => {
    expect(storyOf(`mode no-cors\n${PAGE}\n> GET ${API}\n< 200\n! completed`).headline).toContain('no-cors');
    expect(storyOf(`mode navigate\ntype sub_frame\n${PAGE}\n> GET ${API}\n< 200\n! completed`).headline).toContain(
      'navigation',
    );
    expect(storyOf(`mode websocket\ntype websocket\n${PAGE}\n> GET ${API}\n< 101\n! completed`).headline).toContain(
      'WebSocket',
    );
  });

  test('what is missing is named when nothing can be told', () => {
    expect(storyOf(`${PAGE}\n> GET ${API}\n! pending`).headline).toContain('Waiting for http://localhost:8000');
    const open = storyOf(`browser firefox\n${PAGE}\n> GET ${API}\n< 200\nAccess-Control-Allow-Origin: *\n! completed`);
    expect(open.explanation).toContain(
      "With credentials: 'same-origin' it is allowed, with credentials: 'include' it is blocked",
    );
  });
});

describe('explainPreflight', () => {
  const preflight = `${PAGE}\n> OPTIONS ${API}\nAccess-Control-Request-Method: PUT\nAccess-Control-Request-Headers: x-foo\n< 204\n${OWN}\n`;

  test('the method and the headers that made the browser ask are named', () => {
    expect(storyOf(`${preflight}! net::ERR_FAILED`).preflight).toContain('the method PUT and the header x-foo');
  });

  test('a cached answer is told from one that was not needed', () => {
    expect(storyOf(`${PAGE}\n> PUT ${API}\n< 200\n${OWN}\n! completed`).preflight).toContain('preflight cache');
  });

  test('a preflight that neither method nor headers need is called forced', () => {
    const forced = `${PAGE}\n> OPTIONS ${API}\nAccess-Control-Request-Method: POST\n< 204\n${OWN}\n> POST ${API}\n< 200\n${OWN}\n! completed`;
    expect(storyOf(forced).preflight).toContain('upload listeners');
  });
});

describe('explainCredentials', () => {
  test('the source is told: unknown, page-reported or inferred', () => {
    const request = `${PAGE}\n> GET ${API}\n`;
    expect(storyOf(`${request}! pending`).credentials).toContain('unknown');
    expect(storyOf(`credentials omit\n${request}! pending`).credentials).toContain('page-reported');
    expect(storyOf(`${request}< 200\nAccess-Control-Allow-Origin: *\n! net::ERR_FAILED`).credentials).toContain(
      'include, inferred',
    );
  });
});

describe('describeCheck', () => {
  test('a failure states what was found', () => {
    const { checks } = storyOf(
      `${PAGE}\n> GET ${API}\n< 200\nAccess-Control-Allow-Origin: http://localhost:5173\n! net::ERR_FAILED`,
    );
    expect(
      checks.some((check) => check.includes('it is http://localhost:5173, the origin is http://localhost:3000')),
    ).toBe(true);
  });

  test('responses are numbered once there are several', () => {
    const { checks } = storyOf(
      `${PAGE}\n> GET ${API}\n< 302\n${OWN}\nLocation: /b\n> GET http://localhost:8000/b\n< 200\n${OWN}\n! completed`,
    );
    expect(checks.some((check) => check.includes('(redirect 1)'))).toBe(true);
    expect(checks.some((check) => check.includes('(response 2)'))).toBe(true);
  });
});
