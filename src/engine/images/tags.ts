/** Which tags of a known image exist, as patterns: nobody can keep a registry's real list. */
export interface TagRule {
  /** `1.7-1.29`: minors 7 to 29 of major 1; `8`: that major with any minor; `24.04`: that minor alone. */
  readonly versions: readonly string[];
  /** Words that may follow a version after `-`, themselves followed by digits or not: `alpine`, `alpine3.20`, `slim-bookworm`. */
  readonly variants: readonly string[];
  /** Tags that are no version. `latest` and the variants alone need no mention. */
  readonly names?: readonly string[];
}

/** Beyond these no image of the catalogue has a release; a learner's `1.161` or `1.27.99` is a typing error. */
const lastMinorOfAnyMajor = 60;
const lastPatch = 70;

const versionText = /^v?(\d{1,4})(?:\.(\d{1,4}))?(?:\.(\d{1,4}))?(?:\.\d{1,4})?$/;
const trailingDigits = /[\d.]+$/;

function minorAllowed(range: string, major: number, minor: number): boolean {
  const [first = '', last] = range.split('-');
  const [firstMajor, firstMinor] = first.split('.').map(Number);
  if (firstMajor !== major) return false;
  if (firstMinor === undefined) return minor <= lastMinorOfAnyMajor;
  const lastMinor = last === undefined ? firstMinor : Number(last.split('.')[1]);
  return minor >= firstMinor && minor <= lastMinor;
}

function versionExists(text: string, ranges: readonly string[]): boolean {
  const match = versionText.exec(text);
  if (match === null) return false;
  const major = Number(match[1]);
  const patch = match[3] === undefined ? 0 : Number(match[3]);
  if (patch > lastPatch) return false;
  if (match[2] === undefined) return ranges.some((range) => Number(range.split(/[.-]/)[0]) === major);
  const minor = Number(match[2]);
  return ranges.some((range) => minorAllowed(range, major, minor));
}

function areVariants(words: readonly string[], rule: TagRule): boolean {
  return words.every(
    (word) => rule.variants.includes(word) || rule.variants.includes(word.replace(trailingDigits, '')),
  );
}

/** Whether a repository that follows `rule` has `tag`; `any` has every tag. */
export function tagExists(tag: string, rule: TagRule | 'any'): boolean {
  if (rule === 'any' || tag === 'latest' || rule.names?.includes(tag) === true) return true;
  const words = tag.split('-');
  if (areVariants(words, rule)) return true;
  const [version = '', ...variants] = words;
  return versionExists(version, rule.versions) && areVariants(variants, rule);
}
