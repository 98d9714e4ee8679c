// @vitest-environment happy-dom
import { render } from 'preact';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { analyze } from '../../src/analyzer/analyze.ts';
import { transcriptText } from '../../src/analyzer/transcript-text.ts';
import { whatIf } from '../../src/analyzer/what-if.ts';
import { App } from '../../src/panel/components/app.tsx';
import { createPanelState } from '../../src/panel/state.ts';
import { answersOf, draftOf, edited, problemOfLine, problemOfStatus } from '../../src/panel/what-if-draft.ts';
import { memorySource, THREE_FETCHES } from '../support/panel-source.ts';
import { parseTranscript } from '../support/transcript.ts';

afterEach(() => {
  render(null, document.body);
  vi.unstubAllGlobals();
});

const REFUSED = `
page http://localhost:5173
credentials same-origin
> OPTIONS http://localhost:3001/items
Access-Control-Request-Method: PUT
< 404
! net::ERR_FAILED
`;

const REDIRECT = `
page http://localhost:5173
credentials same-origin
> GET http://localhost:3001/a
< 302
Access-Control-Allow-Origin: *
Location: http://localhost:3001/b
> GET http://localhost:3001/b
< 200
! net::ERR_FAILED
`;

function only(transcript: string) {
  const [analyzed] = analyze([parseTranscript(transcript)]).traces;
  if (!analyzed) throw new Error('the transcript has no fetch');
  return analyzed;
}

const ORIGIN = ['Access-Control-Allow-Origin', 'http://localhost:5173'] as const;

describe('supposed answers', () => {
  const preflight = { hop: 0, phase: 'preflight', status: 204 } as const;
  const actual = { hop: 0, phase: 'actual', status: 200 } as const;

  test('leave the verdict open while nobody knows what the request itself is answered', () => {
    const answers = [{ ...preflight, headers: [ORIGIN, ['Access-Control-Allow-Methods', 'PUT']] as const }];
    const { judgement } = whatIf(only(REFUSED), answers, []).likely;
    expect([judgement.verdict, judgement.missing, judgement.failure]).toEqual([
      'undetermined',
      ['response'],
      undefined,
    ]);
  });

  test('are judged together: preflight and request', () => {
    const passing = { ...preflight, headers: [ORIGIN, ['Access-Control-Allow-Methods', 'PUT']] as const };
    expect(whatIf(only(REFUSED), [passing, { ...actual, headers: [ORIGIN] }], []).likely.judgement.verdict).toBe(
      'allowed',
    );
    const bare = whatIf(only(REFUSED), [passing, { ...actual, headers: [] }], []).likely;
    expect([bare.judgement.verdict, bare.cause?.phase]).toEqual(['blocked', 'actual']);
  });

  test('fail with the rule that a real answer of that kind would have', () => {
    const answers = [{ ...preflight, headers: [ORIGIN] }];
    expect(whatIf(only(REFUSED), answers, []).likely.cause?.rule).toMatch(/^method-/);
  });

  test('cut off what no longer follows, and lead to where a new redirect points', () => {
    const ended = whatIf(only(REDIRECT), [{ ...actual, headers: [ORIGIN] }], []).likely;
    expect([ended.trace.hops.length, ended.judgement.verdict]).toEqual([1, 'allowed']);
    const moved = { ...actual, status: 302, headers: [ORIGIN, ['Location', '/c']] as const };
    const onward = whatIf(only(REDIRECT), [moved], []).likely;
    expect([onward.trace.hops.at(-1)?.url, onward.judgement.verdict]).toEqual([
      'http://localhost:3001/c',
      'undetermined',
    ]);
  });

  test('say both where the credentials mode is not known and decides', () => {
    const unknown = only(REFUSED.replace('credentials same-origin\n', ''));
    const star = ['Access-Control-Allow-Origin', '*'] as const;
    const passing = { ...preflight, headers: [star, ['Access-Control-Allow-Methods', 'PUT']] as const };
    const { likely, withCredentials } = whatIf(unknown, [passing, { ...actual, headers: [star] }], []);
    expect([likely.judgement.verdict, withCredentials?.judgement.verdict]).toEqual(['allowed', 'blocked']);
  });

  test('that are the seen ones lead to the seen verdict, and the fetch stays as it was', () => {
    for (const transcript of [REFUSED, REDIRECT]) {
      const real = only(transcript);
      const before = JSON.stringify(real.trace);
      const answers = answersOf(draftOf(real.trace)) ?? [];
      expect(whatIf(real, answers, []).likely.cause?.rule).toBe(real.cause?.rule);
      expect(JSON.stringify(real.trace)).toBe(before);
    }
  });
});

