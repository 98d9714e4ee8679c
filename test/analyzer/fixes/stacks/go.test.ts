import { describe, expect, it } from 'vitest';
import { goJub0bsCors } from '../../../../src/analyzer/fixes/stacks/go-jub0bs-cors.ts';
import { goRsCors } from '../../../../src/analyzer/fixes/stacks/go-rs-cors.ts';
import { refusal, rendered } from './a-policy.ts';

describe('rs/cors', () => {
  it('names a header that needs no permission where none is needed, because an empty list allows three', () => {
    expect(rendered(goRsCors, { requestHeaders: [] }).code).toMatch(/AllowedHeaders: +\[\]string\{"accept"\}/);
  });

  it('states an age of zero as a negative number, because zero leaves the header out', () => {
    expect(rendered(goRsCors, { maxAge: 0 }).code).toMatch(/MaxAge: +-1,/);
  });

  it('breaks a long list into one entry a line, without alignment', () => {
    const requestHeaders = Array.from({ length: 9 }, (_, index) => `x-long-name-${index}`);
    expect(rendered(goRsCors, { requestHeaders }).code).toContain(
      '\t\tAllowedHeaders: []string{\n\t\t\t"x-long-name-0",\n',
    );
  });
});

describe('jub0bs/cors', () => {
  it.each([
    'https://web_app',
    'https://-a.example',
    'https://a-.example',
    'https://ab--c.example',
    'https://a.example.',
  ])('refuses the host name of %s, which the library does not accept', (origin) => {
    expect(refusal(goJub0bsCors, { origins: [origin] })).toContain(origin);
  });

  it.each([
    'https://xn--bcher-kva.example',
    'http://localhost:3000',
    'http://127.0.0.1:3000',
    'http://[::1]:3000',
    'https://192.168.1.2',
  ])('takes %s', (origin) => {
    expect(refusal(goJub0bsCors, { origins: [origin] })).toBeUndefined();
  });

  it('gives credentials to encrypted pages and this machine only, by its usual names', () => {
    const origins = ['https://a.example', 'http://b.localhost'];
    expect(refusal(goJub0bsCors, { origins })).toContain('http://b.localhost');
    expect(refusal(goJub0bsCors, { origins, credentials: false })).toBeUndefined();
  });

  it('refuses names that no page can use', () => {
    expect(refusal(goJub0bsCors, { requestHeaders: ['Sec-Fetch-Mode'] })).toContain('Sec-Fetch-Mode');
    expect(refusal(goJub0bsCors, { exposeHeaders: ['set-cookie'] })).toContain('set-cookie');
    expect(refusal(goJub0bsCors, { methods: ['TRACE'] })).toContain('TRACE');
  });

  it('refuses to have preflights kept for more than a day', () => {
    expect(refusal(goJub0bsCors, { maxAge: 86_401 })).toMatch(/day/);
    expect(refusal(goJub0bsCors, { maxAge: 86_400 })).toBeUndefined();
  });
});
