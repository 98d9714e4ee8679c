import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import puppeteer, { type Browser, type Page } from 'puppeteer';
import { findBrowser } from '../scripts/browser.mjs';
import { generatedTraces } from './session.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
};

export interface Bench {
  /** A fresh panel without traces, and the numbered traces that it can be given, in the page as `window.traces`. */
  open(counts: readonly number[]): Promise<Page>;
  close(): Promise<void>;
}

/** Serves the built page and the traces, and starts a browser that draws as fast as it can. */
export async function openBench(folder: string): Promise<Bench> {
  const server = createServer((request, response) => {
    answer(folder, request.url ?? '/')
      .then(([type, body]) => response.writeHead(200, { 'content-type': type }).end(body))
      .catch(() => response.writeHead(404).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const browser = await puppeteer.launch({
    executablePath: findBrowser() ?? 'chromium',
    pipe: true,
    defaultViewport: { width: 1280, height: 800 },
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      // A frame then takes as long as its work, and no rest until the next tick of the screen hides that.
      '--disable-frame-rate-limit',
      '--disable-gpu-vsync',
      '--enable-precise-memory-info',
      '--js-flags=--expose-gc',
    ],
  });
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { open: (counts) => openPage(browser, address, counts), close: () => close(browser, server) };
}

async function openPage(browser: Browser, address: string, counts: readonly number[]): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(`${address}/bench/panel.html`);
  await page.waitForSelector('[data-state]');
  for (const count of counts) {
    await page.evaluate(async (wanted) => {
      const given = window as unknown as { traces: Record<number, string> };
      given.traces = { ...given.traces, [wanted]: await (await fetch(`/traces/${wanted}`)).text() };
    }, count);
  }
  return page;
}

async function close(browser: Browser, server: Server): Promise<void> {
  await browser.close();
  await new Promise((resolve) => server.close(resolve));
}

async function answer(folder: string, url: string): Promise<[type: string, body: string | Buffer]> {
  const count = /^\/traces\/(\d+)$/.exec(url)?.[1];
  if (count !== undefined) return ['application/json', JSON.stringify(generatedTraces(Number(count)))];
  const { pathname } = new URL(url, 'http://localhost');
  return [TYPES[extname(pathname)] ?? 'application/octet-stream', await readFile(join(folder, pathname))];
}
