import { describe, expect, test } from 'vitest';
import { analyze } from '../../src/analyzer/analyze.ts';
import { otherRequests } from '../../src/analyzer/other-requests.ts';
import { plainText } from '../../src/analyzer/rules/prose.ts';
import { parseTranscripts } from '../support/transcript.ts';

const PAGE = 'page http://localhost:3000\ncredentials same-origin';
const OWN = 'Access-Control-Allow-Origin: http://localhost:3000';
const ITEMS = 'http://localhost:8000/items';
const OK = `${PAGE}\n> GET ${ITEMS}\n< 200\n${OWN}\nVary: Origin\n! completed`;
const NOT_FOUND = `${PAGE}\n> GET http://localhost:8000/itmes\n< 404\n! net::ERR_FAILED`;
const ASKED = `${PAGE}\n> OPTIONS ${ITEMS}\nAccess-Control-Request-Method: PUT\n< 204\n${OWN}
  Access-Control-Allow-Methods: PUT\nAccess-Control-Max-Age: 60\n> PUT ${ITEMS}\n< 200\n${OWN}\nVary: Origin\n! completed`;
const UNASKED = `${PAGE}\n> PUT ${ITEMS}\n< 200\n${OWN}\nVary: Origin\n! completed`;

/** What is said about the fetch with this index. */
function toldAbout(index: number, ...transcripts: readonly string[]) {
  const analyzed = analyze(parseTranscripts(transcripts.join('\n---\n'))).traces[index];
  if (!analyzed) throw new Error('there are not so many fetches');
  return otherRequests(analyzed);
}

describe('otherRequests', () => {
  test('says nothing about the only request to a server', () => {
    expect(toldAbout(0, NOT_FOUND)).toEqual([]);
  });

  test('tells which statuses carry the header, which do not, and which origins passed, with a request that shows it', () => {
    const [statuses, origins] = toldAbout(1, OK, NOT_FOUND);
    expect(statuses).toMatchObject({ kind: 'statuses', traceId: 'trace-1' });
    expect(plainText(statuses?.text ?? [])).toContain('comes with 200, and does not come with 404');
    expect(origins).toMatchObject({ kind: 'origins', traceId: 'trace-1' });
    expect(plainText(origins?.text ?? [])).toContain('http://localhost:3000');
  });

  test('says of one status that only some of its answers carry the header, and of two that none does', () => {
    const bare = OK.replace(OWN, 'X-None: 1').replace('completed', 'net::ERR_FAILED');
    const text = (...transcripts: readonly string[]) => plainText(toldAbout(0, ...transcripts)[0]?.text ?? []);
    expect(text(OK, bare)).toContain('comes with some answers of status 200 and not with others.');
    expect(text(bare, NOT_FOUND)).toContain('Access-Control-Allow-Origin does not come with 200 and 404.');
  });

  test('names the request that left a response in the cache', () => {
    const image = `${PAGE}\ntype image\nmode no-cors\n> GET ${ITEMS}\n< 200\nCache-Control: max-age=600\n! completed`;
    const cached = `${PAGE}\n> GET ${ITEMS}\n< 200 from-cache\nCache-Control: max-age=600\n! net::ERR_FAILED`;
    expect(toldAbout(1, image, cached)).toContainEqual(expect.objectContaining({ kind: 'cache', traceId: 'trace-1' }));
  });

  test('names the preflight that is still remembered, and until when', () => {
    expect(toldAbout(1, ASKED, UNASKED)).toContainEqual(
      expect.objectContaining({ kind: 'preflight', traceId: 'trace-1', until: 61_020 }),
    );
    const own = toldAbout(0, ASKED).find(({ kind }) => kind === 'preflight');
    expect(own).toMatchObject({ until: 61_020 });
    expect(own).not.toHaveProperty('traceId');
  });

  test('names the request that was told otherwise', () => {
    const refused = ASKED.replace('Methods: PUT', 'Methods: DELETE').replace(/> PUT.*$/s, '! net::ERR_FAILED');
    expect(toldAbout(1, ASKED, UNASKED, refused)).toContainEqual(
      expect.objectContaining({ kind: 'contradiction', traceId: 'trace-3' }),
    );
  });

  test('promises nothing of a preflight that was rejected or may not be remembered', () => {
    const refused = ASKED.replace('Methods: PUT', 'Methods: DELETE').replace(/> PUT.*$/s, '! net::ERR_FAILED');
    expect(toldAbout(0, refused).map(({ kind }) => kind)).not.toContain('preflight');
    expect(toldAbout(0, ASKED.replace('Max-Age: 60', 'Max-Age: 0')).map(({ kind }) => kind)).not.toContain('preflight');
  });
});
