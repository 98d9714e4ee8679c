import { describe, expect, test } from 'vitest';
import { analyze } from '../../src/analyzer/analyze.ts';
import { describeReading } from '../../src/analyzer/describe-reading.ts';
import { plainText } from '../../src/analyzer/rules/prose.ts';
import { parseTranscript } from '../support/transcript.ts';

const PAGE = 'page http://localhost:3000\ncredentials same-origin';
const API = 'http://localhost:8000/items';
const OWN = 'Access-Control-Allow-Origin: http://localhost:3000';

function readingsOf(transcript: string) {
  const [analyzed] = analyze([parseTranscript(transcript)]).traces;
  if (!analyzed) throw new Error('the transcript has no fetch');
  const verdict = analyzed.judgement.verdict === 'allowed' ? 'allowed' : 'blocked';
  return {
    says: analyzed.readings.map((reading) => {
      const detail = reading.says === 'unknown' ? reading.because : reading.says === 'blocked' && reading.sameReason;
      return [reading.dialect, reading.says, detail];
    }),
    words: analyzed.readings.map((reading) => plainText(describeReading(reading, analyzed.trace, verdict))),
  };
}

const preflight = (method: string, names: string, answer: string) => `${PAGE}
> OPTIONS ${API}
Access-Control-Request-Method: ${method}
${names === '' ? '' : `Access-Control-Request-Headers: ${names}`}
${answer}`;

describe('the other readings', () => {
  test.each<[string, string, unknown[][]]>([
    [
      'agree on a missing header',
      `${PAGE}\n> GET ${API}\n< 200\n! net::ERR_FAILED`,
      [
        ['firefox', 'blocked', true],
        ['standard', 'blocked', true],
      ],
    ],
    [
      'agree on a header that matches',
      `${PAGE}\n> GET ${API}\n< 200\n${OWN}\n! completed`,
      [
        ['firefox', 'allowed', false],
        ['standard', 'allowed', false],
      ],
    ],
    [
      'differ on Authorization under the star, which the Standard does not cover',
      `${preflight('GET', 'authorization', `< 204\n${OWN}\nAccess-Control-Allow-Headers: *`)}
> GET ${API}\nAuthorization: ‹redacted›\n< 200\n${OWN}\n! completed`,
      [
        ['firefox', 'allowed', false],
        ['standard', 'blocked', false],
      ],
    ],
    [
      'name the reason of Firefox, which judges the header of a redirected preflight before the redirect',
      `${preflight('PUT', '', '< 302\nLocation: /elsewhere')}\n! net::ERR_FAILED`,
      [
        ['firefox', 'blocked', false],
        ['standard', 'blocked', false],
      ],
    ],
    [
      'cannot be known where the others would have asked first',
      `${PAGE}\n> GET ${API}\nIntervention: slow\n< 200\n${OWN}\n! completed`,
      [
        ['firefox', 'unknown', 'asks-first'],
        ['standard', 'unknown', 'asks-first'],
      ],
    ],
    [
      'are refusals for another reason where the response is refused with and without asking first',
      `${PAGE}\n> GET ${API}\nIntervention: slow\n< 200\n! net::ERR_FAILED`,
      [
        ['firefox', 'blocked', false],
        ['standard', 'blocked', false],
      ],
    ],
    [
      'cannot be known where Chromium would not have asked and so would have seen another answer',
      `browser firefox\n${preflight('GET', 'dpr', '< 404')}\n> GET ${API}\nDPR: 2\n! NS_ERROR_DOM_BAD_URI`,
      [
        ['chromium', 'unknown', 'asks-not'],
        ['standard', 'blocked', true],
      ],
    ],
    ['are none where nothing was decided', `${PAGE}\n> GET ${API}\n! pending`, []],
    ['are none where the network failed', `${PAGE}\n> GET ${API}\n! net::ERR_CONNECTION_REFUSED`, []],
    [
      'are none where headers do not explain the browser',
      `${PAGE}\n> GET ${API}\n< 200\n${OWN}\n! net::ERR_FAILED`,
      [],
    ],
  ])('%s', (_title, transcript, expected) => {
    expect(readingsOf(transcript).says).toEqual(expected);
  });

  test('hold for both candidates, or the credentials mode decides', () => {
    const both = preflight('PUT', '', `< 404\n${OWN}`).replace('credentials same-origin\n', '');
    expect(readingsOf(`${both}\n! net::ERR_FAILED`).says).toEqual([
      ['firefox', 'blocked', true],
      ['standard', 'blocked', true],
    ]);
  });

  test("are told with the engine's own name, and as agreement or not", () => {
    const { words } = readingsOf(`${preflight('PUT', '', '< 302\nLocation: /elsewhere')}\n! net::ERR_FAILED`);
    expect(words[0]).toBe('Firefox would refuse this too, for another reason: CORSMissingAllowOrigin.');
    expect(readingsOf(`${PAGE}\n> GET ${API}\n< 200\n${OWN}\n! completed`).words[0]).toBe(
      'Firefox would allow this too.',
    );
  });
});
