import { javascriptArray } from './javascript-literal.ts';
import type { OptionWriter } from './option-writer.ts';

/** The options of the npm package cors, whose names @fastify/cors and Nest have taken over. */
export function corsPackageOptions(indent: string): OptionWriter {
  return {
    origins: (values) => `origin: ${javascriptArray(values, indent)},`,
    methods: (values) => `methods: ${javascriptArray(values, indent)},`,
    requestHeaders: (values) => `allowedHeaders: ${javascriptArray(values, indent)},`,
    exposeHeaders: (values) => `exposedHeaders: ${javascriptArray(values, indent)},`,
    credentials: 'credentials: true,',
    maxAge: (seconds) => `maxAge: ${seconds},`,
  };
}
