import type { Policy } from '../../../src/analyzer/fixes/policy-type.ts';
import { stackById } from '../../../src/analyzer/fixes/stacks/index.ts';
import type { StackId } from '../../../src/analyzer/server/server-guess.ts';
import { renderedBy, serialised } from '../../analyzer/fixes/stacks/sample-policies.ts';

/** A policy as its snippet has to say it. */
export interface Written {
  readonly origins: readonly string[];
  readonly methods: readonly string[];
  readonly headers: readonly string[];
  readonly exposed: readonly string[];
  readonly credentials: boolean;
  readonly maxAge: number;
}

export interface Sample {
  readonly wanted: Written;
  readonly code: string;
}

/** Snippets for policies that pages could bring about, mostly plausible and sometimes hostile; what is refused is not among them. */
export function samplesOf(stack: StackId, count = 150): readonly Sample[] {
  return renderedBy(stackById(stack))
    .slice(0, count)
    .map(({ wanted, code }) => ({ wanted: written(wanted), code }));
}

function written({ origins, methods, requestHeaders, exposeHeaders, credentials, maxAge }: Policy): Written {
  return {
    origins: serialised(origins),
    methods,
    headers: requestHeaders,
    exposed: exposeHeaders,
    credentials,
    maxAge,
  };
}
