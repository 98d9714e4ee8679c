import { Router } from 'express';
import { servePage, servePublicPage } from './page-server.ts';
import type { LabOrigins, Scenario } from './scenario.ts';
import { SCENARIOS } from './scenarios/index.ts';
import { close, closedPort, listen, portOf, serveWith } from './servers.ts';

export interface Lab {
  readonly pageUrl: string;
  readonly origins: LabOrigins;
  readonly scenarios: readonly Scenario[];
  /** Command-line switches with which a browser shows every scenario as declared. */
  readonly browserArguments: readonly string[];
  close(): Promise<void>;
}

/** Starts the page's server and the API servers on free loopback ports; `pagePort` fixes the page's. */
export async function startLab({ pagePort = 0 } = {}): Promise<Lab> {
  const page = await listen(pagePort);
  const [api, other, own, publicPage] = [await listen(), await listen(), await listen(), await listen()];
  const origins: LabOrigins = {
    page: `http://localhost:${portOf(page)}`,
    api: `http://localhost:${portOf(api)}`,
    other: `http://127.0.0.1:${portOf(other)}`,
    own: `http://*.localhost:${portOf(own)}`,
    down: `http://localhost:${await closedPort()}`,
    publicPage: `http://localhost:${portOf(publicPage)}`,
  };
  const pageApp = serveWith(page);
  servePage(pageApp, origins, SCENARIOS);
  servePublicPage(serveWith(publicPage));
  const apps = { page: pageApp, api: serveWith(api), other: serveWith(other), own: serveWith(own) };
  apps.own.disable('x-powered-by');
  for (const scenario of SCENARIOS) {
    const routers = { page: Router(), api: Router(), other: Router(), own: Router() };
    scenario.serve({ ...routers, origins });
    for (const name of ['page', 'api', 'other', 'own'] as const) apps[name].use(`/${scenario.id}`, routers[name]);
  }
  return {
    pageUrl: `${origins.page}/`,
    origins,
    scenarios: SCENARIOS,
    browserArguments: [
      '--no-proxy-server',
      '--host-resolver-rules=MAP *.invalid ~NOTFOUND',
      `--ip-address-space-overrides=127.0.0.1:${portOf(publicPage)}=public`,
    ],
    close: async () => {
      await Promise.all([page, api, other, own, publicPage].map(close));
    },
  };
}
