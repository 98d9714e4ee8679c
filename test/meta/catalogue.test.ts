import { describe, expect, test } from 'vitest';
import { analyze } from '../../src/analyzer/analyze.ts';
import { chromiumCorsError, firefoxCategory } from '../../src/analyzer/fetch/browser-names.ts';
import type { NetErrorKind } from '../../src/analyzer/fetch/net-error.ts';
import type { NetworkErrorReason } from '../../src/analyzer/fetch/network-error.ts';
import { applyChanges } from '../../src/analyzer/fixes/patch.ts';
import type { AnalyzedTrace } from '../../src/analyzer/report.ts';
import { RULES } from '../../src/analyzer/rules/index.ts';
import { type Prose, plainText } from '../../src/analyzer/rules/prose.ts';
import type { AnyRule, Change, Diagnosis, Refines, RuleContext } from '../../src/analyzer/rules/rule.ts';
import { parseTranscript, parseTranscripts } from '../support/transcript.ts';

const FOLDER = 'src/analyzer/rules';

/** Modules beside the rules that are no rules themselves. */
const SUPPORT = [
  'changes',
  'error-responses',
  'evidence',
  'index',
  'origin-mismatch',
  'origin-parts',
  'prose',
  'redirect-target',
  'rule',
  'wording',
];

/** How ids may end: what is wrong with the subject before it. */
const DEFECTS = [
  'aborted',
  'blocked',
  'duplicated',
  'failed',
  'hidden',
  'invalid',
  'literal',
  'lost',
  'mismatch',
  'misplaced',
  'missing',
  'multiple',
  'opaque',
  'poisoned',
  'present',
  'redirected',
  'refused',
  'stale',
  'tainted',
  'uncovered',
  'unexplained',
  'unlisted',
  'unreachable',
  'unresolved',
  'unsent',
  'wildcard-with-credentials',
];

const BANNED = [
  /!/,
  /\bsimpl[ey]\b/i,
  /\bjust\b/i,
  /\bplease\b/i,
  /\byour?\b/i,
  /\bforg[eo]t/i,
  /\bmistake/i,
  /ACA[OCMH]\b/,
];

