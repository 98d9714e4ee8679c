import { describe, expect, test } from 'vitest';
import { analyze } from '../../src/analyzer/analyze.ts';
import { elided } from '../../src/panel/elided.ts';
import { sequenceOf } from '../../src/panel/sequence.ts';
import { sequenceLayout } from '../../src/panel/sequence-layout.ts';
import { storySteps } from '../../src/panel/story-steps.ts';
import { parseTranscript } from '../support/transcript.ts';

const PREFLIGHT_REFUSED = `
page http://localhost:5173
> OPTIONS http://localhost:3001/items
Access-Control-Request-Method: PUT
< 204
> PUT http://localhost:3001/items
! net::ERR_FAILED
`.replace('> PUT http://localhost:3001/items\n', '');

const REDIRECTED = `
page http://localhost:5173
> GET https://api.example/a
< 302
Access-Control-Allow-Origin: http://localhost:5173
Location: https://a-rather-long-name-of-a-host.static.content.example/b
> GET https://a-rather-long-name-of-a-host.static.content.example/b
< 200
! net::ERR_FAILED
`;

const DOWN = 'page http://localhost:5173\n> GET http://localhost:9999/health\n! net::ERR_CONNECTION_REFUSED';

const ALLOWED = `
page http://localhost:5173
> GET http://localhost:3001/items
< 200
Access-Control-Allow-Origin: *
! completed
`;

function drawn(transcript: string) {
  const [analyzed] = analyze([parseTranscript(transcript)]).traces;
  if (!analyzed) throw new Error('the transcript has no fetch');
  return sequenceOf(analyzed, storySteps(analyzed));
}

describe('who talked with whom', () => {
  test('has page, browser and each server once, in the order in which they were asked', () => {
    expect(drawn(REDIRECTED).lanes.map(({ title }) => title)).toEqual([
      'page at http://localhost:5173',
      'browser',
      'https://api.example',
      'https://a-rather-long-name-of-a-host.static.content.example',
    ]);
  });

  test('leads through a redirect: out and back to each server, and to the page', () => {
    expect(drawn(REDIRECTED).messages.map(({ from, to }) => [from, to])).toEqual([
      [0, 1],
      [1, 2],
      [2, 1],
      [1, 3],
      [3, 1],
      [1, 0],
    ]);
  });

  test.each([
    ['the answer to a preflight', PREFLIGHT_REFUSED, { hop: 0, phase: 'preflight', side: 'response' }],
    ['the answer of the second server', REDIRECTED, { hop: 1, phase: 'actual', side: 'response' }],
    ['the request that nobody answered', DOWN, { hop: 0, phase: 'actual', side: 'request' }],
  ])('marks %s as the one message that broke the fetch', (_name, transcript, exchange) => {
    const broken = drawn(transcript).messages.filter(({ broke }) => broke !== null);
    expect(broken.map((message) => message.exchange)).toEqual([exchange]);
  });

  test('marks nothing in a fetch that passed', () => {
    expect(drawn(ALLOWED).messages.filter(({ broke, tone }) => broke !== null || tone === 'stop')).toEqual([]);
  });

  test('says of a request that was held back that it was never sent, at the browser', () => {
    const held = drawn(PREFLIGHT_REFUSED).messages.filter(({ from, to }) => from === to);
    expect(held.map(({ label }) => label)).toEqual(['PUT never sent']);
  });

  test('lets an arrow to a server that is not there end before it', () => {
    const lost = sequenceLayout(drawn(DOWN), 600);
    const [arrow] = lost.messages.filter(({ message }) => message.lost);
    expect(arrow?.toX).toBeLessThan(lost.lanes[2]?.x ?? 0);
  });
});

describe('the picture', () => {
  test.each([240, 288, 320, 568, 680])('has everything inside at %d pixels, and nothing over each other', (width) => {
    for (const transcript of [PREFLIGHT_REFUSED, REDIRECTED, DOWN, ALLOWED]) {
      const layout = sequenceLayout(drawn(transcript), width);
      layout.lanes.forEach(({ x, boxWidth }, index) => {
        expect(x - boxWidth / 2).toBeGreaterThanOrEqual(-0.5);
        expect(x + boxWidth / 2).toBeLessThanOrEqual(width + 0.5);
        const next = layout.lanes[index + 1];
        if (next) expect(x + boxWidth / 2).toBeLessThanOrEqual(next.x - next.boxWidth / 2);
      });
      for (const { label, mark, area } of layout.messages) {
        for (const text of [label, ...(mark ? [mark] : [])]) {
          expect(text.x).toBeGreaterThanOrEqual(0);
          expect(text.x + [...text.text].length * 6.6).toBeLessThanOrEqual(width + 1);
          expect(text.y).toBeLessThanOrEqual(area.y + area.height);
        }
      }
      const ends = layout.messages.map(({ area }) => area.y + area.height);
      for (const [index, { label }] of layout.messages.slice(1).entries()) {
        expect(label.y - 12).toBeGreaterThanOrEqual((ends[index] ?? 0) - 8);
      }
      expect(layout.height).toBeGreaterThanOrEqual(ends.at(-1) ?? 0);
    }
  });

  test('keeps both ends of a long name of a host', () => {
    const layout = sequenceLayout(drawn(REDIRECTED), 320);
    expect(layout.lanes[3]?.name).toMatch(/^a.*…[^…]*e$/);
  });

  test.each([
    ['short', 10, 'short'],
    ['abcdefghij', 5, 'ab…ij'],
    ['abcdefghij', 4, 'ab…j'],
    ['🙂🙂🙂🙂', 3, '🙂…🙂'],
    ['abc', 1, 'a…'],
  ])('elides %j to %d characters in its middle', (text, most, result) => {
    expect(elided(text, most)).toBe(result);
  });
});
