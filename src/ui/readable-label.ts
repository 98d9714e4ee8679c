/**
 * Whether a label of a host name may be shown as it is read. Names that could be taken for others stay in their ASCII
 * form: several scripts in one label, a foreign script with nothing but letters that look Latin, marks, symbols and
 * digits of other scripts.
 *
 * @see https://www.unicode.org/reports/tr39/#Restriction_Level_Detection
 */
export function isReadableLabel(label: string): boolean {
  if (!/^[\p{L}\p{M}\p{Nd}\-·・]+$/u.test(label) || /^\p{M}/u.test(label)) return false;
  if (/[^\P{Nd}0-9]/u.test(label)) return false;
  const scripts = scriptsOf(label);
  if (scripts === undefined) return false;
  if (!WRITTEN_TOGETHER.some((together) => scripts.every((script) => together.includes(script))) && scripts.length > 1)
    return false;
  return !scripts.some((script) => isAllLookalikes(label, script));
}

const SCRIPTS = {
  Latin: /[a-z\u00c0-\u024f\u1e00-\u1eff]/u,
  Greek: /\p{Script=Greek}/u,
  Cyrillic: /\p{Script=Cyrillic}/u,
  Armenian: /\p{Script=Armenian}/u,
  Georgian: /\p{Script=Georgian}/u,
  Hebrew: /\p{Script=Hebrew}/u,
  Arabic: /\p{Script=Arabic}/u,
  Devanagari: /\p{Script=Devanagari}/u,
  Bengali: /\p{Script=Bengali}/u,
  Tamil: /\p{Script=Tamil}/u,
  Telugu: /\p{Script=Telugu}/u,
  Thai: /\p{Script=Thai}/u,
  Han: /\p{Script=Han}/u,
  Hiragana: /\p{Script=Hiragana}/u,
  Katakana: /\p{Script=Katakana}|ー/u,
  Bopomofo: /\p{Script=Bopomofo}/u,
  Hangul: /\p{Script=Hangul}/u,
} as const;

type Script = keyof typeof SCRIPTS;

/** What one language writes with several scripts. */
const WRITTEN_TOGETHER: readonly (readonly Script[])[] = [
  ['Latin', 'Han', 'Hiragana', 'Katakana'],
  ['Latin', 'Han', 'Bopomofo'],
  ['Latin', 'Han', 'Hangul'],
];

/** The scripts of its letters; undefined when one has none of those that are known here. */
function scriptsOf(label: string): readonly Script[] | undefined {
  const found = new Set<Script>();
  for (const char of label) {
    if (!/\p{L}/u.test(char)) continue;
    const script = (Object.keys(SCRIPTS) as Script[]).find((name) => SCRIPTS[name].test(char));
    if (script === undefined) return undefined;
    found.add(script);
  }
  return [...found];
}

/** Letters that most fonts draw like Latin ones. */
const LOOKALIKES: Readonly<Partial<Record<Script, string>>> = {
  Cyrillic: 'асԁеһіјӏорԛѕԝхуѵьпг',
  Greek: 'αγηικνορτυχω',
  Armenian: 'ցհյոսօզ',
};

function isAllLookalikes(label: string, script: Script): boolean {
  const lookalikes = LOOKALIKES[script];
  if (lookalikes === undefined) return false;
  const letters = [...label].filter((char) => /\p{L}/u.test(char));
  return letters.every((char) => lookalikes.includes(char));
}