describe('a transcript', () => {
  test.each([REFUSED, REDIRECT, ...THREE_FETCHES.split('---')])(
    'is read back as the fetch it was written from',
    (text) => {
      const real = only(text);
      const again = only(transcriptText(real, ['a remark\nof two lines']));
      expect([again.judgement.verdict, again.cause?.rule]).toEqual([real.judgement.verdict, real.cause?.rule]);
      const wire = ({ trace }: typeof real) =>
        trace.hops.map((hop) => [
          hop.url,
          hop.preflight?.response?.headers,
          hop.response?.status,
          hop.response?.headers,
        ]);
      expect(wire(again)).toEqual(wire(real));
    },
  );
});

describe('a draft', () => {
  const [answer] = draftOf(parseTranscript(REFUSED));
  if (!answer) throw new Error('there is no answer to edit');

  test.each([
    [{ name: '', value: 'x' }],
    [{ name: 'a b', value: 'x' }],
    [{ name: 'ä', value: 'x' }],
    [{ name: 'X-Line', value: 'a\nb' }],
  ])('is not judged with a line that no server can send: %j', (line) => {
    expect(problemOfLine({ id: 0, ...line })).toBeDefined();
    expect(answersOf([edited(answer, { kind: 'add', ...line })])).toBeUndefined();
  });

  test.each(['', '99', '100', '600', 'ok', '20x'])('is not judged with the status %j', (status) => {
    expect(problemOfStatus(status)).toBeDefined();
    expect(answersOf([edited(answer, { kind: 'status', status })])).toBeUndefined();
  });

  test('leaves an answer out that was not seen, until it is supposed', () => {
    const draft = draftOf(parseTranscript(REFUSED));
    expect(answersOf(draft)).toHaveLength(1);
    expect(answersOf(draft.map((one) => (one.unseen ? edited(one, { kind: 'suppose' }) : one)))).toHaveLength(2);
  });
});

describe('the editor', () => {
  async function opened(transcript: string) {
    const state = createPanelState(memorySource(transcript).source);
    render(<App state={state} />, document.body);
    state.actions.start();
    await vi.waitFor(() => find('[data-toggles="what-if"]'));
    find('[data-toggles="what-if"]').click();
    await vi.waitFor(() => find('[data-part="what-if-result"]'));
    return state;
  }
  function find<E extends HTMLElement>(selector: string): E {
    const element = document.querySelector<E>(selector);
    if (!element) throw new Error(`${selector} is not in the document`);
    return element;
  }
  async function type(selector: string, value: string): Promise<void> {
    const input = find<HTMLInputElement>(selector);
    input.value = value;
    input.dispatchEvent(new Event('input', { bubbles: true }));
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  const verdict = () => find('.what-if-verdict').getAttribute('data-verdict');

  test('changes verdict and checks with each edit, and comes back with Reset', async () => {
    await opened(THREE_FETCHES);
    expect(verdict()).toBe('blocked');
    await type('.what-if-line:nth-child(2) [data-field="value"]', 'http://localhost:5173');
    expect(verdict()).toBe('allowed');
    expect(document.querySelector('[data-part="what-if-checks"] [data-result="failure"]')).toBeNull();
    find('[data-action="reset-what-if"]').click();
    await vi.waitFor(() => expect(verdict()).toBe('blocked'));
  });

  test('says what is wrong with a field, and keeps the last verdict', async () => {
    await opened(THREE_FETCHES);
    await type('.what-if-line:nth-child(2) [data-field="name"]', 'not a name');
    expect(find('.what-if-problem').textContent).not.toBe('');
    expect(find('.what-if-line:nth-child(2) [data-field="name"]').getAttribute('aria-invalid')).toBe('true');
    expect([verdict(), find('[data-part="what-if-result"]').getAttribute('data-stale')]).toEqual(['blocked', 'true']);
  });

  test('copies a transcript of what the fields say', async () => {
    const writeText = vi.fn<(text: string) => Promise<void>>(async () => undefined);
    vi.stubGlobal('navigator', { clipboard: { writeText } });
    await opened(THREE_FETCHES);
    await type('.what-if-line:nth-child(2) [data-field="value"]', '*');
    find('[data-action="copy-transcript"]').click();
    await vi.waitFor(() => expect(writeText).toHaveBeenCalled());
    expect(only(writeText.mock.lastCall?.[0] ?? '').trace.hops[0]?.response?.headers).toContainEqual([
      'Access-Control-Allow-Origin',
      '*',
    ]);
  });

  test('is not offered where no header decides', async () => {
    const state = createPanelState(
      memorySource('page http://localhost:5173\n> GET http://localhost:9/x\n! net::ERR_CONNECTION_REFUSED').source,
    );
    render(<App state={state} />, document.body);
    state.actions.start();
    await vi.waitFor(() => find('[data-part="headline"]'));
    expect(document.querySelector('[data-part="what-if"]')).toBeNull();
  });
});
