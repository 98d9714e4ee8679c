import type { Plugin } from 'vite';
import { parseAst } from 'vite';

interface Part {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

const RULE = /\/src\/analyzer\/rules\/[\w-]+\.ts$/;

/**
 * Leaves the transcripts of rules out of what browsers load: only tests, the rule pages and the lab read them, and they
 * are a third of the catalogue. Everything else of a rule stays as it is written.
 */
export function stripExamples(): Plugin {
  return {
    name: 'whycors:strip-examples',
    apply: 'build',
    transform(code, id) {
      return RULE.test(id.replaceAll('\\', '/')) && code.includes('defineRule(') ? withoutExamples(code) : null;
    },
  };
}

/** The JavaScript of a module without the `examples` of the rules it defines. */
export function withoutExamples(code: string): string {
  const cuts: { readonly from: number; readonly to: number }[] = [];
  visit(parseAst(code), (node) => {
    for (const property of rulePropertiesOf(node)) {
      if (nameOf(property) !== 'examples') continue;
      const comma = /^\s*,/.exec(code.slice(property.end))?.[0] ?? '';
      cuts.push({ from: property.start, to: property.end + comma.length });
    }
  });
  return cuts.reduceRight((rest, { from, to }) => rest.slice(0, from) + rest.slice(to), code);
}

function rulePropertiesOf(node: Part): readonly Part[] {
  if (node.type !== 'CallExpression') return [];
  const { callee, arguments: given } = node as Part & { callee: Part & { name?: string }; arguments: readonly Part[] };
  const [rule] = given;
  if (callee.name !== 'defineRule' || rule?.type !== 'ObjectExpression') return [];
  return (rule as Part & { properties: readonly Part[] }).properties;
}

function nameOf(property: Part): string | undefined {
  return (property as Part & { key?: { name?: string } }).key?.name;
}

function visit(node: unknown, see: (part: Part) => void): void {
  if (Array.isArray(node)) for (const one of node) visit(one, see);
  else if (node !== null && typeof node === 'object') {
    if ('type' in node) see(node as Part);
    for (const value of Object.values(node)) visit(value, see);
  }
}
