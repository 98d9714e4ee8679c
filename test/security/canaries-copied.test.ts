import { describe, expect, test } from 'vitest';
import { analyze } from '../../src/analyzer/analyze.ts';
import { exportHar } from '../../src/analyzer/files/export-har.ts';
import { reportMarkdown } from '../../src/analyzer/files/report-markdown.ts';
import { curlCommands } from '../../src/analyzer/fixes/curl.ts';
import { POWER_SHELL } from '../../src/analyzer/fixes/power-shell.ts';
import { POSIX_SHELL } from '../../src/analyzer/fixes/shell.ts';
import { toReportJson } from '../../src/analyzer/report-json.ts';
import { assemble } from '../../src/analyzer/trace/assemble.ts';
import { redactRequestHeaders, redactResponseHeaders, redactUrl } from '../../src/analyzer/trace/redact.ts';
import { REDACTED } from '../../src/analyzer/trace/secrets.ts';
import { API, Capture, PAGE } from '../support/capture.ts';

const SECRET = 'canarySecret1Zx9';

/** A blocked request with a secret in every place, as the background stores it. */
function recorded() {
  const capture = new Capture();
  const url = redactUrl(`${API}?access_token=${SECRET}&page=2`);
  const sent = redactRequestHeaders([
    ['Authorization', `Bearer ${SECRET}`],
    ['Cookie', `sid=${SECRET}`],
    ['X-Api-Key', SECRET],
  ]);
  const answer = redactResponseHeaders([
    ['Access-Control-Allow-Origin', PAGE],
    ['Access-Control-Allow-Methods', 'PUT'],
    ['Set-Cookie', `sid=${SECRET}; Path=/`],
  ]);
  const put = capture.request('1', url, { method: 'PUT' });
  capture.preflight('2', url, 'PUT', 'authorization,x-api-key').receives(204, answer).completes(204, answer);
  put.fails();
  capture
    .request('3', url)
    .sends(sent)
    .receives(200, redactResponseHeaders([['Set-Cookie', `sid=${SECRET}`]]))
    .fails();
  return assemble(capture.observations, 'chromium');
}

describe('a secret of the recorded traffic is in nothing that leaves the panel', () => {
  const traces = recorded();
  const { traces: analyzed } = analyze(traces);
  const about = {
    version: '1',
    browser: 'chromium' as const,
    tab: { id: 1, origin: PAGE },
    capturedFrom: 0,
    dropped: 0,
  };
  const curlFor = (shell: typeof POSIX_SHELL) =>
    analyzed.map(({ trace, judgement }) => curlCommands(trace, judgement, shell)).join('\n');

  test.each([
    ['the report', JSON.stringify(toReportJson(analyze(traces), about)), REDACTED],
    ['the HAR', JSON.stringify(exportHar(traces, { version: '1' })), REDACTED],
    ['the Markdown', reportMarkdown(analyzed, { page: PAGE }), REDACTED],
    ['the curl commands for sh', curlFor(POSIX_SHELL), '"$TOKEN"'],
    ['the curl commands for PowerShell', curlFor(POWER_SHELL), '$env:TOKEN'],
  ])('%s, which says that something was there', (_, text, instead) => {
    expect(text).toContain('localhost:8000/items');
    expect(text).not.toContain(SECRET);
    expect(text).toContain(instead);
  });
});
