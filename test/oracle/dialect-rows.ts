import type { DialectRules, PreflightCacheRules } from '../../src/analyzer/fetch/dialect.ts';

type Row = Exclude<keyof DialectRules, 'preflightCache'> | `preflightCache.${keyof PreflightCacheRules}`;

/** Cases of the table that show a row of the dialect table, by id; or why none of them can. */
interface Shown {
  /** Chromium and Firefox do different things, and this row is why. */
  readonly apart?: readonly string[];
  /** Both do the same, and not what the Standard says. */
  readonly fromStandard?: readonly string[];
  readonly notShown?: string;
}

export const DIALECT_ROWS: Readonly<Record<Row, Shown>> = {
  preflightOrder: { apart: ['071'] },
  corsEnabledSchemes: { apart: ['218'] },
  wildcardCoversAuthorization: { fromStandard: ['104'] },
  preflightComparesTaintedOrigin: { apart: ['221'] },
  preflightToInitiatorIsChecked: { apart: ['y01'] },
  redirectShrinksPreflight: { apart: ['223', '224'] },
  safelistsClientHints: { apart: ['137', '139', '141', '142', '143'] },
  scriptsSetUserAgent: { apart: ['148'] },
  nonAsciiBytesAreSafe: { apart: ['125'] },
  commaInParameterIsSafe: { apart: ['115'] },
  safelistedValuesLimit: { apart: ['y06'] },
  'preflightCache.longestAge': { notShown: 'shows after two hours' },
  'preflightCache.unreadableAge': { apart: ['x04', 'x05', 'x08'] },
  'preflightCache.negativeAge': { fromStandard: ['x03'] },
  'preflightCache.overflowAge': { notShown: 'shows after five seconds' },
  'preflightCache.acceptsPlus': { apart: ['x07'] },
  'preflightCache.entries': { notShown: 'shows after a hundred other addresses, which no case has' },
  'preflightCache.urlLimit': { apart: ['y02'] },
  'preflightCache.accumulates': { apart: ['y04'] },
  'preflightCache.credentialedServesAll': { apart: ['x13'] },
  'preflightCache.wildcardServes': { apart: ['x09', 'x10'] },
  'preflightCache.unlistedMethods': { apart: ['x16'] },
  'preflightCache.forgottenOnFailure': { apart: ['x18'] },
  'preflightCache.forgottenWhenShort': { apart: ['y05'] },
  'preflightCache.remembersTainted': { apart: ['y03'] },
};