const MODULES = import.meta.glob<Record<string, unknown>>('../../src/analyzer/rules/*.ts', { eager: true });
const files = Object.keys(MODULES).map((path) => path.replace(/^.*\//, '').replace(/\.ts$/, ''));
const stems = files.filter((stem) => !SUPPORT.includes(stem));

interface Example {
  readonly rule: AnyRule;
  readonly name: string;
  readonly analyzed: AnalyzedTrace;
  readonly said: readonly Diagnosis[];
}

/** The last fetch of the transcript, analysed with those before it. */
function examplesOf(kind: 'failing' | 'passing'): readonly Example[] {
  return RULES.flatMap((rule) =>
    rule.examples[kind].map((text, index) => {
      const analyzed = analyze(parseTranscripts(text)).traces.at(-1);
      if (!analyzed) throw new Error(`${fileOf(rule)}: an example without a fetch`);
      return { rule, name: `${kind} example ${index + 1}`, analyzed, said: saidOf(analyzed) };
    }),
  );
}

function saidOf({ cause, findings }: AnalyzedTrace): readonly Diagnosis[] {
  return cause ? [cause, ...findings] : findings;
}

function fileOf({ id }: AnyRule): string {
  return `edit ${FOLDER}/${id}.ts`;
}

const failing = examplesOf('failing');
const passing = examplesOf('passing');

/** The diagnosis that an example is for, with the text that people read. */
const diagnoses = failing.flatMap(({ rule, name, analyzed, said }) =>
  said
    .filter((diagnosis) => diagnosis.rule === rule.id)
    .map((diagnosis) => ({ rule, name, analyzed, diagnosis, where: `${fileOf(rule)} (${name})` })),
);

describe('the files', () => {
  test('every file beside the table is a rule with a row in it', () => {
    const rows = RULES.map(({ id }) => id);
    const missing = stems.filter((stem) => !rows.includes(stem));
    expect(missing.map((stem) => `add the rule of ${FOLDER}/${stem}.ts to ${FOLDER}/index.ts`)).toEqual([]);
  });

  test('every row of the table has its file, and one row only', () => {
    const rows = RULES.map(({ id }) => id);
    const wrong = rows.filter((id, index) => !stems.includes(id) || rows.indexOf(id) !== index);
    expect(wrong.map((id) => `edit ${FOLDER}/index.ts: ${id} has no file of its own or two rows`)).toEqual([]);
  });

  test('every rule is exported under its id in camel case', () => {
    const wrong = stems.flatMap((stem) => {
      const name = stem.replace(/-(\w)/g, (_all, letter: string) => letter.toUpperCase());
      const exported = MODULES[`../../${FOLDER}/${stem}.ts`]?.[name];
      if ((exported as AnyRule | undefined)?.id === stem) return [];
      return [`edit ${FOLDER}/${stem}.ts: export const ${name} with id '${stem}'`];
    });
    expect(wrong).toEqual([]);
  });

  test('every id ends with a known defect', () => {
    const wrong = RULES.filter(({ id }) => !DEFECTS.some((defect) => id.endsWith(`-${defect}`)));
    expect(wrong.map((rule) => `${fileOf(rule)}: the id ends with none of ${DEFECTS.join(', ')}`)).toEqual([]);
  });

  test('every known defect ends an id', () => {
    expect(DEFECTS.filter((defect) => !RULES.some(({ id }) => id.endsWith(`-${defect}`)))).toEqual([]);
  });

  test('root causes stand before everything else in the table', () => {
    const firstOther = RULES.findIndex(({ rank }) => rank !== 'root');
    const late = RULES.slice(firstOther).filter(({ rank }) => rank === 'root');
    expect(late.map(({ id }) => `edit ${FOLDER}/index.ts: move ${id} up to the root causes`)).toEqual([]);
  });
});

describe('the examples', () => {
  test('every failing example yields its rule: as the cause when it blocks, else as a finding', () => {
    const wrong = failing.filter(({ rule, analyzed, said }) =>
      rule.effect === 'blocks'
        ? analyzed.cause?.rule !== rule.id
        : analyzed.cause !== undefined || !said.some((diagnosis) => diagnosis.rule === rule.id),
    );
    expect(wrong.map(describeExample)).toEqual([]);
  });

  test('no passing example yields its rule', () => {
    const wrong = passing.filter(({ rule, said }) => said.some((diagnosis) => diagnosis.rule === rule.id));
    expect(wrong.map(describeExample)).toEqual([]);
  });

  test('every failing example rests on evidence', () => {
    expect(diagnoses.filter(({ diagnosis }) => diagnosis.evidence.length === 0).map(({ where }) => where)).toEqual([]);
  });

  test('the browsers call every failing example by a name that its rule lists', () => {
    const wrong = failing.flatMap(({ rule, name, analyzed }) => {
      const { chromium, firefox } = analyzed.browserNames;
      return [
        ...(chromium === null || rule.browserNames.chromium.includes(chromium) ? [] : [chromium]),
        ...(firefox === null || rule.browserNames.firefox.includes(firefox) ? [] : [firefox]),
      ].map((missing) => `${fileOf(rule)} (${name}): list ${missing} in browserNames`);
    });
    expect(wrong).toEqual([]);
  });

  test('every failing check is among the steps that its rule names', () => {
    const wrong = failing.filter(({ rule, analyzed }) => {
      const failed = analyzed.judgement.failure?.spec;
      if (!failed || rule.rank === 'root' || rule.effect !== 'blocks') return false;
      return !rule.spec.some(({ algorithm, step }) => algorithm === failed.algorithm && step === failed.step);
    });
    expect(
      wrong.map(
        ({ rule, analyzed }) => `${fileOf(rule)}: spec lacks ${JSON.stringify(analyzed.judgement.failure?.spec)}`,
      ),
    ).toEqual([]);
  });
});

function describeExample({ rule, name, said }: Example): string {
  return `${fileOf(rule)}: ${name} yields ${said.map((diagnosis) => diagnosis.rule).join(', ') || 'nothing'}`;
}

describe('the words', () => {
  const texts = diagnoses.flatMap(({ where, diagnosis }) => [
    { where: `${where}: headline`, text: diagnosis.headline },
    { where: `${where}: explanation`, text: diagnosis.explanation },
  ]);

  test('the short cause has at most 24 characters', () => {
    expect(RULES.filter(({ short }) => short.length > 24 || short === '').map(fileOf)).toEqual([]);
  });

  test('titles are in sentence case and end without a full stop', () => {
    expect(RULES.filter(({ title }) => !/^[A-Z].*[^.]$/.test(title)).map(fileOf)).toEqual([]);
  });

  test('no banned word is used', () => {
    const all = [
      ...texts.map(({ where, text }) => ({ where, text: withoutCode(text) })),
      ...RULES.map((rule) => ({ where: fileOf(rule), text: `${rule.title}. ${rule.short}` })),
    ];
    const wrong = all.flatMap(({ where, text }) =>
      BANNED.filter((word) => word.test(text)).map((word) => `${where}: ${word} in "${text}"`),
    );
    expect(wrong).toEqual([]);
  });

  test('wire values stand in code', () => {
    const wrong = texts.filter(({ text }) => /:\/\/|access-control|net::/i.test(withoutCode(text)));
    expect(wrong.map(({ where, text }) => `${where}: "${plainText(text)}"`)).toEqual([]);
  });

  test('headlines are one sentence that names the server', () => {
    const wrong = diagnoses.filter(({ analyzed, diagnosis }) => {
      // A file has no server.
      const host = URL.canParse(analyzed.serverOrigin) ? new URL(analyzed.serverOrigin).hostname : '';
      return !plainText(diagnosis.headline).includes(host) || /\.(\s|$)/.test(withoutCode(diagnosis.headline));
    });
    expect(wrong.map(({ where, diagnosis }) => `${where}: "${plainText(diagnosis.headline)}"`)).toEqual([]);
  });

  test('explanations have one to three sentences', () => {
    const wrong = diagnoses.filter(({ diagnosis }) => {
      const text = withoutCode(diagnosis.explanation);
      const count = text.match(/\.(?=\s|$)/g)?.length ?? 0;
      return count < 1 || count > 3 || !text.endsWith('.');
    });
    expect(wrong.map(({ where, diagnosis }) => `${where}: "${plainText(diagnosis.explanation)}"`)).toEqual([]);
  });

  test('only names that the browsers use are listed, those of Firefox without their number', () => {
    const known = namesInUse();
    const wrong = RULES.flatMap((rule) =>
      [...rule.browserNames.chromium, ...rule.browserNames.firefox]
        .filter((name) => !known.has(name))
        .map((name) => `${fileOf(rule)}: no browser says ${name}`),
    );
    expect(wrong).toEqual([]);
  });

  test('every name that the browsers use is listed by a rule', () => {
    const listed = new Set<string>(
      RULES.flatMap(({ browserNames: { chromium, firefox } }) => [...chromium, ...firefox]),
    );
    expect([...namesInUse()].filter((name) => !listed.has(name))).toEqual([]);
  });
});

function namesInUse(): ReadonlySet<string> {
  return new Set([
    'InsecureLocalNetwork',
    'LocalNetworkAccessPermissionDenied',
    'InvalidLocalNetworkAccess',
    'InsecurePrivateNetwork',
    'InvalidPrivateNetworkAccess',
    ...Object.values(REASONS).flatMap((reason) => [
      chromiumCorsError(reason, 'actual'),
      chromiumCorsError(reason, 'preflight'),
      firefoxCategory(reason, 'actual').replace(/\d+$/, ''),
    ]),
  ]);
}

function withoutCode(text: Prose): string {
  return text
    .map((segment) => (typeof segment !== 'string' && 'code' in segment ? '‹code›' : plainText([segment])))
    .join('');
}

describe('the fixes', () => {
  test('no fix allows the origin null, and none pairs * with credentials', () => {
    const wrong = diagnoses.filter(({ diagnosis: { changes } }) => {
      const origins = changes.flatMap((change) => ('origin' in change ? [change.origin] : []));
      const credentials = changes.some(({ kind }) => kind === 'allow-credentials');
      return origins.includes('null') || (credentials && origins.includes('*'));
    });
    expect(wrong.map(({ where }) => where)).toEqual([]);
  });

  test('on paper every fix makes its diagnosis go away', () => {
    const wrong = diagnoses.filter(({ rule, analyzed, diagnosis }) => {
      if (diagnosis.changes.length === 0) return false;
      const fixed = applyChanges(analyzed.trace, diagnosis.changes, { phase: diagnosis.phase, hop: diagnosis.hop });
      const after = analyze([fixed]).traces[0];
      return fixed === analyzed.trace || !after || saidOf(after).some((said) => said.rule === rule.id);
    });
    expect(wrong.map(({ where, diagnosis }) => `${where}: ${kindsOf(diagnosis.changes)} change too little`)).toEqual(
      [],
    );
  });

  test('every rule whose headers or request can be changed says how', () => {
    const silent = diagnoses.filter(({ rule, diagnosis }) => diagnosis.changes.length === 0 && !hasNoRemedy(rule));
    expect(silent.map(({ where }) => `${where}: fix returns nothing`)).toEqual([]);
  });
});

function kindsOf(changes: readonly Change[]): string {
  return changes.map(({ kind }) => kind).join(', ');
}

/** Transport errors and targets that no stack-neutral change describes. */
function hasNoRemedy({ id, refines }: AnyRule): boolean {
  if (id === 'cookie-unsent' || id === 'scheme-invalid') return true;
  return refines.some((refined) => refined.startsWith('net:'));
}

/** One of each reason; a new kind does not compile until it stands here. */
const REASONS: { readonly [K in NetworkErrorReason['kind']]: Extract<NetworkErrorReason, { kind: K }> } = {
  'allow-origin-missing': { kind: 'allow-origin-missing' },
  'allow-origin-wildcard-with-credentials': { kind: 'allow-origin-wildcard-with-credentials' },
  'allow-origin-multiple': { kind: 'allow-origin-multiple', value: '*, *', lines: ['*', '*'] },
  'allow-origin-invalid': { kind: 'allow-origin-invalid', value: 'true' },
  'allow-origin-mismatch': { kind: 'allow-origin-mismatch', value: 'a:b', expected: 'http://localhost:3000' },
  'allow-credentials-not-true': { kind: 'allow-credentials-not-true', value: 'yes' },
  'preflight-redirected': { kind: 'preflight-redirected', status: 302, location: 'http://[' },
  'preflight-status-not-ok': { kind: 'preflight-status-not-ok', status: 304 },
  'allow-methods-unparsable': { kind: 'allow-methods-unparsable', value: 'a b' },
  'allow-headers-unparsable': { kind: 'allow-headers-unparsable', value: 'a b' },
  'method-not-allowed': { kind: 'method-not-allowed', method: 'PUT', allowed: [] },
  'header-not-allowed': { kind: 'header-not-allowed', names: ['x-a'], allowed: [] },
  'redirect-with-userinfo': { kind: 'redirect-with-userinfo', location: 'http://[' },
  'scheme-not-cors-enabled': { kind: 'scheme-not-cors-enabled', scheme: 'foo' },
};

const NET_ERRORS: Readonly<Record<Exclude<NetErrorKind, 'cache-probe'>, true>> = {
  'connection-refused': true,
  'connection-lost': true,
  'name-not-resolved': true,
  tls: true,
  'timed-out': true,
  offline: true,
  'blocked-by-client': true,
  'blocked-by-cross-origin-resource-policy': true,
  'blocked-by-orb': true,
  'local-network-access': true,
  'address-space-mismatch': true,
  aborted: true,
  'unsafe-redirect': true,
  'too-many-redirects': true,
  failed: true,
  other: true,
};

describe('the fallbacks', () => {
  const kinds: readonly Refines[] = [
    ...(Object.keys(REASONS) as NetworkErrorReason['kind'][]),
    ...(Object.keys(NET_ERRORS) as (keyof typeof NET_ERRORS)[]).map((kind): Refines => `net:${kind}`),
    'unexplained',
  ];

  test.each(kinds)('some rule always has an answer for %s', (kind) => {
    const last = RULES.filter(({ effect, refines }) => effect === 'blocks' && refines.includes(kind)).at(-1);
    expect(last, `add a rule that refines ${kind} and always matches to ${FOLDER}/index.ts`).toBeDefined();
    const answer = last?.diagnose(bareContext(kind));
    expect(
      answer,
      `edit ${FOLDER}/${last?.id}.ts: the last rule for ${kind} has to match whatever is seen`,
    ).toBeDefined();
  });
});

/** A context in which nothing was seen beyond the reason itself. */
function bareContext(kind: Refines): RuleContext {
  const trace = parseTranscript('page http://localhost:3000\n> GET http://localhost:8000/\n! net::ERR_FAILED');
  const analyzed = analyze([trace]).traces[0];
  const hop = trace.hops[0];
  if (!analyzed || !hop) throw new Error('the bare transcript has no fetch');
  return {
    trace,
    judgement: analyzed.judgement,
    failure: undefined,
    reason: REASONS[kind as NetworkErrorReason['kind']],
    netError: kind.startsWith('net:') ? (kind.slice('net:'.length) as NetErrorKind) : 'failed',
    phase: 'actual',
    hopIndex: 0,
    hop,
    exchange: hop,
    serializedOrigin: 'http://localhost:3000',
    serverOrigin: 'http://localhost:8000',
    server: analyzed.server,
    timeline: {
      allowedOrigins: [],
      statusesWithAllowOrigin: [],
      statusesWithoutAllowOrigin: [],
      witnesses: [],
      permissions: [],
    },
    earlier: { preflights: [] },
  };
}
