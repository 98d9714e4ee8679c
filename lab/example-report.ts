import { writeFile } from 'node:fs/promises';
import { openLab, runScenario, settledReport } from '../test/support/lab.ts';

/** One of each kind of trouble, with two requests that pass. */
const SHOWN = [
  'allowed-get',
  'allowed-put',
  'middleware-refused-preflight',
  'origin-port',
  'error-500',
  'wildcard-credentials',
  'preflight-slash-redirect',
  'no-cors',
];

/** Addresses as a developer knows them, in place of the lab's, whose ports are others each time. */
const ADDRESSES = { page: 'localhost:5173', api: 'localhost:8000', other: 'localhost:5000' } as const;

/** Where a server of the lab expects its page when it expects it elsewhere. */
const OTHER_PORT = /localhost:1\b/g;

/** Runs scenarios of the lab in a real browser and writes what the extension reported, as the panel's example. */
export async function writeExampleReport(path: string): Promise<void> {
  const opened = await openLab();
  try {
    for (const id of SHOWN) await runScenario(opened.page, id);
    const report = await settledReport(opened, SHOWN);
    const { origins } = opened.lab;
    const text = Object.entries(ADDRESSES).reduce(
      (all, [name, address]) => all.replaceAll(new URL(origins[name as keyof typeof ADDRESSES]).host, address),
      JSON.stringify(report, null, 1),
    );
    await writeFile(path, `${text.replaceAll(OTHER_PORT, 'localhost:3000')}\n`);
  } finally {
    await opened.close();
  }
}
