import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HeaderChange, OracleCase, Origins, OtherRule, Situation } from './case.ts';
import { type OracleServers, PAGE_PATH } from './server.ts';

/** A page of its own in the browser. Other extensions have a say in every one. */
export type Where = 'usual' | Exclude<Situation['kind'], 'other-extension'>;

export function whereOf({ situation }: Pick<OracleCase, 'situation'>): Where {
  return situation === undefined || situation.kind === 'other-extension' ? 'usual' : situation.kind;
}

/** What the end of a case's key tells other extensions and the service worker; nothing in usual cases. */
export function keyEnding({ id, situation }: OracleCase): string {
  if (situation?.kind === 'service-worker') return `-at-${situation.does}`;
  return situation?.kind === 'other-extension' ? `-at-${id}` : '';
}

type Served = Pick<OracleServers, 'origins' | 'plainOrigins'>;

/** The servers as a page there sees them. */
export function originsAt(where: Where, { origins, plainOrigins }: Served): Origins {
  if (where === 'public-page') return { ...origins, O: origins.U };
  if (where === 'insecure-public-page') return { ...origins, O: plainOrigins.U };
  return where === 'file' ? { ...origins, O: 'file://' } : origins;
}

/** Address of the page; that of a service worker's is its scope. */
export function pageAt(where: Where, servers: Served): string {
  if (where === 'file') return new URL('page/page.html', import.meta.url).href;
  return `${originsAt(where, servers).O}${where === 'service-worker' ? '/controlled.html' : PAGE_PATH}`;
}

/** Arguments of Chromium that put the server of `U` into the internet and that of `S` into the local network. */
export function addressSpaces(servers: Served): string {
  const { internet, local } = publicPorts(servers);
  return `--ip-address-space-overrides=${internet}=public,${local}=local`;
}

/** Address and port of the server that is taken for one in the internet, and of that in the local network. */
export function publicPorts({ origins }: Served): { readonly internet: string; readonly local: string } {
  const at = (origin: string) => `127.0.0.1:${new URL(origin).port}`;
  return { internet: at(origins.U), local: at(origins.S) };
}

/** Writes another extension with the rules of these cases below `folder`, and returns where it is. */
export async function writeOtherExtension(
  folder: string,
  cases: readonly OracleCase[],
  { origins }: Served,
): Promise<string> {
  const rules = cases.flatMap((one) =>
    one.situation?.kind === 'other-extension' ? one.situation.rules.map((rule) => ruleFor(one, rule, origins)) : [],
  );
  const manifest = {
    manifest_version: 3,
    name: 'Another extension',
    version: '1',
    // Firefox has no other name for it.
    browser_specific_settings: { gecko: { id: 'another@extension.test' } },
    permissions: ['declarativeNetRequest'],
    host_permissions: ['<all_urls>'],
    declarative_net_request: { rule_resources: [{ id: 'rules', enabled: true, path: 'rules.json' }] },
  };
  const path = join(folder, 'other-extension');
  await mkdir(path, { recursive: true });
  await writeFile(join(path, 'manifest.json'), JSON.stringify(manifest));
  await writeFile(join(path, 'rules.json'), JSON.stringify(rules.map((rule, index) => ({ id: index + 1, ...rule }))));
  return path;
}

/** A rule of `declarativeNetRequest`, but for its number. */
function ruleFor({ id, hops }: OracleCase, { does, to }: OtherRule, origins: Origins): object {
  const methods = { preflight: { requestMethods: ['options'] }, actual: { excludedRequestMethods: ['options'] } };
  return {
    action: actionOf(does, origins[hops[1]?.at === 'U' ? 'U' : 'T']),
    condition: {
      regexFilter: `^http://[^/]+(/case/[^/]+-at-${id}/)0$`,
      resourceTypes: ['xmlhttprequest', 'other'],
      ...(to === undefined ? {} : methods[to]),
    },
  };
}

function actionOf(does: OtherRule['does'], next: string): object {
  if (does === 'block') return { type: 'block' };
  if (does === 'redirect') return { type: 'redirect', redirect: { regexSubstitution: `${next}\\11` } };
  const { request, response } = does;
  return {
    type: 'modifyHeaders',
    ...(request === undefined ? {} : { requestHeaders: [change(request)] }),
    ...(response === undefined ? {} : { responseHeaders: [change(response)] }),
  };
}

function change({ name, value }: HeaderChange): object {
  return { header: name, ...(value === undefined ? { operation: 'remove' } : { operation: 'set', value }) };
}
