import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import vite from 'vite/package.json' with { type: 'json' };
import { NEXT_ROOT, nextDev } from '../next.ts';
import { type NodePackages, nodePackages } from '../node.ts';
import type { Stage } from './stage.ts';

const PAGE = '<!doctype html><title>page</title>';
/** Stands in the configuration where the placement says. */
const HERE = '  // here\n';

const viteProgram = fileURLToPath(new URL('bin/vite.js', import.meta.resolve('vite/package.json')));

/** The Vite that builds this project. */
export const viteStage: Stage = {
  detour: 'vite',
  framework: `Vite ${vite.version}`,
  async create(folder) {
    await writeFile(join(folder, 'index.html'), PAGE);
    await writeFile(join(folder, 'vite.config.js'), `export default {\n  clearScreen: false,\n${HERE}};\n`);
  },
  paste: (folder, snippet) => pasteInto(join(folder, 'vite.config.js'), snippet),
  command: (folder, port) => ({
    program: process.execPath,
    args: [viteProgram, '--host', '127.0.0.1', '--port', String(port), '--strictPort'],
    cwd: folder,
  }),
};

/** webpack-dev-server, started by its own API with what the configuration says; null where it cannot be installed. */
export async function webpackStage(): Promise<Stage | null> {
  const packages = await nodePackages();
  return packages && { ...webpackOn(packages), framework: await webpackVersions(packages) };
}

async function webpackVersions(packages: NodePackages): Promise<string> {
  return `webpack-dev-server ${await packages.versionOf('webpack-dev-server')}`;
}

function webpackOn(packages: NodePackages): Omit<Stage, 'framework'> {
  return {
    detour: 'webpack-dev-server',
    async create(folder) {
      await packages.linkInto(folder);
      await writeFile(join(folder, 'package.json'), '{ "private": true }');
      await writeFile(join(folder, 'index.html'), PAGE);
      await writeFile(join(folder, 'entry.js'), 'document.title = "built";');
      const config = `module.exports = {\n  mode: 'development',\n  entry: './entry.js',\n${HERE}};\n`;
      await writeFile(join(folder, 'webpack.config.js'), config);
      await writeFile(join(folder, 'serve.js'), SERVE);
    },
    paste: (folder, snippet) => pasteInto(join(folder, 'webpack.config.js'), snippet),
    command: (folder, port) => ({ program: process.execPath, args: ['serve.js', String(port)], cwd: folder }),
  };
}

const SERVE = `const webpack = require('webpack');
const WebpackDevServer = require('webpack-dev-server');
const config = require('./webpack.config.js');

const own = { host: '127.0.0.1', port: Number(process.argv[2]), static: __dirname };
new WebpackDevServer({ ...config.devServer, ...own }, webpack(config)).start();
`;

/** Next.js in development, where its rewrites are; null where it cannot be installed. */
export async function nextStage(): Promise<Stage | null> {
  const packages = await nodePackages('next');
  return (
    packages && {
      detour: 'next-rewrites',
      framework: `Next.js ${await packages.versionOf('next')}`,
      passesCookiesOn: true,
      async create(folder) {
        await packages.linkInto(folder);
        await writeFile(join(folder, 'package.json'), '{ "private": true }');
        await mkdir(join(folder, 'app', 'token'), { recursive: true });
        const page = `new Response('${PAGE}', { headers: { 'Content-Type': 'text/html' } })`;
        await writeFile(join(folder, 'app', 'route.js'), `export const GET = () => ${page};\n`);
        await writeFile(join(folder, 'app', 'token', 'route.js'), "export const GET = () => Response.json('none');\n");
        await writeFile(join(folder, 'next.config.js'), `module.exports = {\n  ${NEXT_ROOT},\n${HERE}};\n`);
      },
      paste: (folder, snippet) => pasteInto(join(folder, 'next.config.js'), snippet),
      command: nextDev,
    }
  );
}

async function pasteInto(file: string, snippet: string): Promise<void> {
  const source = await readFile(file, 'utf8');
  await writeFile(
    file,
    source.replace(HERE, () => snippet),
  );
}
