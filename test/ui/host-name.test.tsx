// @vitest-environment happy-dom
import { domainToASCII } from 'node:url';
import { render } from 'preact';
import { afterEach, expect, test } from 'vitest';
import { HostLabel } from '../../src/ui/host-label.tsx';
import { asciiHost, hostName } from '../../src/ui/host-name.ts';

afterEach(() => render(null, document.body));

const originOf = (host: string, port = '') => `https://${domainToASCII(host)}${port}`;

test.each([
  'bücher.example',
  'пример.example',
  'παράδειγμα.example',
  '例え.example',
  'カタカナー.example',
  '中文abc.example',
  '한국.example',
  'דוגמה.example',
  'مثال.example',
  'उदाहरण.example',
  'api-2.straße-münchen.example',
])('%s is shown as it is read, and its ASCII form beside it', (host) => {
  const origin = originOf(host, ':8443');
  expect(hostName(origin)).toBe(`${host.normalize('NFC')}:8443`);
  expect(asciiHost(origin)).toMatch(/xn--.*:8443$/);
  render(<HostLabel origin={origin} />, document.body);
  expect(document.querySelector('bdi')?.textContent).toBe(hostName(origin));
  expect(document.querySelector('.host-sent')?.textContent).toBe(asciiHost(origin));
});

test.each([
  ['two scripts', 'pаypal.example'],
  ['letters that all look Latin', 'аррӏе.example'],
  ['Greek letters that all look Latin', 'νοω.example'],
  ['Latin and Greek', 'αpi.example'],
  ['a symbol', '☃.example'],
  ['digits of another script', 'म३.example'],
  ['a phonetic letter', 'ɡoogle.example'],
])('a name with %s stays in ASCII', (_, host) => {
  const origin = originOf(host);
  expect(origin).toContain('xn--');
  expect(hostName(origin)).toBe(asciiHost(origin));
  render(<HostLabel origin={origin} />, document.body);
  expect(document.querySelector('.host-sent')).toBeNull();
});

test.each([
  'https://xn--a.example',
  'https://xn--.example',
  'https://xn--99999999999.example',
  'http://[::1]:80',
  'null',
])('%s is shown as it is', (origin) => {
  expect(hostName(origin)).toBe(asciiHost(origin));
});
