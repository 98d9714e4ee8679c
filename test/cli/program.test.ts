import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { close, listen, portOf } from '../../lab/servers.ts';
import pkg from '../../package.json' with { type: 'json' };
import type { ReportJson } from '../../src/analyzer/report-json.ts';
import { selfSignedCertificate } from '../support/certificate.ts';

const folder = mkdtempSync(join(tmpdir(), 'whycors-cli-'));
const har = resolve('test/support/har/chromium.har');
const installed = join(folder, 'node_modules/whycors');
let program: string;

/** Packs the package as npm publishes it and installs it where nothing else is, from no registry. */
beforeAll(async () => {
  await build({ mode: 'cli', logLevel: 'error' });
  npm(['pack', '--ignore-scripts', '--pack-destination', folder], process.cwd());
  const [tarball = ''] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
  writeFileSync(join(folder, 'package.json'), '{}');
  npm(['install', '--offline', '--no-audit', '--no-fund', tarball], folder);
  const { bin } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
  program = join(installed, bin.whycors);
}, 180_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function npm(args: readonly string[], cwd: string): string {
  const shell = process.platform === 'win32';
  return execFileSync('npm', [...args, '--loglevel=error'], { cwd, encoding: 'utf8', shell });
}

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly errors: string;
}

function runProgram(
  args: readonly string[],
  { input = '', env = {} }: { readonly input?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<Ended> {
  return new Promise((done) => {
    const child = execFile(
      process.execPath,
      [program, ...args],
      { cwd: folder, maxBuffer: 1e8, env: { ...process.env, ...env } },
      (error, out, errors) => {
        done({ code: typeof error?.code === 'number' ? error.code : 0, out, errors });
      },
    );
    child.stdin?.end(input);
  });
}

describe('the packed program', () => {
  it('has no more in it than it needs, and needs nothing but Node', () => {
    const files = readdirSync(installed, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files.map(({ parentPath, name }) => relative(installed, join(parentPath, name))).sort()).toEqual([
      'LICENSE',
      'README.md',
      'dist/cli/whycors.js',
      'docs/cli.md',
      'docs/report-format.md',
      'docs/report.schema.json',
      'package.json',
    ]);
    expect(readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual(['whycors']);
    expect(readFileSync(program, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
    const imports = [...readFileSync(program, 'utf8').matchAll(/^import .*? from ["'](.*?)["'];$/gm)].map(
      ([, from]) => from,
    );
    expect(imports.filter((from) => !from?.startsWith('node:'))).toEqual([]);
  });

  it('is what npx runs', () => {
    expect(npm(['exec', '--offline', '--', 'whycors', '--version'], folder)).toBe(`whycors ${pkg.version}\n`);
  });

  it('probes a server', async () => {
    const server = await listen();
    server.on('request', ({ method }, response) => {
      response.writeHead(method === 'OPTIONS' ? 204 : 200, { 'Access-Control-Allow-Origin': '*' }).end();
    });
    const probe = ['probe', `http://127.0.0.1:${portOf(server)}/items`, '--origin', 'http://localhost:3000', '--json'];
    try {
      const [plain, refused] = [await runProgram(probe), await runProgram([...probe, '--method', 'PUT'])];
      const told = ({ code, out }: Ended) => [code, (JSON.parse(out) as ReportJson).traces[0]?.cause?.rule];
      expect([told(plain), told(refused)]).toEqual([
        [0, undefined],
        [1, 'method-unlisted'],
      ]);
    } finally {
      await close(server);
    }
  });

  it.each([
    ['is of the past', ['localhost'], [-48, -24], 'net::ERR_CERT_DATE_INVALID'],
    ['is of the future', ['localhost'], [24, 48], 'net::ERR_CERT_DATE_INVALID'],
    ['has another name', ['api.example.com'], [-12, 12], 'net::ERR_CERT_COMMON_NAME_INVALID'],
    ['is as it should be', ['localhost'], [-12, 12], undefined],
  ] as const)('probes a server whose certificate is vouched for and %s', async (_, names, valid, netError) => {
    const certificate = selfSignedCertificate(names, valid);
    const vouched = join(folder, 'vouched.pem');
    writeFileSync(vouched, certificate.cert);
    const server = createTlsServer(certificate, (_request, response) => {
      response.writeHead(200, { 'Access-Control-Allow-Origin': '*' }).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    try {
      const probe = ['probe', `https://localhost:${port}/`, '--origin', 'http://localhost:3000', '--json'];
      const { code, out } = await runProgram(probe, { env: { NODE_EXTRA_CA_CERTS: vouched } });
      const [trace] = (JSON.parse(out) as ReportJson).traces;
      expect([code, trace?.cause?.rule, trace?.hops[0]?.netError ?? undefined]).toEqual(
        netError === undefined ? [0, undefined, undefined] : [1, 'tls-failed', netError],
      );
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });

  it('reports a HAR, with exit code 1 for what is blocked', async () => {
    const { code, out } = await runProgram(['report', har, '--json']);
    const report = JSON.parse(out) as ReportJson;
    expect(code).toBe(1);
    expect(report).toMatchObject({ format: 'whycors-report/1', browser: 'chromium' });
    expect(report.traces.length).toBeGreaterThan(70);
  });

  it('reads its own report from standard input and says the same', async () => {
    const first = await runProgram(['report', har, '--json']);
    const second = await runProgram(['report', '-', '--json'], { input: first.out });
    const verdicts = ({ out }: Ended) =>
      (JSON.parse(out) as ReportJson).traces.map(({ id, verdict, cause }) => [id, verdict, cause?.rule]);
    expect(verdicts(second)).toEqual(verdicts(first));
  });

  it('writes for people, with causes, header lines and fixes', async () => {
    const { out } = await runProgram(['report', har, '--stack', 'express']);
    expect(out).toContain('    < Access-Control-Allow-Methods: ');
    expect(out).toContain('app.use(cors(');
    expect(out).toMatch(/cross-origin requests: .*blocked/);
    expect(out).not.toContain('\u001b');
  });

  it('writes Markdown on demand', async () => {
    const { code, out } = await runProgram(['report', har, '--markdown']);
    expect([code, out.startsWith('# CORS on `http://localhost:')]).toEqual([1, true]);
  });

  it.each([
    ['nothing', [], /whycors report <file>/],
    ['an unknown command', ['mend'], /no command mend/],
    ['an unknown option', ['report', har, '--mend'], /--mend/],
    ['a file that is not there', ['report', 'missing.har'], /missing\.har/],
    ['no origin', ['probe', 'http://localhost:1/'], /--origin/],
    ['a URL that is none', ['probe', 'localhost', '--origin', 'http://localhost:3000'], /no http or https URL/],
    [
      'a body with GET',
      ['probe', 'http://localhost:1/', '--origin', 'http://localhost:3000', '--body', 'x'],
      /with a body/,
    ],
  ])('ends with 2 and says why for %s', async (_what, args, message) => {
    const { code, out, errors } = await runProgram(args);
    expect(code).toBe(2);
    expect(out + errors).toMatch(message);
  });

  it('ends with 2 and the place for a file that is broken', async () => {
    const broken = join(folder, 'broken.har');
    writeFileSync(broken, '{\n  "log": [1,,2]\n}');
    expect(await runProgram(['report', broken])).toMatchObject({
      code: 2,
      errors: expect.stringContaining('line 2, column 13'),
    });
    writeFileSync(broken, '{"log": {"entries": 7}}');
    expect(await runProgram(['report', broken])).toMatchObject({
      code: 2,
      errors: expect.stringContaining('log.entries is a number'),
    });
  });

  it('counts the entries that it cannot read', async () => {
    const log = JSON.parse(readFileSync(har, 'utf8'));
    log.log.entries[3].response.headers = 7;
    log.log.entries[5].response.headers = 7;
    const { errors } = await runProgram(['report', '-'], { input: JSON.stringify(log) });
    expect(errors).toMatch(
      /2 of \d+ entries were left out, log\.entries\[3\] first\. log\.entries\[3\]\.response\.headers is a number/,
    );
  });
});
