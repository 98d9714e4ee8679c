import { fileURLToPath } from 'node:url';
import express, { type Express } from 'express';
import { CAUSES, type LabOrigins, type Scenario } from './scenario.ts';

const FILES = fileURLToPath(new URL('./page', import.meta.url));

/** The lab page, its files, and the scenarios as a script module. */
export function servePage(app: Express, origins: LabOrigins, scenarios: readonly Scenario[]): void {
  app.get('/scenarios.js', (_request, response) => {
    response.type('text/javascript').send(scenariosModule(origins, scenarios));
  });
  app.use(express.static(FILES, { cacheControl: false }));
}

/** The one document of the public page server: a frame that makes requests for the lab page. */
export function servePublicPage(app: Express): void {
  app.get('/frame.html', (_request, response) => {
    response.sendFile('frame.html', { root: FILES });
  });
  app.get('/frame.js', (_request, response) => {
    response.sendFile('frame.js', { root: FILES });
  });
  app.get('/see.js', (_request, response) => {
    response.sendFile('see.js', { root: FILES });
  });
}

function scenariosModule(origins: LabOrigins, scenarios: readonly Scenario[]): string {
  const items = scenarios.map((scenario) => {
    const { id, cause, title, shows, expect } = scenario;
    return `{ ...${JSON.stringify({ id, cause, title, shows, expect })}, ${methodSource(scenario)} }`;
  });
  return [
    `export const origins = ${JSON.stringify(origins)};`,
    `export const causes = ${JSON.stringify(CAUSES)};`,
    `export const scenarios = [\n${items.join(',\n')}\n];`,
  ].join('\n');
}

/** `run` as an object member, whichever way the file declares it. */
function methodSource(scenario: Scenario): string {
  const source = scenario.run.toString();
  return /^(async\s+)?run\s*\(/.test(source) ? source : `run: ${source}`;
}
