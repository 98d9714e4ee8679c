import type { SpecStep } from './network-error.ts';

/** One algorithm of the Fetch Standard; `step` names a step of it, numbered as in the Standard: `'4'`, `'7.5'`. */
interface Algorithm {
  readonly step: (step: string) => SpecStep;
}

function algorithm(name: SpecStep['algorithm'], fragment: string): Algorithm {
  const url = `https://fetch.spec.whatwg.org/#${fragment}`;
  const steps = new Map<string, SpecStep>();
  return {
    step(step) {
      const known = steps.get(step) ?? { algorithm: name, step, url };
      steps.set(step, known);
      return known;
    },
  };
}

export const MAIN_FETCH = algorithm('main fetch', 'concept-main-fetch');
export const HTTP_REDIRECT_FETCH = algorithm('HTTP-redirect fetch', 'concept-http-redirect-fetch');
export const CORS_PREFLIGHT_FETCH = algorithm('CORS-preflight fetch', 'cors-preflight-fetch');
export const CORS_CHECK = algorithm('CORS check', 'concept-cors-check');
